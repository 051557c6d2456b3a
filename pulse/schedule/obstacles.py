"""Why no cycle may open: what would break the promise to the people who answer."""

from urllib.parse import urlsplit

from config import LOCAL_HOSTS, host_of

SAME_HOST = "same_host"
PLAIN_HTTP = "plain_http"
NO_SMTP = "no_smtp"
KEYS_UNDER_DATA = "keys_under_data"
NO_TRUSTEE_KEY = "no_trustee_key"

# Found by the worker when a cycle is due, and so the reasons why one was missed.
TOO_FEW_PEOPLE = "too_few_people"
TOO_FEW_THERE = "too_few_there"  # too few of those whom the survey asks
SETTINGS = "settings"  # one of those above stood in the way
BUDGET = "budget"  # people were asked only a few days before
ANOTHER_OPEN = "another_open"  # another check-in was open all the time
DOWN = "down"  # no worker was running, or none could open it
HINDRANCES = (TOO_FEW_PEOPLE, TOO_FEW_THERE, SETTINGS, BUDGET, ANOTHER_OPEN)
MISSED = (*HINDRANCES, DOWN)


def obstacles(
    *,
    base_url: str,
    ballot_url: str,
    smtp_url: str | None,
    is_demo: bool,
    production: bool,
    keys_lie_under_data: bool,
    trustee_has_no_key: bool = False,
    asked_without_mail: bool = False,
) -> list[str]:
    """The keys of everything that stands in the way; `schedule.messages` has the sentence of each.

    Mail of a demo organisation may go to a folder, but only on this machine: its links are readable there. Where
    everybody is asked by letter or telephone, there is no mail to send.
    """
    base, ballot = urlsplit(base_url), urlsplit(ballot_url)
    hosts_are_local = {base.hostname, ballot.hostname} <= LOCAL_HOSTS
    found = {
        SAME_HOST: host_of(base_url) == host_of(ballot_url),
        PLAIN_HTTP: any(url.scheme != "https" and url.hostname not in LOCAL_HOSTS for url in (base, ballot)),
        NO_SMTP: not smtp_url and not asked_without_mail and not (is_demo and hosts_are_local),
        KEYS_UNDER_DATA: production and keys_lie_under_data,
        NO_TRUSTEE_KEY: trustee_has_no_key,
    }
    return [key for key, stands in found.items() if stands]
