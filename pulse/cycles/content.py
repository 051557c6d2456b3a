"""What everybody is asked and told in one cycle, frozen as two documents (docs/protocol.md section 3).

The content holds what is read up to the last question. The afterword holds what comes after it, and
is fetched while the questions are answered, so that the first one appears sooner.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.cycles.manifest import promised_end
from pulse.envelope.canonical import canonical, digest
from pulse.questions.scales import Answerable

Strings = Mapping[str, Mapping[str, str]]  # language -> key -> text


@dataclass(frozen=True)
class Documents:
    """The bytes of both; the content names the afterword by its hash, so that one hash stands for both."""

    content: bytes
    afterword: bytes


def build_afterword(*, announcements: Sequence[Mapping[str, Any]], strings: Strings) -> bytes:
    """The canonical bytes of what is read after the last question."""
    return canonical({"v": 1, "announcements": list(announcements), "strings": strings})


def build_content(
    *,
    languages: Sequence[str],
    default_language: str,
    organisation_name: str,
    danger_contacts: str,
    demo: bool,
    questions: Sequence[Mapping[str, Any]],
    strings: Strings,
    afterword: bytes,
    invited: int | None = None,
    forms: Sequence[Sequence[str]] = (),
    drawn_from: int | None = None,
    audience: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """The canonical bytes; the same for everybody, so that asking says nothing. `invited` is the sum of all blocks.

    `drawn_from`: among how many people the blocks were drawn by lot, where not everybody is asked. `forms` are lists
    of keys of which each browser draws one; what is in none of them is asked of everybody. `audience` names the
    parts that are asked, where not all are.
    """
    counted = {
        name: people for name, people in (("invited", invited), ("drawn_from", drawn_from)) if people is not None
    }
    some = {"forms": [list(keys) for keys in forms], "audience": dict(audience or {})}
    return canonical(
        {
            "v": 1,
            **counted,
            **{name: chosen for name, chosen in some.items() if chosen},
            "languages": list(languages),
            "default_language": default_language,
            "organisation_name": organisation_name,
            "danger_contacts": danger_contacts,
            "demo": demo,
            "questions": list(questions),
            "strings": strings,
            "afterword": digest(afterword).hex(),
        }
    )


def in_forms(content: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the questions that not everybody is asked, as each browser draws one of several forms."""
    return frozenset(key for form in content.get("forms", ()) for key in form)


def answerable(content: Mapping[str, Any]) -> dict[str, Answerable]:
    """The questions of a content by key, as ballots are checked and counted by them."""
    drawn = in_forms(content)
    return {
        question["key"]: Answerable(
            question["scale"],
            tuple(each["option"] for each in question.get("options", ())),
            question.get("parent"),
            (question.get("parent") or question["key"]) in drawn,
        )
        for question in content["questions"]
    }


def tells_of_demo(content: bytes) -> bool:
    """Whether people were told that this is a demo, whose answers are not anonymous."""
    return bool(json.loads(content)["demo"])


def may_be_counted(manifest: bytes, content: bytes, *, now: datetime) -> bool:
    """Whether what people were told allows it to be read: a demo at once, a real check-in at its promised end.

    The organisation's own row does not decide, as it could be changed afterwards.
    """
    return tells_of_demo(content) or now >= promised_end(manifest)
