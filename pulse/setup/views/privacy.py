"""What stays hidden, in this organisation's own numbers; whom to call in danger."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.opening.expectation import Choice, Expectation, what_would_show
from pulse.organisation.queries import OrganisationView
from pulse.setup.forms import PrivacyForm
from pulse.setup.operations import choose_privacy
from pulse.setup.thresholds import SHARES, smallest_group, usual_k
from pulse.setup.views.blueprint import blueprint, found, shown
from pulse.web.access import requires, viewer
from pulse.web.services import services


@blueprint.route("/privacy", methods=["GET", "POST"], endpoint="privacy")
@requires("admin")
def privacy() -> Response:
    """Choose how many answers stand behind a figure, with what that means here."""
    now, form = found(), PrivacyForm()
    usual = usual_k(now.standing.people)
    form.offer(usual)
    if not form.is_submitted():
        _begin(form, now.organisation, usual, now.standing.has_privacy)
    saves = form.is_submitted() and request.form.get("then") != "look"
    if form.is_submitted() and form.validate() and saves:
        if _saved(form):
            flash(_("The rules of privacy are saved."), "good")
            return redirect(url_for("setup.reaching"))
        form.form_errors.append(_("The first check-in has gone out, so these rules stand."))
    here, launched = now.organisation, now.organisation.launched_at is not None
    bad_k = launched or bool(form.k.errors)
    k = here.k if bad_k else form.k.data
    return shown(
        "privacy",
        status=400 if form.errors else 200,
        form=form,
        k=k,
        launched=launched,
        forecasts=_forecasts(k, here if launched else None),
    )


def _begin(form: PrivacyForm, here: OrganisationView, usual: int, chosen: bool) -> None:
    form.k.data = here.k if chosen else usual
    form.participation.data = here.participation
    form.danger_contacts.data = here.danger_contacts


def _forecasts(k: int, fixed: OrganisationView | None) -> list[Expectation]:
    """What shows at each participation; once the rules stand, with those."""
    choices = [Choice(k, fixed.k_inv if fixed else smallest_group(k, each), each / 100) for each in SHARES]
    with services().database.reading() as session:
        return what_would_show(session, viewer().organisation_id, choices, now=services().clock.now())


def _saved(form: PrivacyForm) -> bool:
    with services().database.writing() as session:
        return choose_privacy(
            session,
            viewer(),
            k=form.k.data,
            participation=form.participation.data,
            contacts=form.danger_contacts.data.strip(),
            now=services().clock.now(),
        )
