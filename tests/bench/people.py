"""People of a measured cycle: what each would send, made before the clock runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pulse.application import create_ballot_app
from pulse.simulate.ballot import BlankBallot, draw, fill
from pulse.simulate.link import Link, Trusted
from pulse.web.services import Services
from tests.bench.load import wire
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle

QUESTIONS = (
    *("canteen", "meeting_rooms", "rest_areas", "gym"),
    *("parking", "technology", "office_environment", "overall"),
)
COMMENT = "The queue at noon is too long, and there is hardly a free table left after twelve. More till staff? "


@dataclass(frozen=True)
class Waiting:
    """Somebody before they collect."""

    link: Link
    trusted: Trusted
    blank: BlankBallot

    def collect(self, path: str = "/ballot/collect") -> bytes:
        """Their first request."""
        facts = {"invite": self.link.invite, "blinded": self.blank.blinded.message.hex(), "block": self.link.block}
        return wire("POST", path, json.dumps(facts).encode(), "application/json")

    def cast(self, signature: bytes, rng: Random) -> bytes:
        """Their last one."""
        return wire("POST", "/ballot/cast", self.outer(signature, rng), "application/octet-stream")

    def outer(self, signature: bytes, rng: Random) -> bytes:
        """A ballot like people's: some skip a question, one in four says something."""
        answers = {key: rng.choices(range(1, 6), (1, 2, 3, 4, 2))[0] for key in QUESTIONS if rng.random() < 0.95}
        comments = {"comment": COMMENT * rng.randint(1, 4)} if rng.random() < 0.25 else {}
        return fill(self.trusted, self.blank, signature, answers=answers, comments=comments, language="en").outer


def waiting(services: Services, count: int) -> list[Waiting]:
    """So many people of a freshly opened cycle."""
    opened = an_open_cycle(services, people=count)
    browser = TestBrowser(create_ballot_app(services))
    seen: dict[int, Trusted] = {}
    found = []
    for link in map(Link.parse, opened.links[:count]):
        if link.block not in seen:
            seen[link.block] = browser.look(link)
        found.append(Waiting(link, seen[link.block], draw(seen[link.block])))
    return found


def shares(people: Sequence[Waiting], size: int) -> list[Sequence[Waiting]]:
    """The people in groups of this size."""
    return [people[at : at + size] for at in range(0, len(people), size)]
