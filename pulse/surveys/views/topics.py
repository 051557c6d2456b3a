"""What questions are about: topics of the organisation's own, and the bank's under names that its people use."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.audit_log.operations import record_by
from pulse.questions.operations import rename_topic, write_topic
from pulse.questions.queries import TopicView
from pulse.surveys.forms import TopicForm, topic_form
from pulse.surveys.operations import keep_versions
from pulse.surveys.queries import asking
from pulse.surveys.views import state
from pulse.surveys.views.blueprint import Page, blueprint
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services


@dataclass(frozen=True)
class Named:
    """A topic with the form that names it; unfolded where something has to be mended."""

    topic: TopicView
    form: TopicForm
    open: bool


@blueprint.route("/topics", methods=["GET", "POST"])
@requires("admin")
def topics() -> Page:
    """Name a topic, or write one."""
    with services().database.reading() as session:
        found = state.bank(session).topics
    chosen = request.form.get("topic", "") if request.method == "POST" else None
    topic = next((each for each in found if each.key == chosen), None)
    if chosen and topic is None:
        abort(404)
    typed = topic_form(topic.names if topic else None) if chosen is not None else None
    if typed and typed.validate_on_submit():
        _keep(topic, typed.names())
        flash(_("The topic is saved."))
        return redirect(url_for("surveys.topics"))
    rows = [Named(each, _form(each, topic, typed), each == topic) for each in found]
    blank = typed if typed and not chosen else topic_form(formdata=None)
    return render_template("surveys/topics.html", rows=rows, blank=blank)


def _form(each: TopicView, topic: TopicView | None, typed: TopicForm | None) -> TopicForm:
    return typed if typed and each == topic else topic_form(each.names, formdata=None)


def _keep(topic: TopicView | None, names: dict[str, str]) -> None:
    id, now = viewer().organisation_id, services().clock.now()
    name = names.get(choose()) or next(iter(names.values()))
    with services().database.writing() as session:
        if topic is None:
            key, action = write_topic(session, id, names), "question.topic_written"
        else:
            key, action = topic.key, "question.topic_renamed"
            concerned = asking(session, id, topic=key)
            keep_versions(session, id, concerned, now=now)
            rename_topic(session, id, key, names)
            keep_versions(session, id, concerned, now=now)
        record_by(viewer(), session, action, key, {"name": name}, now=now)
