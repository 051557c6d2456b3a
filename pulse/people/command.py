"""What `pulse people import` does: the page's import, told in one sentence, and one more for each row to look at."""

from pulse.people.importing import parse
from pulse.people.operations import ACTOR
from pulse.people.roll import operations, queries
from pulse.web.services import Services


def import_file(services: Services, organisation_id: str, content: bytes, *, dry_run: bool) -> str:
    """Import a CSV file, or with `dry_run` only look; gives the sentence to print. `BadFile` names what is wrong."""
    rows = parse(content)
    if dry_run:
        with services.database.reading() as session:
            diff = queries.import_preview(session, organisation_id, rows)
    else:
        with services.database.writing() as session:
            now = services.clock.now()
            diff = operations.import_people(session, organisation_id, rows, actor=ACTOR, now=now)
    said = ", ".join(f"{count} {part}" for part, count in diff.counts.items())
    return "\n".join([f"{'Would import' if dry_run else 'Imported'}: {said}.", *map(str, diff.notes)])
