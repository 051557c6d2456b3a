"""The pages of the ways out: set up, try, take down; no secret comes back to a page, a log or the audit log."""

import logging
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from pulse.application import create_app
from pulse.audit_log.models import AuditEntry
from pulse.delivery import queries
from pulse.delivery.channels.presets import PRESETS
from pulse.delivery.operations import rest, set_up, suppress, take_turn
from pulse.delivery.settings import WEBHOOK, Slack, nowhere, seal, unseal
from tests.conftest import START
from tests.factories.channels import Workspace
from tests.factories.counterpart import LOOPBACK, counterpart
from tests.factories.delivery import mail_server
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # settings are kept on both elsewhere
TOKEN = "xoxb-1234567890-abcdefgh-ab12"
SIG = "Zm9vYmFyYmF6cXV4"


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def inside(services):
    """An installation that may reach this machine."""
    return replace(services, config=replace(services.config, allowed_networks=LOOPBACK))


@pytest.fixture
def admin(inside, organisation):
    return logged_in(create_app(inside), organisation, "admin", email="boss@example.com")


def kept(services, organisation, channel):
    with services.database.reading() as session:
        sealed = queries.settings(session, organisation)[channel]
    return unseal(services.keys.settings_key(), organisation, channel, sealed)


def text_of(response):
    return response.get_data(as_text=True)


def follow(client, response):
    assert response.status_code == 302
    return text_of(client.get(response.location))


def gateway_form(url, **changes):
    made = PRESETS["sms-json"]
    values = {"preset": "sms-json", "url": url, "kind": made.kind, "headers": made.headers, "body": made.body}
    return values | {"secret": "a-secret-of-some-length", "taken": ""} | changes


# Setting up.


def test_at_first_nothing_is_set_up_and_mail_is_said_not_to_work(admin):
    page = text_of(admin.get("/delivery/"))
    for name in (
        "E-mail",
        "Slack",
        "Microsoft Teams",
        "Text messages, WhatsApp, Zalo, LINE",
        "Webhook",
        "Printed letters",
    ):
        assert name in page
    assert "No mail can leave: PULSE_SMTP_URL is not set." in page
    assert page.count("They cannot see answers.") >= 3


def test_slack_is_set_up_and_its_token_is_not_shown_again(inside, organisation, admin):
    page = follow(admin, post_form(admin, "/delivery/slack", {"token": TOKEN}))
    assert "Slack is set up." in page
    assert "secret set, ending in …ab12" in page
    assert TOKEN not in page
    assert "secret set, ending in …ab12" in text_of(admin.get("/delivery/"))
    assert kept(inside, organisation, "slack") == Slack(TOKEN)


def test_an_empty_secret_keeps_the_one_there_is(inside, organisation, admin):
    post_form(admin, "/delivery/slack", {"token": TOKEN})
    post_form(admin, "/delivery/slack", {"token": " "})
    assert kept(inside, organisation, "slack") == Slack(TOKEN)


@pytest.mark.parametrize(
    ("token", "sentence"),
    [("", "Please fill this in."), ("xoxp-1", "begins with xoxb-"), ("xoxb-ü", "begins with xoxb-")],
)
def test_what_is_no_token_is_refused(inside, organisation, admin, token, sentence):
    page = post_form(admin, "/delivery/slack", {"token": token})
    assert page.status_code == 400
    assert sentence in text_of(page)
    with inside.database.reading() as session:
        assert queries.settings(session, organisation) == {}


@pytest.mark.parametrize("channel", ["teams", "webhook", "gateway"])
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "Please fill this in."),
        ("flows.example.com", "This is not an address to send to"),
        ("https://user:word@flows.example.com/", "cannot carry a name or password"),
        ("https://10.0.0.1/in", "leads into a private network"),
        ("https://169.254.169.254/latest", "leads into a private network"),
        ("https://2130706433/", "This is not an address to send to"),
        ("https://[::ffff:10.0.0.1]/", "leads into a private network"),
        ("http://8.8.8.8/in", "must begin with https://"),
    ],
)
def test_an_address_that_leads_astray_is_refused_beside_its_field(inside, organisation, admin, channel, url, sentence):
    page = post_form(admin, f"/delivery/{channel}", gateway_form(url) if channel == "gateway" else {"url": url})
    assert page.status_code == 400
    shown = text_of(page)
    assert sentence in shown
    assert re.search(r'<p class="error" id="url-error">[^<]*' + re.escape(sentence[:12]), shown)
    with inside.database.reading() as session:
        assert queries.settings(session, organisation) == {}


def test_what_was_typed_stays_after_a_mistake(admin):
    page = post_form(admin, "/delivery/gateway", gateway_form("https://8.8.8.8/", body="{", headers="X-Own: mine"))
    assert page.status_code == 400
    assert "This is not JSON" in text_of(page)
    assert "X-Own: mine" in text_of(page)
    assert "a-secret-of-some-length" not in text_of(page)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": '{"text": "{text}"}'}, "The person’s number is missing"),
        ({"body": '{"to": "{phone}"}'}, "The words are missing"),
        ({"body": '{"to": "{phone}", "x": "{nobody}", "t": "{text}"}'}, "{nobody} is not a placeholder"),
        ({"headers": "Authorization: Bearer 123"}, "holds a secret"),
        ({"headers": "nonsense"}, "Line 1 has no"),
        ({"secret": ""}, "Please fill this in."),
        ({"kind": "xml"}, "Please choose one."),
        ({"taken": "error"}, "Write a name and a value"),
        ({"url": "https://8.8.8.8/{fone}"}, "{fone} is not a placeholder"),
    ],
)
def test_a_gateway_that_cannot_work_is_refused_in_a_sentence(admin, changes, sentence):
    page = post_form(admin, "/delivery/gateway", gateway_form("https://8.8.8.8/") | changes)
    assert page.status_code == 400
    assert sentence in text_of(page)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_fills_the_form(admin, preset):
    page = text_of(admin.get(f"/delivery/gateway?preset={preset}"))
    assert PRESETS[preset].url in page
    assert "&#34;to&#34;" in page or "To={phone}" in page or "template_id" in page


def test_a_gateway_keeps_everything_but_shows_no_secret(inside, organisation, admin):
    post_form(admin, "/delivery/gateway", gateway_form("https://8.8.8.8/sms"))
    page = text_of(admin.get("/delivery/gateway"))
    assert "https://8.8.8.8/sms" in page
    assert "a-secret-of-some-length" not in page
    post_form(admin, "/delivery/gateway", gateway_form("https://8.8.4.4/sms", secret=""))
    setting = kept(inside, organisation, "gateway")
    assert (setting.url, setting.secret) == ("https://8.8.4.4/sms", "a-secret-of-some-length")


def test_an_unknown_preset_and_an_unknown_channel_are_passed_over(admin):
    assert admin.get("/delivery/gateway?preset=pigeon").status_code == 200
    assert admin.get("/delivery/pigeon").status_code == 404
    assert post_form(admin, "/delivery/slack", {"channel": "pigeon"}, at="/delivery/remove").status_code == 400


def test_a_channel_is_taken_down_with_its_secrets(inside, organisation, admin):
    post_form(admin, "/delivery/slack", {"token": TOKEN})
    page = follow(
        admin, post_form(admin, "/delivery/slack", {"channel": "slack", "sure": "yes"}, at="/delivery/remove")
    )
    assert "Slack is taken down" in page
    with inside.database.reading() as session:
        assert queries.settings(session, organisation) == {}


def test_settings_that_nobody_can_open_are_to_be_entered_again(inside, organisation, admin):
    with inside.database.writing() as session:
        set_up(session, organisation, "slack", seal(bytes(32), organisation, "slack", Slack(TOKEN)))
    assert "Enter again" in text_of(admin.get("/delivery/"))
    assert "came from a backup without its key folder" in text_of(admin.get("/delivery/slack"))
    assert post_form(admin, "/delivery/slack", {"token": ""}).status_code == 400
    assert "Slack is set up." in follow(admin, post_form(admin, "/delivery/slack", {"token": TOKEN}))


# The webhook's secret.


def secret_on(page):
    return re.search(r"whsec_[A-Za-z0-9+/=]+", page)


def test_a_webhooks_secret_is_shown_once(inside, organisation, admin):
    with counterpart(lambda asked: (204, {}, b"")) as receiver:
        page = text_of(post_form(admin, "/delivery/webhook", {"url": f"{receiver.url}/in"}))
        secret = secret_on(page)[0]
        assert secret_on(text_of(admin.get("/delivery/webhook"))) is None
        follow(admin, post_form(admin, "/delivery/webhook", {}, at="/delivery/webhook/test"))
    (asked,) = receiver.asked
    assert kept(inside, organisation, "webhook").secret == secret
    assert asked.headers["webhook-id"].startswith("test_")
    signed = dict(asked.headers)
    assert signed["webhook-signature"].startswith("v1,")


def test_two_secrets_sign_during_a_change_and_pressing_twice_makes_one(inside, organisation, admin):
    with counterpart(lambda asked: (204, {}, b"")) as receiver:
        first = secret_on(text_of(post_form(admin, "/delivery/webhook", {"url": f"{receiver.url}/in"})))[0]
        form = {"instead_of": first[-4:]}
        second = secret_on(text_of(post_form(admin, "/delivery/webhook", form, at="/delivery/webhook/secret")))[0]
        again = post_form(admin, "/delivery/slack", form, at="/delivery/webhook/secret")
        assert "There is a new secret already." in follow(admin, again)
        setting = kept(inside, organisation, "webhook")
        assert (setting.secret, setting.former) == (second, first)
        post_form(admin, "/delivery/webhook", {"sure": "yes"}, at="/delivery/webhook/former")
        setting = kept(inside, organisation, "webhook")
        assert (setting.secret, setting.former) == (second, "")


def test_a_receiver_that_gave_up_is_said_to_be_switched_off_until_it_is_saved(inside, organisation, admin):
    post_form(admin, "/delivery/webhook", {"url": "https://8.8.8.8/in"})
    with inside.database.writing() as session:
        suppress(session, organisation, nowhere(WEBHOOK, ""), "410", now=START)
    assert "Switched off" in text_of(admin.get("/delivery/"))
    post_form(admin, "/delivery/webhook", {"url": "https://8.8.8.8/in"})
    assert "Switched off" not in text_of(admin.get("/delivery/"))


# Trying.


def test_a_test_mail_goes_to_whoever_asks(inside, organisation):
    with mail_server() as server:
        reachable = replace(inside, config=replace(inside.config, smtp_url=server.url))
        admin = logged_in(create_app(reachable), organisation, "admin", email="boss@example.com")
        assert "Through 127.0.0.1" in text_of(admin.get("/delivery/"))
        page = follow(admin, post_form(admin, "/delivery/", {}, at="/delivery/email/test"))
    assert "The test was handed over to E-mail." in page
    assert server.recipients == ["boss@example.com"]
    assert server.mails[0]["Subject"] == "A test from Pulse"


def test_a_test_in_slack_goes_to_whoever_asks(admin, monkeypatch):
    workspace = Workspace(token=TOKEN, members={"boss@example.com": "U7"})
    with counterpart(workspace.answer) as server:
        monkeypatch.setattr("pulse.delivery.channels.slack.SlackChannel.__init__.__kwdefaults__", {"api": server.url})
        post_form(admin, "/delivery/slack", {"token": TOKEN})
        page = follow(admin, post_form(admin, "/delivery/slack", {}, at="/delivery/slack/test"))
    assert "The test was handed over to Slack." in page
    assert [post["channel"] for post in workspace.posted] == ["U7"]


def test_a_test_in_teams_goes_to_whoever_asks(admin):
    with counterpart(lambda asked: (202, {}, b"")) as flow:
        post_form(admin, "/delivery/teams", {"url": f"{flow.url}/in?sig={SIG}"})
        page = follow(admin, post_form(admin, "/delivery/teams", {}, at="/delivery/teams/test"))
    assert "The test was handed over to Microsoft Teams." in page
    assert b'"recipient": "boss@example.com"' in flow.asked[0].body


def test_a_test_by_telephone_goes_to_the_number_that_is_typed(admin):
    with counterpart() as provider:
        post_form(admin, "/delivery/gateway", gateway_form(f"{provider.url}/sms"))
        refused = post_form(admin, "/delivery/gateway", {"number": "me"}, at="/delivery/gateway/test")
        assert "This is not a telephone number." in text_of(refused)
        page = follow(admin, post_form(admin, "/delivery/gateway", {"number": "+62 812"}, at="/delivery/gateway/test"))
    assert "The test was handed over" in page
    assert b'"to": "+62812"' in provider.asked[0].body


def test_a_number_that_was_pasted_with_a_tab_is_a_number(admin):
    with counterpart() as provider:
        post_form(admin, "/delivery/gateway", gateway_form(f"{provider.url}/sms"))
        typed = {"number": "+62\t812\xa0345"}
        assert "handed over" in follow(
            admin, post_form(admin, "/delivery/gateway", typed, at="/delivery/gateway/test")
        )
        refused = post_form(admin, "/delivery/gateway", {"number": "+62\x07812"}, at="/delivery/gateway/test")
    assert refused.status_code == 400
    assert "This is not a telephone number." in text_of(refused)
    assert [b'"to": "+62812345"' in asked.body for asked in provider.asked] == [True]


def test_what_a_provider_refuses_is_said_in_its_own_words_without_the_secret(admin):
    with counterpart(lambda asked: (400, {}, b"bad key a-secret-of-some-length 50% <b>")) as provider:
        post_form(admin, "/delivery/gateway", gateway_form(f"{provider.url}/sms"))
        page = follow(admin, post_form(admin, "/delivery/gateway", {"number": "+62 812"}, at="/delivery/gateway/test"))
    assert "The test was not sent: the answer was 400 (bad key *** 50% &lt;b&gt;)." in page


def test_a_test_of_what_is_not_set_up_says_so(admin):
    page = follow(admin, post_form(admin, "/delivery/", {}, at="/delivery/teams/test"))
    assert "The test was not sent: this way is not set up." in page


# What is written down.


def test_every_change_is_in_the_audit_log_and_no_secret_is_anywhere(inside, organisation, admin, caplog):
    caplog.set_level(logging.DEBUG)
    with counterpart(lambda asked: (500, {}, b"")) as other:
        post_form(admin, "/delivery/slack", {"token": TOKEN})
        post_form(admin, "/delivery/teams", {"url": f"{other.url}/in?sig={SIG}"})
        secret = secret_on(text_of(post_form(admin, "/delivery/webhook", {"url": f"{other.url}/hook"})))[0]
        post_form(admin, "/delivery/gateway", gateway_form(f"{other.url}/sms"))
        for channel, form in (("teams", {}), ("webhook", {}), ("gateway", {"number": "+62812"})):
            post_form(admin, f"/delivery/{channel}", form, at=f"/delivery/{channel}/test")
        post_form(admin, "/delivery/slack", {"channel": "teams", "sure": "yes"}, at="/delivery/remove")
    with inside.database.reading() as session:
        entries = session.scalars(select(AuditEntry).filter_by(organisation_id=organisation)).all()
    written = [(one.action, one.details["channel"]) for one in entries if one.action.startswith("channel.")]
    assert sorted(written) == [
        ("channel.removed", "teams"),
        *(("channel.set_up", channel) for channel in ("gateway", "slack", "teams", "webhook")),
    ]
    everything = caplog.text + "".join(str(one.details) for one in entries) + text_of(admin.get("/audit-log/"))
    for hidden in (TOKEN, SIG, secret, "a-secret-of-some-length"):
        assert hidden not in everything
    assert "Channel set up" in everything


def test_only_admins_see_these_pages(inside, organisation):
    hr = logged_in(create_app(inside), organisation, "hr")
    assert hr.get("/delivery/").status_code == 403
    assert "Channels" not in text_of(hr.get("/people/"))


def test_another_organisation_has_settings_of_its_own(inside, organisation, admin):
    post_form(admin, "/delivery/slack", {"token": TOKEN})
    with inside.database.writing() as session:
        elsewhere = an_organisation(session)
    other = logged_in(create_app(inside), elsewhere, "admin")
    assert "ab12" not in text_of(other.get("/delivery/"))
    post_form(other, "/delivery/slack", {"channel": "slack", "sure": "yes"}, at="/delivery/remove")
    assert kept(inside, organisation, "slack") == Slack(TOKEN)


def test_a_channel_that_did_not_work_says_that_messages_wait(inside, organisation, admin):
    post_form(admin, "/delivery/slack", {"token": TOKEN})
    assert "Messages wait" not in text_of(admin.get("/delivery/"))
    with inside.database.writing() as session:
        for relay in (f"{organisation}.slack", "of-another.teams"):
            take_turn(session, relay, rate=None, most=1, now=inside.clock.now())
            rest(session, relay, now=inside.clock.now())
    assert text_of(admin.get("/delivery/")).count("Messages wait") == 1
    inside.clock.advance(days=1)
    assert "Messages wait" not in text_of(logged_in(create_app(inside), organisation, "admin").get("/delivery/"))
