"""What everybody is asked and told in one cycle, frozen as one document (docs/protocol.md section 3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulse.envelope.canonical import canonical


def build_content(
    *,
    languages: Sequence[str],
    default_language: str,
    organisation_name: str,
    danger_contacts: str,
    demo: bool,
    questions: Sequence[Mapping[str, Any]],
    strings: Mapping[str, Mapping[str, str]],
) -> bytes:
    """The canonical bytes; the same for everybody, so that asking for them says nothing."""
    return canonical(
        {
            "v": 1,
            "languages": list(languages),
            "default_language": default_language,
            "organisation_name": organisation_name,
            "danger_contacts": danger_contacts,
            "demo": demo,
            "questions": list(questions),
            "announcements": [],
            "strings": strings,
        }
    )
