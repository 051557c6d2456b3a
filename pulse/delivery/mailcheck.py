"""Whether mail can leave, and what the sender's domain should say of it in the DNS. Nothing is sent or looked up."""

from dataclasses import dataclass

from config import Config
from pulse.delivery.channels.failures import Down
from pulse.delivery.channels.smtp import SmtpConnection
from pulse.delivery.mail import sender_address
from pulse.i18n import N_

PATIENCE = 4.0  # seconds: somebody waits for the page
NO_SENDER = N_("PULSE_MAIL_FROM is not an address that mail can come from")
NO_SERVER = N_("PULSE_SMTP_URL is not set")


@dataclass(frozen=True)
class MailCheck:
    """The settings of mail without the password, and what came of a connection.

    `trouble` is None if it worked, else `NO_SENDER`, `NO_SERVER`, or what the connection said, in its own language.
    """

    server: str
    sender: str
    domain: str
    trouble: str | None


@dataclass(frozen=True)
class Record:
    """One line that a domain's DNS should hold, and what it is for."""

    purpose: str
    name: str
    text: str


def checked(config: Config, *, timeout: float = PATIENCE) -> MailCheck:
    """Connect and log in as the next mail would, and hang up."""
    try:
        domain = sender_address(config.mail_from).rpartition("@")[2]
    except ValueError:
        return MailCheck("", config.mail_from, "", NO_SENDER)
    if not config.smtp_url:
        return MailCheck("", config.mail_from, domain, NO_SERVER)
    with SmtpConnection(config.smtp_url, timeout=timeout) as connection:
        try:
            connection.greet()
        except Down as failure:
            return MailCheck(connection.server, config.mail_from, domain, str(failure))
        return MailCheck(connection.server, config.mail_from, domain, None)


def records(check: MailCheck) -> list[Record]:
    """SPF, DKIM and DMARC for the sender's domain; the relay knows the parts in angle brackets."""
    host = check.server.rpartition(":")[0] or "<your mail server>"
    return [
        Record("SPF", check.domain, f"v=spf1 a:{host} -all"),
        Record("DKIM", f"<selector>._domainkey.{check.domain}", "v=DKIM1; k=rsa; p=<public key of your mail server>"),
        Record("DMARC", f"_dmarc.{check.domain}", f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{check.domain}"),
    ]
