"""The page of data protection: how long each kind is kept; and the record of processing."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.delivery import messages as channels
from pulse.organisation.queries import own
from pulse.protection import messages, queries
from pulse.protection.forms import ContactForm, RetentionForm
from pulse.protection.kinds import KINDS, LEFT, before
from pulse.protection.processing.queries import processing
from pulse.protection.retention.operations import change_contact, keep_for
from pulse.protection.retention.queries import due
from pulse.schedule.recurrence import wall_time
from pulse.web.access import requires, viewer
from pulse.web.services import services

blueprint = Blueprint("protection", __name__, url_prefix="/protection")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"titles": messages.TITLES, "words": messages.WORDS, "kinds": KINDS}


@blueprint.get("/")
@requires("admin", "auditor")
def index() -> str:
    """What is kept for how long, and where to find one person."""
    asked = request.args.get("q", "")[:100]
    is_admin = viewer().has("admin")
    with services().database.reading() as session:
        months = queries.months(session, viewer().organisation_id)
        found = queries.people_called(session, viewer().organisation_id, asked) if is_admin else []
        staying = _staying(session, months) if is_admin else []
    form = RetentionForm(formdata=None)
    form.fill(months)
    return _page(form, months, asked=asked, found=found, staying=staying)


def _staying(session: Session, months: dict[str, int]) -> list[queries.Found]:
    """Whom the nights leave, as they can still log in."""
    here = viewer().organisation_id
    today = wall_time(services().clock.now(), own(session, here).time_zone).date()
    return queries.kept_for_their_account(session, here, before(today, months[LEFT]))


def _page(form: RetentionForm, months: dict[str, int], **more: object) -> str:
    is_admin = viewer().has("admin")
    return render_template("protection/index.html", form=form, months=months, is_admin=is_admin, **more)


@blueprint.post("/retention")
@requires("admin")
def retention() -> Response | str:
    """Keep something longer or shorter; what would go is told first, and agreed to."""
    form, here, now = RetentionForm(), viewer().organisation_id, services().clock.now()
    with services().database.reading() as session:
        months = queries.months(session, here)
        if not form.validate():
            return _page(form, months)
        chosen = form.chosen()
        changed = {kind: chosen[kind] for kind in KINDS if chosen[kind] != months[kind]}
        today = wall_time(now, own(session, here).time_zone).date()
        going = {
            kind: due(session, here, kind, before(today, after), before(today, months[kind]))
            for kind, after in changed.items()
            if after < months[kind]
        }
    agreed = json.dumps(chosen, sort_keys=True)
    if any(going.values()) and form.agreed.data != agreed:
        told = {kind: messages.how_much(kind, count) for kind, count in going.items() if count}
        return render_template("protection/sooner.html", form=form, told=told, chosen=chosen, agreed=agreed)
    with services().database.writing() as session:
        for kind, after in changed.items():
            keep_for(session, here, kind, after)
        if changed:
            details = {kind: {"before": months[kind], "after": after} for kind, after in changed.items()}
            record_by(viewer(), session, "retention.changed", "", details, now=now)
    flash(_("Saved. What has had its time goes in the coming night."))
    return redirect(url_for("protection.index"))


@blueprint.get("/record")
@requires("admin", "auditor")
def record() -> str:
    """What is done with personal data here, to print."""
    return _record(ContactForm(formdata=None))


@blueprint.post("/contact")
@requires("admin")
def contact() -> Response | str:
    """Name whom to ask."""
    form, here = ContactForm(), viewer().organisation_id
    if not form.validate():
        return _record(form)
    text = "\n".join((form.contact.data or "").strip().splitlines())
    with services().database.writing() as session:
        if text != queries.contact(session, here):
            change_contact(session, here, text)
            record_by(viewer(), session, "record.changed", "", {"contact": text}, now=services().clock.now())
    flash(_("Saved."))
    return redirect(url_for("protection.record"))


def _record(form: ContactForm) -> str:
    with services().database.reading() as session:
        facts = processing(session, viewer().organisation_id, services().config)
    if not form.is_submitted():
        form.contact.data = facts.contact
    named = [_(channels.TITLES.get(one, one)) for one in facts.channels]
    now, is_admin = services().clock.now(), viewer().has("admin")
    return render_template("protection/record.html", facts=facts, form=form, named=named, is_admin=is_admin, now=now)
