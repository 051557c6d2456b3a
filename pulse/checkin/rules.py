"""What the transparency page says of a cycle: its manifest, in words."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from babel.dates import format_date, format_time, get_timezone

from pulse.checkin.strings import by_lot, only_some
from pulse.checkin.terms import BY_FORMS, Terms, who_opens
from pulse.cycles.queries import CycleView
from pulse.envelope.words import words
from pulse.i18n import translate

Zone = tuple[str, str, str]  # its name, when it opens, until when it can answer


@dataclass(frozen=True)
class Rules:
    """The published facts of one cycle, ready to be shown."""

    cycle: str
    organisation: str
    words: str
    fingerprint: str
    invited: int
    groups: int
    k: int
    k_inv: int
    smallest: int
    zones: list[Zone]
    documents: list[tuple[str, str]]
    log_key: str
    who_opens: str
    trustee_key: str | None
    by_lot: str = ""
    by_forms: str = ""
    only_some: str = ""


def rules_of(cycle: CycleView, terms: Terms, log_public: bytes, language: str) -> Rules:
    """Read the manifest's own bytes, so that the page cannot say anything else."""
    manifest, content = json.loads(cycle.manifest), json.loads(cycle.content)
    return Rules(
        cycle.id,
        content["organisation_name"],
        " ".join(words(bytes.fromhex(cycle.manifest_hash))),
        cycle.manifest_hash,
        terms.invited,
        terms.groups,
        terms.k,
        terms.k_inv,
        terms.smallest,
        [
            (zone, _local(times["opens"], zone, language), _local(times["answer_until"], zone, language))
            for zone, times in sorted(manifest["zones"].items())
        ],
        [
            ("manifest.json", f"/ballot/manifest/{cycle.id}"),
            ("content.json", f"/ballot/content/{cycle.id}"),
            *([("afterword.json", f"/ballot/afterword/{cycle.id}")] if "afterword" in content else []),
            ("program.js", f"/ballot/client/{manifest['client_hash']}.js"),
            ("board.json", f"/ballot/board/{cycle.id}"),
        ],
        log_public.hex(),
        who_opens(terms.trustee, partial(translate, language)),
        terms.trustee.key.id if terms.trustee else None,
        by_lot(language, terms.invited, terms.drawn_from) if terms.drawn_from else "",
        translate(language, BY_FORMS, forms=terms.forms) if terms.forms else "",
        only_some(language, terms.audience) if terms.audience else "",
    )


def _local(instant: str, zone: str, language: str) -> str:
    at = datetime.fromisoformat(instant).astimezone(get_timezone(zone))
    return f"{format_date(at, 'medium', locale=language)} {format_time(at, 'short', locale=language)}"
