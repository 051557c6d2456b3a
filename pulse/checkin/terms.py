"""The terms of a cycle as they were frozen, and in what they differ from those before. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pulse.i18n import N_, translate
from pulse.trustee.frozen import FrozenTrustee, trustee_of

SMALLEST_K = 5  # no client takes part in a cycle that would show less

WHO_COUNTS = N_(
    "Only %(trustee)s can open the answers, with a key that this server never had, and counts them after the end."
)
WHO_COPIES = N_(
    "Our server opens the answers, after the end. %(trustee)s keeps a copy of its keys, in case they are lost. Until "
    "the copy is deleted at the end, they could open answers as whoever runs this server could."
)

BY_FORMS = N_("Each browser draws one of %(forms)s lists of questions by lot. Nobody learns which.")

Say = Callable[..., str]


@dataclass(frozen=True)
class Terms:
    """What people were promised for one check-in, read from its public documents."""

    k: int
    k_inv: int
    groups: int
    smallest: int
    invited: int
    zones: frozenset[str]
    window: timedelta
    program: str
    questions: dict[str, dict[str, Any]]
    contacts: str
    texts: tuple[Any, ...]
    trustee: FrozenTrustee | None = None
    drawn_from: int | None = None
    forms: int = 0
    audience: Mapping[str, Sequence[str]] = field(default_factory=dict)


def who_opens(trustee: FrozenTrustee | None, say: Say) -> str:
    """Who can open the answers, in a sentence."""
    if trustee is None:
        return say(N_("Only our server can open the answers, after the end. Nobody else has a key."))
    sentence = WHO_COUNTS if trustee.counts else WHO_COPIES
    return say(sentence, trustee=trustee.name)


def terms_of(manifest: bytes, content: bytes, blocks: Sequence[str]) -> Terms:
    """Read the very bytes that everybody can fetch; `blocks` are the documents of its groups."""
    fixed, asked = json.loads(manifest), json.loads(content)
    sizes = [json.loads(document)["invited"] for document in blocks]
    return Terms(
        k=fixed["k"],
        k_inv=fixed["k_inv"],
        groups=fixed["blocks"],
        smallest=min(sizes),
        invited=sum(sizes),
        zones=frozenset(fixed["zones"]),
        window=max(_length(times) for times in fixed["zones"].values()),
        program=fixed["client_hash"],
        questions={question["key"]: question for question in asked["questions"]},
        contacts=asked["danger_contacts"],
        texts=tuple(asked[name] for name in ("organisation_name", "languages", "default_language", "strings")),
        trustee=trustee_of(fixed),
        drawn_from=asked.get("drawn_from"),
        forms=len(asked.get("forms", ())),
        audience=asked.get("audience", {}),
    )


def changes(before: Terms, now: Terms, language: str) -> list[str]:
    """A sentence for each difference, the thresholds first."""
    say = partial(translate, language)
    return [
        *_numbers(before, now, say),
        *_opened(before, now, say),
        *_asked(before, now, say, language),
        *_around(before, now, say),
    ]


def _numbers(before: Terms, now: Terms, say: Say) -> Iterator[str]:
    sentences = (
        (N_("Nothing is shown of fewer than %(now)s answers; before it was %(before)s."), before.k, now.k),
        (N_("Every group has at least %(now)s invited people; before it was %(before)s."), before.k_inv, now.k_inv),
        (N_("The number of groups is %(now)s; before it was %(before)s."), before.groups, now.groups),
        (
            N_("The smallest group has %(now)s invited people; before it was %(before)s."),
            before.smallest,
            now.smallest,
        ),
        (N_("%(now)s people are invited; before it was %(before)s."), before.invited, now.invited),
        (N_("The time to answer is %(now)s days; before it was %(before)s."), before.window.days, now.window.days),
    )
    for sentence, was, is_now in sentences:
        if was != is_now:
            yield say(sentence, now=is_now, before=was)


def _opened(before: Terms, now: Terms, say: Say) -> Iterator[str]:
    """Who can open the answers is told when what they do, or who it is, has changed; keys are new every time."""
    was, is_now = before.trustee, now.trustee
    if (was and (was.mode, was.name)) != (is_now and (is_now.mode, is_now.name)):
        yield say(N_("Who can open the answers has changed. Before: %(before)s"), before=who_opens(was, say))
        yield say(N_("Now: %(now)s"), now=who_opens(is_now, say))


def _asked(before: Terms, now: Terms, say: Say, language: str) -> Iterator[str]:
    old, new = before.questions, now.questions
    for key in [key for key in new if key not in old]:
        yield say(N_("Newly asked: %(question)s"), question=_words(new[key], language))
    for key in [key for key in old if key not in new]:
        yield say(N_("No longer asked: %(question)s"), question=_words(old[key], language))
    for key in [key for key in new if key in old and new[key] != old[key]]:
        yield say(N_("Asked in other words: %(question)s"), question=_words(new[key], language))
    if now.forms != before.forms:
        yield say(BY_FORMS, forms=now.forms) if now.forms else say(N_("Everybody is asked the same questions again."))
    if new.keys() == old.keys() and list(new) != list(old):
        yield say(N_("The questions come in another order."))


def _around(before: Terms, now: Terms, say: Say) -> Iterator[str]:
    for zone in sorted(now.zones - before.zones):
        yield say(N_("New time zone: %(zone)s"), zone=zone)
    for zone in sorted(before.zones - now.zones):
        yield say(N_("No longer a time zone: %(zone)s"), zone=zone)
    if before.program != now.program:
        yield say(N_("The program that seals the answers is another one."))
    if before.texts != now.texts:
        yield say(N_("The texts around the questions are different."))
    if before.contacts != now.contacts:
        yield say(N_("Whom to call when somebody is in danger has changed."))


def _length(times: dict[str, str]) -> timedelta:
    return datetime.fromisoformat(times["answer_until"]) - datetime.fromisoformat(times["opens"])


def _words(question: dict[str, Any], language: str) -> str:
    texts = question["texts"]
    return str((texts.get(language.replace("_", "-")) or next(iter(texts.values())))["text"])
