"""What known providers want to be sent, to begin with; whoever sets one up puts their own numbers in."""

from dataclasses import dataclass

from pulse.delivery.channels.template import FORM, JSON
from pulse.i18n import N_


@dataclass(frozen=True)
class Preset:
    """The fields of the form as a provider wants them, and in a sentence what is to be replaced."""

    title: str
    url: str
    kind: str
    headers: str
    body: str
    taken: str
    needs: str


SMS, SMS_JSON, WHATSAPP, ZALO, LINE = "sms", "sms-json", "whatsapp", "zalo", "line"

PRESETS: dict[str, Preset] = {
    SMS: Preset(
        title=N_("Text messages, as Twilio takes them"),
        url="https://api.twilio.com/2010-04-01/Accounts/ACCOUNT_SID/Messages.json",
        kind=FORM,
        headers="Authorization: Basic {secret64}",
        body="To={phone}\nFrom=+15550001111\nBody={text}",
        taken="",
        needs=N_("Put your account’s SID into the address and your number behind From. The secret is SID:token."),
    ),
    SMS_JSON: Preset(
        title=N_("Text messages through another provider"),
        url="https://sms.example.com/messages",
        kind=JSON,
        headers="Authorization: Bearer {secret}",
        body='{"to": "{phone}", "text": "{text}", "reference": "{id}"}',
        taken="",
        needs=N_("Write the address and the body as your provider documents them. The secret is its key."),
    ),
    WHATSAPP: Preset(
        title=N_("WhatsApp Cloud API"),
        url="https://graph.facebook.com/v23.0/PHONE_NUMBER_ID/messages",
        kind=JSON,
        headers="Authorization: Bearer {secret}",
        body="""{
  "messaging_product": "whatsapp",
  "to": "{digits}",
  "type": "template",
  "template": {
    "name": "check_in",
    "language": {"code": "en"},
    "components": [{"type": "body", "parameters": [{"type": "text", "text": "{link}"}]}]
  }
}""",
        taken="",
        needs=N_(
            "Put the id of your number into the address, and the name and language of an approved template with one "
            "variable, the link, into the body. The secret is a permanent access token."
        ),
    ),
    ZALO: Preset(
        title=N_("Zalo Notification Service (ZNS)"),
        url="https://business.openapi.zalo.me/message/template",
        kind=JSON,
        headers="access_token: {secret}",
        body="""{
  "phone": "{digits}",
  "template_id": "TEMPLATE_ID",
  "template_data": {"link": "{link}"},
  "tracking_id": "{uuid}"
}""",
        taken="error=0",
        needs=N_(
            "Put the id of an approved template into the body; its parameter “link” gets the personal link. The "
            "secret is an access token of your Official Account, which ends after about a day: renew it here before."
        ),
    ),
    LINE: Preset(
        title=N_("LINE notification messages"),
        url="https://api.line.me/bot/pnp/push",
        kind=JSON,
        headers="Authorization: Bearer {secret}\nX-Line-Delivery-Tag: {uuid}",
        body='{"to": "{hash}", "messages": [{"type": "text", "text": "{text}"}]}',
        taken="",
        needs=N_(
            "LINE has to allow your Official Account to send notification messages by telephone number. The secret is "
            "the channel access token."
        ),
    ),
}
