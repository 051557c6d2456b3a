"""The organisation's own page: name, colour, icon, whom to call; and how it looks on every page of staff."""

from base64 import b64decode
from dataclasses import asdict

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pulse.organisation import colours, pictures
from pulse.organisation.forms import OrganisationForm
from pulse.organisation.operations import change_icon, change_profile
from pulse.organisation.queries import Look, Profile, icon, look, own, profile
from pulse.web import access
from pulse.web.access import requires, viewer
from pulse.web.services import services

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")
AN_HOUR = "private, max-age=3600"
_NOTHING = b64decode("R0lGODlhAQABAIAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")  # one clear point


@blueprint.app_template_global()
def house() -> Look | None:
    """How the organisation of whoever is logged in looks."""
    if not g.get("viewer"):
        return None
    if "house" not in g:
        with services().database.reading() as session:
            g.house = look(session, viewer().organisation_id)
    found: Look | None = g.house
    return found


@blueprint.route("/", methods=["GET", "POST"])
@requires("admin")
def index() -> str | tuple[str, int] | Answer:
    """The settings, and saving them."""
    with services().database.reading() as session:
        here = own(session, viewer().organisation_id)
        kept = profile(session, here.id)
    form = OrganisationForm(data={**asdict(kept), "own_colour": bool(kept.colour), "colour": kept.colour or "#4f46e5"})
    if form.validate_on_submit():
        _save(form)
        flash(_("Saved."))
        return redirect(url_for("organisation.index"))
    page = render_template(
        "organisation/index.html", form=form, here=here, colour=kept.colour, shade=kept.colour and _shade(kept.colour)
    )
    return page, 400 if form.errors else 200


def _save(form: OrganisationForm) -> None:
    who, now = viewer(), services().clock.now()
    wanted = Profile(
        name=form.name.data,
        danger_contacts=form.danger_contacts.data.strip(),
        language=form.language.data,
        time_zone=form.time_zone.data,
        colour=form.colour.data.lower() if form.own_colour.data else None,
    )
    with services().database.writing() as session:
        change_profile(session, who.organisation_id, wanted, actor=who.account_id, now=now)
        if form.picture or form.without_icon.data:
            change_icon(session, who.organisation_id, form.picture or None, actor=who.account_id, now=now)


def _shade(colour: str) -> str:
    """The shade that buttons show, if it is another than the colour."""
    shade = colours.for_light(colour)
    return shade if shade != colour else ""


@blueprint.get("/look.css")
@access.own
def stylesheet() -> Response:
    """The colour, where it is used: the mark, and the buttons that matter most."""
    found = house()
    rules = ""
    if found and found.colour:
        fill, dark = colours.for_light(found.colour), colours.for_dark(found.colour)
        rules = f".brand svg{{color:light-dark({fill},{dark})}}.button.primary{{background:{fill}}}"
    return _kept(rules.encode(), "text/css")


@blueprint.get("/icon")
@access.own
def picture() -> Response:
    """The icon; without one, a picture of nothing."""
    with services().database.reading() as session:
        content = icon(session, viewer().organisation_id) or _NOTHING
    return _kept(content, pictures.kind_of(content) or "image/gif")


def _kept(body: bytes, kind: str) -> Response:
    answer = make_response(body)
    answer.headers["Content-Type"], answer.headers["Cache-Control"] = kind, AN_HOUR
    return answer
