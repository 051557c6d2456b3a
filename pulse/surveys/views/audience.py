"""The page on which it is chosen whom a survey asks: looked at first, then saved."""

from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from pulse.audit_log.operations import record_by
from pulse.organisation import queries as organisations
from pulse.organisation.tree import Tree
from pulse.surveys.audiences.audience import Audience, Reach, Reaching
from pulse.surveys.audiences.operations import change_audience
from pulse.surveys.audiences.queries import audience as audience_of
from pulse.surveys.queries import SurveyView
from pulse.surveys.views.blueprint import Page, blueprint
from pulse.surveys.views.editor import known
from pulse.web.access import requires, viewer
from pulse.web.services import services


class AudienceForm(FlaskForm):
    """Which units and which locations are asked; nothing chosen: everybody."""

    units = SelectMultipleField(_l("Only these units"), widget=ListWidget(), option_widget=CheckboxInput())
    locations = SelectMultipleField(_l("Only these locations"), widget=ListWidget(), option_widget=CheckboxInput())

    def offer(self, units: Tree, locations: Tree, chosen: Audience) -> None:
        """Let nodes be chosen that people can belong to, and those that were chosen before."""
        self.rows = {"units": _rows(units, chosen.units), "locations": _rows(locations, chosen.locations)}
        for field in (self.units, self.locations):
            field.choices = [(id, name) for id, name, _depth in self.rows[field.name]]

    def show(self, chosen: Audience) -> None:
        """Tick what is chosen."""
        self.units.data, self.locations.data = sorted(chosen.units), sorted(chosen.locations)

    def refuse(self, reach: Reach) -> None:
        """Say beside the field why these people cannot be asked by themselves."""
        field = self.units if self.units.data else self.locations
        field.errors = [
            ngettext(
                "This would ask %(people)s person; a check-in needs at least %(least)s. Choose more parts.",
                "This would ask %(people)s people; a check-in needs at least %(least)s. Choose more parts.",
                reach.people,
                people=reach.people,
                least=reach.least,
            )
        ]


@blueprint.route("/<survey_id>/audience", methods=["GET", "POST"])
@requires("admin")
def audience(survey_id: str) -> Page:
    """Choose whom a survey asks from its next check-in on."""
    survey, id = known(survey_id), viewer().organisation_id
    with services().database.reading() as session:
        units, locations = organisations.units(session, id), organisations.locations(session, id)
        before = audience_of(session, id, survey_id)
    form = AudienceForm()
    form.offer(units, locations, before)
    if not form.is_submitted():
        form.show(before)
        return _page(survey, form, before, _reach(before))
    chosen = Audience(frozenset(form.units.data or ()), frozenset(form.locations.data or ())).tidy(units, locations)
    if not form.validate():
        return _page(survey, form, before, None)
    found = _reach(chosen)
    if request.form.get("then") == "look":
        return _page(survey, form, chosen, found)
    if found is not None and found.too_few and not chosen.everybody:
        form.refuse(found)
        return _page(survey, form, chosen, found)
    _save(survey_id, chosen, units, locations)
    flash(_("Saved. It counts from the next check-in on; one that is open goes on with those whom it asked."))
    return redirect(url_for("surveys.audience", survey_id=survey_id))


def _page(survey: SurveyView, form: AudienceForm, chosen: Audience, reach: Reach | None) -> str:
    return render_template("surveys/audience.html", survey=survey, form=form, chosen=chosen, reach=reach)


def _save(survey_id: str, chosen: Audience, units: Tree, locations: Tree) -> None:
    """Keep it, and write down who changed it to what."""
    with services().database.writing() as session:
        change_audience(session, viewer().organisation_id, survey_id, chosen)
        names = chosen.names(units, locations).document()
        record_by(viewer(), session, "survey.audience", survey_id, names, now=services().clock.now())


def _reach(chosen: Audience) -> Reach | None:
    """Whom it would ask: people belong to a stage after this one."""
    ask = cast("Reaching | None", current_app.extensions.get("pulse_reach"))
    return ask(viewer().organisation_id, chosen) if ask else None


def _rows(tree: Tree, chosen: frozenset[str]) -> list[tuple[str, str, int]]:
    """Id, name and depth of what can be ticked, in the order of the tree."""
    below = ((depth - 1, node) for depth, node in tree.walk() if depth)
    return [(node.id, node.name, depth) for depth, node in below if not node.closed or node.id in chosen]
