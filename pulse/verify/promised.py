"""The manifest: what was promised at the opening, and by whose fingerprint."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.envelope.canonical import digest
from pulse.envelope.documents import NotADocument, canonical_object, is_count, is_hex
from pulse.trustee.frozen import FrozenTrustee, NotATrustee, trustee_of

LEAST_K, LEAST_SPARE = 5, 3  # whatever a manifest says: at least so many answers, and so many more invited
INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class NotAManifest(ValueError):
    """The manifest cannot be read, so nothing else can be compared with it; the message is one sentence."""


@dataclass(frozen=True)
class Manifest:
    """The fields that the rest of a board is held against."""

    hash: str
    organisation: str
    cycle: str
    k: int
    k_inv: int
    blocks: int
    blocks_root: bytes
    trustee: FrozenTrustee | None = None


FORM: dict[str, tuple[Callable[[Any], bool], str]] = {
    "v": (lambda value: is_count(value) and value == 1, "the number 1, the only version that is known here"),
    "organisation": (lambda value: is_hex(value, 16), "32 hex digits"),
    "cycle": (lambda value: is_hex(value, 16), "32 hex digits"),
    "k": (is_count, "a whole number"),
    "k_inv": (is_count, "a whole number"),
    "zones": (lambda value: _are_zones(value), "a list of zones, each opening before it ends"),  # noqa: PLW0108
    "content_hash": (lambda value: is_hex(value, 32), "a hash of 64 hex digits"),
    "client_hash": (lambda value: is_hex(value, 32), "a hash of 64 hex digits"),
    "bpk": (lambda value: is_hex(value, 65) and value.startswith("04"), "an uncompressed point of 130 hex digits"),
    "blocks": (is_count, "a whole number"),
    "blocks_root": (lambda value: is_hex(value, 32), "a hash of 64 hex digits"),
}


def _are_zones(value: Any) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    spans = [(_instant(zone, "opens"), _instant(zone, "answer_until")) for zone in value.values()]
    return all(opens is not None and until is not None and opens < until for opens, until in spans)


def _instant(zone: Any, name: str) -> datetime | None:
    text = zone.get(name) if isinstance(zone, dict) else None
    try:
        return datetime.strptime(text, INSTANT) if isinstance(text, str) else None  # noqa: DTZ007 - UTC by its form
    except ValueError:
        return None


def parse(text: str) -> Manifest:
    """The manifest of a board; `NotAManifest` where it is none."""
    try:
        found = canonical_object(text)
    except NotADocument as why:
        raise NotAManifest(f"The manifest cannot be read: {why}.") from None
    for name, (right, wanted) in FORM.items():
        if name not in found:
            raise NotAManifest(f'The manifest has no "{name}".')
        if not right(found[name]):
            raise NotAManifest(f'The manifest\'s "{name}" is not {wanted}.')
    try:
        trustee = trustee_of(found)
    except NotATrustee as why:
        raise NotAManifest(str(why)) from None
    return Manifest(
        digest(text.encode()).hex(),
        found["organisation"],
        found["cycle"],
        found["k"],
        found["k_inv"],
        found["blocks"],
        bytes.fromhex(found["blocks_root"]),
        trustee,
    )


def problems(manifest: Manifest) -> Iterator[str]:
    """What no manifest may promise."""
    if manifest.k < LEAST_K:
        yield f"The manifest shows results from {manifest.k} answers on; fewer than {LEAST_K} are never enough."
    if manifest.k_inv < manifest.k + LEAST_SPARE:
        yield (
            f"The manifest lets blocks be as small as {manifest.k_inv} people; "
            f"with k = {manifest.k} it takes at least {manifest.k + LEAST_SPARE}."
        )
