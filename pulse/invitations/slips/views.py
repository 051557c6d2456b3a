"""The page of printed letters: turning them on, and one PDF of all of them while a check-in is open."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from pulse.audit_log.operations import record_by
from pulse.delivery.letters import moment
from pulse.envelope.words import words
from pulse.invitations.operations import InviteLink
from pulse.invitations.slips import messages, operations, queries
from pulse.invitations.slips.page import Pile, Sheet, printed
from pulse.invitations.slips.wording import printable, sheet
from pulse.keys.store import KeyMissing
from pulse.organisation.queries import OrganisationView, own
from pulse.people.queries import counts
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services

blueprint = Blueprint("letters", __name__, url_prefix="/invitations/letters")


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """Whether letters are on, whom they reach, and what would be printed now."""
    here, now = viewer().organisation_id, services().clock.now()
    with services().database.reading() as session:
        found = queries.letters(session, here, now=now)
        people = counts(session, here)
        zone = own(session, here).time_zone
    until = moment(found.until, zone, choose()) if found.until else ""
    return render_template("invitations/letters.html", letters=found, people=people, until=until, form=FlaskForm())


@blueprint.post("/on")
@requires("admin")
def turn_on() -> Answer:
    """Let people without another way be asked by letter."""
    flash(_("Letters are on. They hold from the next check-in on."))
    return _turned("letters.turned_on", on=True)


@blueprint.post("/off")
@requires("admin")
def turn_off() -> Answer:
    """Ask nobody by letter any more."""
    flash(_("Letters are off. From the next check-in on, people without another way are not asked."))
    return _turned("letters.turned_off", on=False)


def _turned(action: str, *, on: bool) -> Answer:
    here = viewer().organisation_id
    with services().database.writing() as session:
        operations.turn(session, here, on=on)
        _record(session, action, here, {})
    return redirect(url_for("letters.index"))


@blueprint.post("/print")
@requires("admin")
def pdf() -> Answer:
    """Every letter of the open check-in as one file, which is nowhere kept."""
    here, now = viewer().organisation_id, services().clock.now()
    try:
        with services().database.writing() as session:
            found = queries.letters(session, here, now=now)
            if found.cycle_id is None or not found.count:
                flash(_("There are no letters to print now."), "warn")
                return redirect(url_for("letters.index"))
            everybody = [one.id for pile in found.piles for one in pile.people]
            links = operations.links(session, services().keys, here, found.cycle_id, everybody)
            _record(session, "letters.printed", found.cycle_id, {"letters": found.count})
    except KeyMissing:  # it was ended a moment ago: nobody can collect any more
        flash(_("There are no letters to print now."), "warn")
        return redirect(url_for("letters.index"))
    headers = {
        "Content-Disposition": f'attachment; filename="letters-{now:%Y-%m-%d}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(_made(found, links), mimetype="application/pdf", headers=headers)


def _made(found: queries.Letters, links: dict[str, InviteLink]) -> bytes:
    with services().database.reading() as session:
        of = own(session, viewer().organisation_id)
    fingerprint = next(iter(links.values())).manifest_hash
    piles = []
    for pile in found.piles:
        place, count = printable(pile.place), messages.letters_in_words(len(pile.people))
        sheets = [_sheet(one, place, of, found, links[one.id]) for one in pile.people]
        piles.append(Pile(place, count, sheets))
    return printed(
        language=choose(),
        title=_("Letters of %(organisation)s", organisation=printable(of.name)),
        words=" ".join(words(bytes.fromhex(fingerprint))),
        cover=messages.cover(),
        piles=piles,
    )


def _sheet(
    person: queries.LetterReceiver, place: str, of: OrganisationView, found: queries.Letters, link: InviteLink
) -> Sheet:
    return sheet(
        language=person.language,
        name=person.name,
        number=person.number,
        place=place,
        organisation=printable(of.name),
        is_demo=of.is_demo,
        until=moment(found.ends[person.id], person.time_zone, person.language),
        seconds=found.seconds,
        link=link.url(services().config.ballot_url),
    )


def _record(session: Session, action: str, subject: str, details: dict[str, object]) -> None:
    record_by(viewer(), session, action, subject, details, now=services().clock.now())
