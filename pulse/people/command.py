"""What `pulse people import` does: the page's import, told in one sentence, and one more for each row to look at."""

from pulse.people.importing import read
from pulse.people.operations import ACTOR
from pulse.people.reused import Answers, another
from pulse.people.roll import operations, queries
from pulse.web.services import Services


def import_file(
    services: Services,
    organisation_id: str,
    content: bytes,
    *,
    dry_run: bool,
    whole: bool = False,
    sure: bool = False,
    who: str | None = None,
) -> str:
    """Import a file, or with `dry_run` only look; gives the sentences to print. `BadFile` names what is wrong.

    `whole`: who is missing from the file leaves. `ManyLeave` when many would, unless that is said to be meant.
    `who`: whether known numbers with other names and addresses are the same people or new ones; else `OtherPeople`.
    """
    file = read(content)
    if dry_run:
        with services.database.reading() as session:
            diff = queries.import_preview(session, organisation_id, file.rows, whole=whole)
    else:
        with services.database.writing() as session:
            diff = operations.import_people(
                session,
                organisation_id,
                file.rows,
                actor=ACTOR,
                now=services.clock.now(),
                whole=whole,
                sure=sure,
                answers=Answers(all=who),
            )
    said = ", ".join(f"{count} {part}" for part, count in diff.counts.items())
    read_as = [f"“{given}” is read as {column}." for given, column in file.read_as]
    left_out = [f"Left out: {', '.join(file.left_out)}."] if file.left_out else []
    told = [f"{'Would import' if dry_run else 'Imported'}: {said}.", *read_as, *left_out]
    others = {change.number for change in diff.others} if dry_run else ()
    told += [str(another(row.line)) for row in file.rows if row.number in others]
    return "\n".join([*told, *map(str, file.notes), *map(str, diff.notes)])
