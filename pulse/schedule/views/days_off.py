"""The pages of days off: whose holidays a place keeps, blackouts, and how often anybody is invited."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.organisation.operations import change_calendar, change_contact_days
from pulse.organisation.queries import locations, own, own_calendars
from pulse.organisation.tree import Tree
from pulse.schedule import calendar_names, messages, operations, queries, recurrence
from pulse.schedule.almanac import CalendarUnknown
from pulse.schedule.forms.days_off import BlackoutForm, BudgetForm, HolidayForm, PartForm, PlaceForm
from pulse.schedule.queries import CalendarDayView, CalendarView
from pulse.schedule.recurrence import wall_time
from pulse.web.access import requires, viewer
from pulse.web.services import services

blueprint = Blueprint("days_off", __name__, url_prefix="/schedule/days-off")


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """Everything that keeps check-ins and reminders away."""
    return _index()


@blueprint.post("/contact")
@requires("admin")
def contact() -> Response | str:
    """Change how often anybody is invited."""
    form = BudgetForm()
    if not form.validate() or not _series_allow(form):
        return _index(budget=form)
    days, here = form.days.data, viewer().organisation_id
    with services().database.writing() as session:
        before = own(session, here).contact_days
        change_contact_days(session, here, days)
        if before != days:
            _record(session, "contact.changed", here, {"days": {"before": before, "after": days}})
    flash(_("Saved."))
    return redirect(url_for("days_off.index"))


@blueprint.post("/blackouts")
@requires("admin")
def blackouts() -> Response | str:
    """Leave everybody alone from one day to another."""
    form = BlackoutForm()
    if not form.validate():
        return _index(blackout=form)
    first, last, name = form.first.data, form.last.data, form.name.data
    with services().database.writing() as session:
        operations.add_blackout(session, viewer().organisation_id, first, last, name)
        _record(session, "blackout.added", name, {"first": first.isoformat(), "last": last.isoformat()})
    flash(_("Saved. Nothing opens and nobody is reminded on these days."))
    return redirect(url_for("days_off.index"))


@blueprint.post("/blackouts/<blackout_id>/remove")
@requires("admin")
def remove_blackout(blackout_id: str) -> Response:
    """Take a blackout away."""
    here = viewer().organisation_id
    with services().database.writing() as session:
        found = next((one for one in queries.blackouts(session, here) if one.id == blackout_id), None) or abort(404)
        operations.remove_blackout(session, here, blackout_id)
        details = {"first": found.first.isoformat(), "last": found.last.isoformat()}
        _record(session, "blackout.removed", found.name, details)
    flash(_("Removed."))
    return redirect(url_for("days_off.index"))


@blueprint.route("/places/<location_id>", methods=["GET", "POST"])
@requires("admin")
def place(location_id: str) -> Response | str:
    """Choose the country, or the part of one, whose holidays a place keeps."""
    tree, kept = _places()
    if location_id not in tree.nodes:
        abort(404)
    code = kept.get(location_id, "")
    is_root = location_id == tree.root.id
    country, part = PlaceForm(), PartForm()
    country.offer(calendar_names.countries(is_root), calendar_names.country_of(code))
    part.offer(calendar_names.parts(calendar_names.country_of(code)), code)
    asked = part.part if "part" in request.form else country.calendar
    if request.method == "POST" and (part if asked is part.part else country).validate():
        if not keep_calendar(location_id, code, asked.data):
            asked.errors = [_("No holidays are known there. Please choose another one.")]
        else:
            flash(_("Saved."))
            if asked is country.calendar and calendar_names.parts(asked.data):
                return redirect(url_for("days_off.place", location_id=location_id))
            return redirect(url_for("days_off.index"))
    return render_template(
        "schedule/place.html", name=tree.label(location_id), is_root=is_root, country=country, part=part, code=code
    )


@blueprint.route("/holidays", methods=["GET", "POST"])
@requires("admin")
def holidays() -> Response | str:
    """The holidays of one calendar, to look at and to correct."""
    code = request.args.get("calendar", "")
    form = HolidayForm()
    with services().database.reading() as session:
        calendar = _calendar(session, code)
        days = queries.calendar_days(session, viewer().organisation_id, code) if calendar else []
    if calendar is None:
        return redirect(url_for("days_off.index"))
    if form.validate_on_submit():
        _change(code, form.day.data, form.name.data, added=True)
        return redirect(url_for("days_off.holidays", calendar=code))
    today = services().clock.now().date()
    return render_template(
        "schedule/holidays.html",
        form=form,
        code=code,
        name=calendar_names.calendar_name(code),
        weekend=calendar_names.weekend_in_words(calendar.weekend),
        years=[_of_year(days, year, today) for year in (today.year, today.year + 1)],
        in_words=messages.date_in_words,
    )


@blueprint.post("/holidays/remove")
@requires("admin")
def remove_holiday() -> Response:
    """Take a holiday out of a calendar."""
    return _correct(lambda code, day, name: _change(code, day, name, added=False))


@blueprint.post("/holidays/restore")
@requires("admin")
def restore_holiday() -> Response:
    """Bring back a holiday that was taken out."""
    return _correct(lambda code, day, name: _change(code, day, name, added=True))


def _index(*, budget: BudgetForm | None = None, blackout: BlackoutForm | None = None) -> str:
    here = viewer().organisation_id
    tree, kept = _places()
    with services().database.reading() as session:
        organisation, found = own(session, here), queries.blackouts(session, here)
    today = wall_time(services().clock.now(), organisation.time_zone).date()
    places = [node for _depth, node in tree.walk() if not node.closed]
    own_places = [node for node in places if node.id in kept or node.id == tree.root.id]
    return render_template(
        "schedule/days_off.html",
        places=[(node, tree.label(node.id), kept.get(node.id), _named(kept.get(node.id))) for node in own_places],
        others=[(node.id, tree.label(node.id)) for node in places if node not in own_places],
        root=tree.root.id,
        blackouts=[(one, messages.span_in_words(one.first, one.last)) for one in found if one.last >= today],
        budget=budget or BudgetForm(formdata=None, days=organisation.contact_days),
        blackout=blackout or BlackoutForm(formdata=None),
    )


def _named(code: str | None) -> str:
    return calendar_names.calendar_name(code) if code else ""


def _places() -> tuple[Tree, dict[str, str]]:
    with services().database.reading() as session:
        here = viewer().organisation_id
        return locations(session, here), own_calendars(session, here)


def keep_calendar(location_id: str, before: str, code: str) -> bool:
    """Let a place keep a calendar; False where no holidays are known for it."""
    here, now = viewer().organisation_id, services().clock.now()
    try:
        with services().database.writing() as session:
            if code:
                operations.add_calendar(session, here, code, now=now)
            change_calendar(session, here, location_id, code or None)
            if code != before:
                _record(
                    session,
                    "calendar.changed",
                    location_id,
                    {"calendar": {"before": _named(before), "after": _named(code)}},
                )
    except CalendarUnknown:
        return False
    return True


def _calendar(session: Session, code: str) -> CalendarView | None:
    return next((one for one in queries.kept_calendars(session, viewer().organisation_id) if one.code == code), None)


def _of_year(
    days: Sequence[CalendarDayView], year: int, today: date
) -> tuple[int, list[CalendarDayView], list[CalendarDayView]]:
    """A year with the holidays that are past, and those to come."""
    found = [day for day in days if day.day.year == year]
    return year, [day for day in found if day.day < today], [day for day in found if day.day >= today]


def _correct(change: Callable[[str, date, str], None]) -> Response:
    """Do something to the day that a button names."""
    code = request.form.get("calendar", "")
    with services().database.reading() as session:
        days = queries.calendar_days(session, viewer().organisation_id, code) if _calendar(session, code) else []
    found = next((one for one in days if one.day.isoformat() == request.form.get("day")), None)
    if found is None:
        return redirect(url_for("days_off.index"))
    change(code, found.day, found.name)
    return redirect(url_for("days_off.holidays", calendar=code))


def _change(code: str, day: date, name: str, *, added: bool) -> None:
    here = viewer().organisation_id
    with services().database.writing() as session:
        if added:
            operations.add_day(session, here, code, day, name)
        else:
            operations.remove_day(session, here, code, day)
        action = "holiday.added" if added else "holiday.removed"
        _record(session, action, name, {"calendar": _named(code), "day": day.isoformat()})
    flash(_("Saved.") if added else _("Removed. Copying holidays does not bring it back."))


def _series_allow(form: BudgetForm) -> bool:
    """Whether no series that runs asks more often than the new number allows."""
    with services().database.reading() as session:
        running = queries.series_of(session, viewer().organisation_id)
    today = services().clock.now().date()
    gaps = [
        recurrence.shortest_gap(one.starts, one.rule) for one in running if one.ends_on is None or one.ends_on >= today
    ]
    least = min((gap for gap in gaps if gap is not None), default=None)
    if least is not None and form.days.data > least:
        form.days.errors = [
            _("A series asks every %(days)s days already. Change it first, or give a smaller number.", days=least)
        ]
    return not form.days.errors


def _record(session: Session, action: str, subject: str, details: Mapping[str, object]) -> None:
    record_by(viewer(), session, action, subject, details, now=services().clock.now())
