"""Pages of announcements: for staff the drafts and what was published, for everybody what was done."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from pulse.actions import queries as actions
from pulse.actions.draft import ActionView
from pulse.actions.reach import exists, may_change, options, sees
from pulse.announcements import operations, queries, wording
from pulse.announcements.forms import NewForm, PublishForm, WordsForm, missing
from pulse.announcements.messages import MOST_NAMED, refusal
from pulse.announcements.operations import AnnouncementDraft
from pulse.announcements.queries import AnnouncementView
from pulse.announcements.refusals import AnnouncementRefused, Changed, NoPlace, NotReleased, NoWords, Rewritten
from pulse.i18n import LANGUAGES
from pulse.organisation.queries import own
from pulse.questions.queries import TopicView, topics
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.results.sight import Sight, sight
from pulse.web.access import public, requires, viewer
from pulse.web.language import choose
from pulse.web.services import services
from pulse.web.sure import ask, is_sure
from pulse.web.writing import percent

blueprint = Blueprint("announcements", __name__, url_prefix="/announcements")
changes = Blueprint("changes", __name__, url_prefix="/changes")
hr = requires("hr", scope="node")


@blueprint.app_template_filter()
def told_on(instant: datetime, zone: str) -> str:
    """The day of an instant by the organisation's clocks, as the reader's language writes it."""
    return str(format_date(instant.astimezone(ZoneInfo(zone)), "long", get_locale()))


@blueprint.get("/")
@requires("hr", "manager", "steward", scope="node")
def index() -> str:
    """Drafts, what was published, and the address for everybody."""
    with services().database.reading() as session:
        desk, has_topics = queries.desk(session, viewer().organisation_id, _eyes(session)), bool(_topics(session))
    writes = viewer().has("hr")
    address = services().config.base_url + url_for("changes.everybody", secret=_secret()) if writes else ""
    return render_template(
        "announcements/index.html", desk=desk, writes=writes, address=address, has_topics=has_topics
    )


def _secret() -> str:
    """The secret part of the address for everybody; it is made when somebody first looks."""
    with services().database.reading() as session:
        found = queries.address(session, viewer().organisation_id)
    if found is not None:
        return found
    with services().database.writing() as session:
        return operations.changes_address(session, viewer().organisation_id)


def _eyes(session: Session) -> Sight:
    return sight(viewer().grants, trees(session, viewer().organisation_id))


def _topics(session: Session) -> dict[str, TopicView]:
    return {topic.key: topic for topic in topics(session, viewer().organisation_id)}


def _named(topic: TopicView) -> dict[str, str]:
    return {language: topic.name(language) for language in LANGUAGES}


def _by() -> dict[str, Any]:
    return {"actor": viewer().account_id, "now": services().clock.now()}


def _found(session: Session, announcement_id: str) -> tuple[AnnouncementView, Sight]:
    """A draft that the viewer may change, or what was published and concerns them; 404 for any other."""
    eyes = _eyes(session)
    found = queries.announcement(session, viewer().organisation_id, announcement_id)
    if found is None or not eyes.wide or not (may_change if found.is_draft else sees)(eyes, found.cells):
        abort(404)
    return found, eyes


def _action_of(session: Session, found: AnnouncementView) -> ActionView | None:
    return actions.action(session, viewer().organisation_id, found.action_id) if found.action_id else None


@blueprint.route("/new", methods=["GET", "POST"])
@hr
def new() -> Redirect | str:
    """Begin a draft: from an action, or about a topic alone."""
    action_id = request.args.get("action")
    return _from_action(action_id) if action_id else _from_topic()


def _from_action(action_id: str) -> Redirect | str:
    form = FlaskForm()
    with services().database.reading() as session:
        eyes, found = _eyes(session), actions.action(session, viewer().organisation_id, action_id)
        here, names = own(session, viewer().organisation_id), _topics(session)
    if found is None or not eyes.wide or not sees(eyes, found.cells):
        abort(404)
    texts = wording.from_action(found, _named(names[found.topic]))
    if form.validate_on_submit():
        return _kept(AnnouncementDraft(found.topic, found.id, _own_part(eyes, found.cells), texts))
    return render_template(
        "announcements/from_action.html",
        form=form,
        action=found,
        words=texts[here.language],
        own=here.language,
    )


def _own_part(eyes: Sight, cells: Sequence[Cell]) -> list[Cell]:
    """Where an action applies, as far as the viewer is HR there; else all of their part."""
    there = [cell for cell in cells if exists(eyes.trees, cell)]
    inside = [cell for cell in there if may_change(eyes, [cell])]
    return inside or [top for top in eyes.wide if sees(eyes, [top])]


def _from_topic() -> Redirect | str:
    with services().database.reading() as session:
        eyes, names = _eyes(session), _topics(session)
    form = NewForm()
    offered = options(eyes)
    form.offer(offered, eyes.wide)
    form.offer_topics(list(names.values()), choose())
    if names and form.validate_on_submit():
        texts = wording.from_topic(_named(names[form.topic.data]))
        return _kept(AnnouncementDraft(form.topic.data, None, form.cells, texts))
    return render_template("announcements/new.html", form=form, options=offered, has_topics=bool(names))


def _kept(new: AnnouncementDraft) -> Redirect:
    with services().database.writing() as session:
        id = operations.keep(session, viewer().organisation_id, new, **_by())
    return redirect(url_for("announcements.edit", announcement_id=id))


@blueprint.route("/<announcement_id>", methods=["GET", "POST"])
@hr
def edit(announcement_id: str) -> Redirect | str:
    """Change the words of a draft; what is published is only shown."""
    with services().database.reading() as session:
        found, eyes = _found(session, announcement_id)
        here, topic = own(session, viewer().organisation_id), _topics(session)[found.topic]
        action = _action_of(session, found)
        released = queries.released(session, viewer().organisation_id, found.topic, found.cells)
    if not found.is_draft:
        return redirect(url_for("announcements.preview", announcement_id=announcement_id))
    offered = options(eyes, found.cells)
    form = WordsForm()
    form.offer(offered, found.cells)
    if not form.is_submitted():
        form.show(found.texts)
        form.version.data = found.version
        _explain(form, queries.unreleased(found.texts, released), topic, released.newest)
    elif form.validate_on_submit() and _saved(form, found, topic):
        flash(_("The draft is saved."))
        target = "preview" if request.form.get("then") == "preview" else "edit"
        return redirect(url_for(f"announcements.{target}", announcement_id=announcement_id))
    untranslated = wording.untranslated(form.texts, action, here.language)
    return render_template(
        "announcements/edit.html",
        form=form,
        found=found,
        topic=topic,
        own=here.language,
        options=offered,
        untranslated=untranslated,
        missing=missing(form.texts, untranslated),
        may_say=[percent(one) for one in released.newest[:MOST_NAMED]],
        gone=[place.label for place in found.places if not exists(eyes.trees, place.cell)],
    )


def _saved(form: WordsForm, found: AnnouncementView, topic: TopicView) -> bool:
    new = AnnouncementDraft(found.topic, found.action_id, form.cells, form.texts)
    try:
        with services().database.writing() as session:
            version = form.version.data or None
            operations.change(session, viewer().organisation_id, found.id, new, version=version, **_by())
    except NotReleased as refused:
        _explain(form, refused.figures, topic, refused.newest)
    except NoPlace:
        form.places.errors = [_("One of these parts does not exist any more. Please tick again.")]
    except Rewritten:
        form.version.data = found.version  # who saves once more has read the notice
        form.form_errors.append(
            _(
                "Somebody else changed this draft while you were editing. What you typed is still below; save once "
                "more to put it in place of theirs."
            )
        )
    except Changed:
        abort(404)
    else:
        return True
    return False


def _explain(form: WordsForm, figures: Mapping[str, list[str]], topic: TopicView, newest: tuple[str, ...]) -> None:
    """Name the figures that may not be said beside the words in which they stand."""
    for language, named in figures.items():
        field = form.text_of(language)
        field.errors = [*field.errors, refusal(named, topic.name(choose()), newest)]


@blueprint.get("/<announcement_id>/preview")
@hr
def preview(announcement_id: str) -> str:
    """A draft as a phone shows it, or what was published, in one language."""
    return _preview(announcement_id, PublishForm(), None)


def _preview(announcement_id: str, form: PublishForm, refused: str | None) -> str:
    asked = request.args.get("language", "")
    with services().database.reading() as session:
        found, _ignored = _found(session, announcement_id)
        here, names = own(session, viewer().organisation_id), _topics(session)
        concerned = len(queries.concerned(session, viewer().organisation_id, found.cells)) if found.is_draft else 0
        mails = queries.mails(session, viewer().organisation_id, found.id)
        untranslated = wording.untranslated(found.texts, _action_of(session, found), here.language)
    form.version.data = found.version
    return render_template(
        "announcements/preview.html",
        form=form,
        found=found,
        topic=names[found.topic],
        own=here.language,
        shown=asked if asked in LANGUAGES else here.language,
        concerned=concerned // 5 * 5,
        posted=mails,
        zone=here.time_zone,
        missing=missing(found.texts, untranslated),
        refused=refused,
    )


@blueprint.post("/<announcement_id>/publish")
@hr
def publish(announcement_id: str) -> Redirect | str:
    """Show a draft to people, for good."""
    form = PublishForm()
    with services().database.reading() as session:
        found, _ignored = _found(session, announcement_id)
        names = _topics(session)
    if not found.is_draft or not form.validate_on_submit() or not is_sure():
        return redirect(url_for("announcements.preview", announcement_id=announcement_id))
    try:
        with services().database.writing() as session:
            organisation_id = viewer().organisation_id
            mail, version = bool(form.mail.data), form.version.data or None
            operations.publish(session, organisation_id, announcement_id, mail=mail, version=version, **_by())
    except AnnouncementRefused as refused:
        return _preview(announcement_id, form, _why(refused, names[found.topic]))
    flash(_("It is published."))
    return redirect(url_for("announcements.preview", announcement_id=announcement_id))


def _why(refused: AnnouncementRefused, topic: TopicView) -> str:
    if isinstance(refused, NotReleased):
        figures = list(dict.fromkeys(figure for found in refused.figures.values() for figure in found))
        return refusal(figures, topic.name(choose()), refused.newest)
    if isinstance(refused, NoWords):
        return str(
            _("Title or text is missing in your organisation's language, which everybody reads whose own is empty.")
        )
    if isinstance(refused, Rewritten):
        return str(_("Something was changed in the meantime. Please look again at what would happen."))
    return str(_("Somebody else has published or deleted it meanwhile."))


@blueprint.post("/<announcement_id>/delete")
@hr
def delete(announcement_id: str) -> Redirect | str:
    """Throw a draft away; what is published stays."""
    with services().database.reading() as session:
        found, _ignored = _found(session, announcement_id)
    if not found.is_draft:
        flash(_("What is published stays. A correction is a new announcement."), "danger")
        return redirect(url_for("announcements.preview", announcement_id=announcement_id))
    if not is_sure():
        lost = _("Its words in every language are lost. Nobody has read it yet.")
        back = url_for("announcements.edit", announcement_id=announcement_id)
        return ask(_("Delete this draft?"), lost, _("Delete the draft"), back)
    with suppress(Changed), services().database.writing() as session:
        operations.remove(session, viewer().organisation_id, announcement_id, **_by())
        flash(_("The draft is deleted."))
    return redirect(url_for("announcements.index"))


@changes.get("", strict_slashes=False)
@public
def staff() -> Response | str:
    """What was done, for staff; everybody else finds the address in their mails."""
    if g.viewer is None:
        return render_template("announcements/door.html")
    return _everything(g.viewer.organisation_id)


@changes.get("/<secret>")
@public
def everybody(secret: str) -> Response:
    """What was done, for all who have the organisation's address. Nothing on it tells readers apart."""
    with services().database.reading() as session:
        organisation_id = queries.organisation_of(session, secret)
    return _everything(organisation_id or abort(404))


def _everything(organisation_id: str) -> Response:
    with services().database.reading() as session:
        told = queries.published(session, organisation_id)
        here = own(session, organisation_id)
        names = {topic.key: topic for topic in topics(session, organisation_id)}
    response = make_response(
        render_template(
            "announcements/changes.html",
            told=told,
            names=names,
            organisation=here.name,
            own=here.language,
            zone=here.time_zone,
        )
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
