"""`pulse simulate`: people of a demo organisation answer its open cycle. Not anonymous, and says so.

It reads the invite key and the roster, which no honest operator would: therefore only for demo
organisations, and only against this machine.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from random import Random
from secrets import token_bytes
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from config import LOCAL_HOSTS
from pulse.cycles import queries as cycles
from pulse.cycles.content import answerable, tells_of_demo
from pulse.invitations import operations as invitations
from pulse.invitations import queries as invited
from pulse.keys.store import KeyMissing
from pulse.organisation import queries as organisations
from pulse.questions.scales import FIVE_STEPS, MULTIPLE, Answer, Answerable, is_open, may_be_asked
from pulse.simulate.browser import Browser
from pulse.simulate.link import Link
from pulse.simulate.seed import SEED, grow
from pulse.web.services import Services

Filled = tuple[dict[str, Answer], dict[str, str], str]  # answers, comments, language
Choose = Callable[[dict[str, Any]], Filled]
DRAWN = "drawn"  # beside a content: the keys of the form that this browser asks

WORDS = {
    "en": "The queue at noon is too long.",
    "id": "Antrean saat makan siang terlalu panjang.",
    "zh-Hant": "中午排隊排太久了。",
    "vi": "Buổi trưa phải xếp hàng quá lâu.",
}


class NotSimulated(ValueError):
    """Only open cycles of demo organisations on this machine can be simulated."""


def links(services: Services, cycle_id: str, people: int | None) -> list[str]:
    """Links of people who have not collected yet, those first who will be told something after sending."""
    if urlsplit(services.config.ballot_url).hostname not in LOCAL_HOSTS:
        raise NotSimulated("Only a Pulse on this machine can be simulated.")
    with services.database.writing() as session:
        cycle = cycles.cycle(session, cycle_id)
        organisation = organisations.organisation(session, cycle.organisation_id) if cycle else None
        if cycle is None or organisation is None:
            raise NotSimulated(f"There is no cycle {cycle_id}.")
        if not (organisation.is_demo and tells_of_demo(cycle.content)):
            raise NotSimulated("Only demo organisations can be simulated: people's answers are their own.")
        told = _told(session, cycle.id)
        waiting = [i for i in invited.of_cycle(session, organisation.id, cycle.id) if not i.collected]
        waiting.sort(key=lambda one: one.block_index not in told)
        made = [
            invitations.make_invite(session, services.keys, organisation.id, cycle.id, one.person_id)
            for one in waiting[:people]
        ]
    return [link.url(services.config.ballot_url) for link in made if link]


def _told(session: Session, cycle_id: str) -> set[int]:
    """The blocks that an announcement of this cycle's afterword concerns by name."""
    afterword = cycles.afterword(session, cycle_id)
    announcements = json.loads(afterword)["announcements"] if afterword else []
    return {block for each in announcements for block in each["blocks"] or ()}


def answer_all(
    urls: Iterable[str],
    ballot_url: str,
    choose: Choose,
    *,
    done: Callable[[], None] = lambda: None,
) -> int:
    """Answer every link in turn with what `choose` makes of the content; how many were cast."""
    cast = 0
    with closing(Browser(ballot_url)) as browser:
        for url in urls:
            trusted, seed = browser.look(Link.parse(url)), token_bytes(SEED)
            answers, comments, language = choose(with_form(trusted.content, grow(seed, trusted).form))
            browser.answer(url, answers, comments, language, seed)
            cast += 1
            done()
    return cast


def with_form(content: dict[str, Any], number: int) -> dict[str, Any]:
    """A content with the form that a ballot's seed chose, where there are some."""
    forms = content.get("forms", ())
    return {**content, DRAWN: forms[number % len(forms)]} if forms else content


def at_random(rng: Random) -> Choose:
    """Answers like those of people: mostly fair, some skipped, one in five with a comment."""

    def choose(content: dict[str, Any]) -> Filled:
        language = rng.choice(content["languages"])
        words = WORDS.get(language, WORDS["en"])
        asked = _asked(content, rng)
        answers: dict[str, Answer] = {}
        comments: dict[str, str] = {}
        for key, question in asked.items():
            if question.options and may_be_asked(asked, key, answers) and rng.random() < 0.95:
                answers[key] = _answer(question, rng)
        for key, question in asked.items():
            if is_open(question.scale) and may_be_asked(asked, key, answers) and rng.random() < 0.2:
                comments[key] = words
        return answers, comments, language

    return choose


def _asked(content: dict[str, Any], rng: Random) -> dict[str, Answerable]:
    """What a browser shows: of several forms the one that its seed chose, or any where no seed was drawn."""
    questions = answerable(content)
    forms = content.get("forms", ())
    drawn = set(content[DRAWN] if DRAWN in content else rng.choice(forms)) if forms else set()
    return {
        key: question for key, question in questions.items() if not question.drawn or (question.parent or key) in drawn
    }


def _answer(question: Answerable, rng: Random) -> Answer:
    options = question.options
    if question.scale == MULTIPLE:
        return tuple(sorted(rng.sample(options, rng.randint(1, len(options)))))
    if question.scale in FIVE_STEPS:
        return rng.choices(options, (1, 2, 3, 4, 2))[0]
    return rng.choice(options)


def one_open_link(services: Services) -> str | None:
    """A link of the demo organisation's open cycle for a newcomer to try; None when there is none.

    Shown on the demo's log-in page, on this machine only.
    """
    now = services.clock.now()
    with services.database.reading() as session:
        open_cycles = [
            id
            for organisation in organisations.organisations(session)
            if organisation.is_demo
            for id, opens_at, until in cycles.timeline(session, organisation.id)
            if opens_at <= now < until
        ]
    try:
        found = [link for cycle_id in open_cycles for link in links(services, cycle_id, 1)]
    except (NotSimulated, KeyMissing):
        return None
    return found[0] if found else None
