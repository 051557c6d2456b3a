"""The ways out, for admins: what is set up, changing it, taking it down, and a test to oneself."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.delivery import mailcheck, messages, operations, queries
from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.gateway import GatewayChannel
from pulse.delivery.channels.guard import Refused, host_of
from pulse.delivery.channels.http import Door
from pulse.delivery.channels.presets import PRESETS, Preset
from pulse.delivery.channels.registry import kept_setting, open_channel
from pulse.delivery.forms import (
    ChannelForm,
    GatewayForm,
    RotateForm,
    SlackForm,
    TeamsForm,
    TestForm,
    TestNumberForm,
    WebhookForm,
)
from pulse.delivery.message import EMAIL, Message
from pulse.delivery.settings import (
    GATEWAY,
    KINDS,
    SLACK,
    TEAMS,
    WEBHOOK,
    Setting,
    Webhook,
    ending,
    new_signing_secret,
    nowhere,
    seal,
)
from pulse.delivery.trial import trial
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services
from pulse.web.sure import ask, is_sure

Page = str | tuple[str, int] | Response

FORMS: Mapping[str, type[ChannelForm]] = {
    SLACK: SlackForm,
    TEAMS: TeamsForm,
    GATEWAY: GatewayForm,
    WEBHOOK: WebhookForm,
}
blueprint = Blueprint("delivery", __name__, url_prefix="/delivery")


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """Every way out: what it is for, what it lets be seen, how it stands."""
    here, now = viewer().organisation_id, services().clock.now()
    with services().database.reading() as session:
        resting = queries.resting(session, here, now=now)
        reach = queries.reach(session, here)
    return render_template(
        "delivery/index.html",
        channels=[(channel, _known(channel)) for channel in (SLACK, TEAMS, GATEWAY, WEBHOOK)],
        words=messages,
        mail=mailcheck.checked(services().config),
        resting=resting,
        letters=reach.slips,
        form=TestForm(formdata=None),
        email=viewer().email,
    )


@blueprint.route("/slack", methods=["GET", "POST"])
@requires("admin")
def slack() -> Page:
    """Set Slack up, or change it."""
    return _set_up(SLACK, SlackForm())


@blueprint.route("/teams", methods=["GET", "POST"])
@requires("admin")
def teams() -> Page:
    """Set Teams up, or change it."""
    return _set_up(TEAMS, TeamsForm())


@blueprint.route("/gateway", methods=["GET", "POST"])
@requires("admin")
def gateway() -> Page:
    """Set a provider up, beginning from a preset, or change it."""
    form = GatewayForm()
    wanted = PRESETS.get(request.args.get("preset", ""))
    if wanted is not None and request.method == "GET":
        form.fill(wanted)
        form.preset.data = request.args["preset"]
    return _set_up(GATEWAY, form)


@blueprint.route("/webhook", methods=["GET", "POST"])
@requires("admin")
def webhook() -> Page:
    """Set a receiver of events up, or change its address."""
    return _set_up(WEBHOOK, WebhookForm())


@blueprint.post("/webhook/secret")
@requires("admin")
def rotate() -> Page:
    """Make a new secret for signing and show it this once; the one before it signs along until it is dropped."""
    kept, form = _kept(WEBHOOK), RotateForm()
    if not isinstance(kept, Webhook):
        abort(400)
    if not form.validate_on_submit() or form.instead_of.data != ending(kept.secret):
        flash(_("There is a new secret already."), "warn")
        return redirect(url_for("delivery.webhook"))
    changed = Webhook(kept.url, new_signing_secret(), kept.secret)
    _keep(WEBHOOK, changed, "channel.secret_changed")
    return _page(WEBHOOK, shown_once=changed.secret)


@blueprint.post("/webhook/former")
@requires("admin")
def drop_former() -> Page:
    """Sign with the new secret alone."""
    kept = _kept(WEBHOOK)
    if isinstance(kept, Webhook) and kept.former and not is_sure():
        lost = _("A receiver that still checks with the former secret refuses every event from then on.")
        return ask(_("Drop the former secret?"), lost, _("Drop the former one"), url_for("delivery.webhook"))
    if isinstance(kept, Webhook) and kept.former:
        _keep(WEBHOOK, Webhook(kept.url, kept.secret), "channel.secret_dropped")
        flash(_("Events are signed with the new secret alone."))
    return redirect(url_for("delivery.webhook"))


@blueprint.post("/email/test")
@requires("admin")
def test_email() -> Response:
    """Send a mail to oneself."""
    return _tested(EMAIL, viewer().email)


@blueprint.post("/slack/test")
@requires("admin")
def test_slack() -> Response:
    """Write to oneself in Slack."""
    return _tested(SLACK, viewer().email)


@blueprint.post("/teams/test")
@requires("admin")
def test_teams() -> Response:
    """Write to oneself in Teams."""
    return _tested(TEAMS, viewer().email)


@blueprint.post("/webhook/test")
@requires("admin")
def test_webhook() -> Response:
    """Send a test event."""
    return _tested(WEBHOOK, "")


@blueprint.post("/gateway/test")
@requires("admin")
def test_gateway() -> Page:
    """Send a message to a number that is typed in and kept nowhere."""
    form = TestNumberForm()
    if not form.validate_on_submit():
        return _page(GATEWAY, test_form=form), 400
    return _tested(GATEWAY, " ".join(form.number.data.split()))


@blueprint.post("/remove")
@requires("admin")
def remove() -> Page:
    """Take a channel down; its secrets are gone with it."""
    channel = request.form.get("channel", "")
    if channel not in KINDS:
        abort(400)
    if not is_sure():
        lost = _("Its secrets are deleted. Messages that wait go another way where there is one.")
        title = _("Take %(title)s down?", title=_(messages.TITLES[channel]))
        return ask(title, lost, _("Take it down"), url_for("delivery.index"))
    with services().database.writing() as session:
        if operations.take_down(session, viewer().organisation_id, channel):
            _record(session, "channel.removed", {"channel": channel})
    flash(_("%(title)s is taken down, and its secrets are deleted.", title=_(messages.TITLES[channel])))
    return redirect(url_for("delivery.index"))


def _set_up(channel: str, form: ChannelForm) -> Page:
    form.former = _kept(channel)
    if not form.validate_on_submit() or not _may_be_reached(form):
        begun = form if form.errors or request.args.get("preset") in PRESETS else None
        return (_page(channel, begun), 400) if form.errors else _page(channel, begun)
    setting = form.setting()
    _keep(channel, setting, "channel.changed" if form.former else "channel.set_up")
    if isinstance(setting, Webhook) and form.former is None:
        return _page(channel, shown_once=setting.secret)
    flash(_("%(title)s is set up. Try it: a test goes to you alone.", title=_(messages.TITLES[channel])))
    return redirect(url_for(f"delivery.{channel}"))


def _may_be_reached(form: ChannelForm) -> bool:
    """Whether the address leads to where Pulse sends; a name server that is away is no reason against it."""
    address = form.address()
    if address is not None:
        try:
            Door(services().config.allowed_networks).look(address)
        except Refused as refused:
            form.complain_about_address(_(str(refused)))
            return False
    return True


def _page(
    channel: str, form: ChannelForm | None = None, *, test_form: TestForm | None = None, shown_once: str = ""
) -> str:
    """The page of one channel; without a form that somebody has begun, with what is kept."""
    known = _known(channel)
    setting = known.setting if known else None
    form = form or _filled(channel, setting)
    return render_template(
        f"delivery/{channel}.html",
        channel=channel,
        form=form,
        known=known,
        setting=setting,
        words=messages,
        presets=PRESETS,
        chosen=_preset(form, setting),
        test_form=test_form or (TestNumberForm if channel == GATEWAY else TestForm)(formdata=None),
        rotate_form=RotateForm(formdata=None, instead_of=ending(getattr(setting, "secret", ""))),
        shown_once=shown_once,
        email=viewer().email,
    )


def _filled(channel: str, setting: Setting | None) -> ChannelForm:
    form = FORMS[channel](formdata=None)
    if setting is not None:
        form.fill(setting)
    return form


def _preset(form: ChannelForm, setting: Setting | None) -> Preset | None:
    """The provider whose form is shown: the one that was just chosen, or the one that is kept."""
    chosen = form.preset.data if isinstance(form, GatewayForm) else None
    return PRESETS.get(str(chosen or getattr(setting, "preset", "")))


def _kept(channel: str) -> Setting | None:
    known = _known(channel)
    return known.setting if known else None


def _known(channel: str) -> messages.Known | None:
    here = viewer().organisation_id
    with services().database.reading() as session:
        sealed = queries.settings(session, here).get(channel)
        came_back = queries.suppressed(session, here)
    if sealed is None:
        return None
    setting = kept_setting(services().keys, here, channel, sealed)
    return messages.Known(channel, setting, came_back.get(nowhere(WEBHOOK, "")) if channel == WEBHOOK else None)


def _keep(channel: str, setting: Setting, action: str) -> None:
    here = viewer().organisation_id
    sealed = seal(services().keys.settings_key(), here, channel, setting)
    with services().database.writing() as session:
        operations.set_up(session, here, channel, sealed)
        host = host_of(getattr(setting, "url", ""))
        _record(session, action, {"channel": channel, **({"host": host} if host else {})})


def _tested(channel: str, address: str) -> Response:
    """Really send, and say in a sentence what came of it."""
    now, here = services().clock.now(), viewer()
    failure: Exception | None = None
    said = ""
    try:
        open_ = open_channel(services(), here.organisation_id, channel, now)
        try:
            open_.send(_test_message(channel, address))
        finally:
            said = open_.said() if isinstance(open_, GatewayChannel) else ""
            open_.close()
    except (Down, Later, Never) as problem:
        failure = problem
    flash(*messages.outcome(failure, _(messages.TITLES[channel]), said if failure else ""))
    return redirect(url_for("delivery.index" if channel == EMAIL else f"delivery.{channel}"))


def _test_message(channel: str, address: str) -> Message:
    here = viewer()
    now = services().clock.now()
    return trial(
        channel,
        here.name,
        address,
        organisation_id=here.organisation_id,
        language=choose(),
        link=services().config.base_url,
        now=now,
    )


def _record(session: Session, action: str, details: dict[str, object]) -> None:
    record_by(viewer(), session, action, viewer().organisation_id, details, now=services().clock.now())
