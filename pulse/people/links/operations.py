"""Links that set passwords: made when they are sent, kept as a hash, good once and for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.delivery.models import OutboxMessage
from pulse.delivery.operations import Posting, enqueue
from pulse.people import addresses, tokens
from pulse.people.models import Account, AccountLink
from pulse.people.operations import end_sessions

INVITE, RESET = "invite", "reset"
KINDS = {INVITE: "account.invite", RESET: "account.reset"}
LASTS = {INVITE: timedelta(days=7), RESET: timedelta(hours=1)}
CHANGED, CHANGED_LASTS = "password", timedelta(days=2)  # the mail that a password was changed
MOST_AN_HOUR = 3  # mails to one account whose password was forgotten
MOST_WAITING = 100  # of all together


@dataclass(frozen=True)
class Opened:
    """What a link was good for."""

    organisation_id: str
    account_id: str
    purpose: str


def make_link(session: Session, organisation_id: str, account_id: str, purpose: str, *, now: datetime) -> str:
    """A new link's token, which is kept nowhere else; those that ran out are forgotten."""
    session.execute(delete(AccountLink).where(AccountLink.expires_at < now - timedelta(days=1)))
    token = tokens.fresh()
    session.add(
        AccountLink(
            token_hash=tokens.hash_of(token),
            organisation_id=organisation_id,
            account_id=account_id,
            purpose=purpose,
            expires_at=now + LASTS[purpose],
            used_at=None,
        )
    )
    session.flush()
    return token


def post_link(session: Session, organisation_id: str, account_id: str, purpose: str, *, now: datetime) -> None:
    """Have a mail with a link sent; the link is made when the mail is."""
    posting = Posting(
        dedup=f"account.{token_hex(16)}",
        kind=KINDS[purpose],
        about=account_id,
        recipient=account_id,
        due_at=now,
        expires_at=now + LASTS[purpose],
    )
    enqueue(session, organisation_id, [posting])


def post_notice(session: Session, organisation_id: str, account_id: str, *, now: datetime) -> None:
    """Have it told to the owner of an account that its password was changed just now."""
    posting = Posting(
        dedup=f"account.{token_hex(16)}",
        kind=CHANGED,
        about=account_id,
        recipient=account_id,
        due_at=now,
        expires_at=now + CHANGED_LASTS,
    )
    enqueue(session, organisation_id, [posting])


def ask_for_link(session: Session, organisation_id: str, email: str, *, now: datetime) -> None:
    """Have a link sent to whoever forgot their password.

    The same is done for an address without an account, and for one that asks too often: a mail is posted to
    nobody, which the drain drops. So neither what is answered nor how long it takes says who may log in.
    """
    nobody = token_hex(16)
    found = session.scalar(
        select(Account.id).where(
            Account.organisation_id == organisation_id,
            Account.email == addresses.plain(email.replace("\0", "")),
            Account.active,
        )
    )
    row, recipient = OutboxMessage, found or nobody
    asked = session.scalar(
        select(func.count()).where(
            row.organisation_id == organisation_id,
            row.about == recipient,
            row.kind == KINDS[RESET],
            row.expires_at > now,
        )
    )
    waiting = session.scalar(
        select(func.count()).where(row.kind == KINDS[RESET], row.sent_at.is_(None), row.dead_at.is_(None))
    )
    if (waiting or 0) < MOST_WAITING:
        too_often = (asked or 0) >= MOST_AN_HOUR
        post_link(session, organisation_id, nobody if too_often else recipient, RESET, now=now)


def use_link(session: Session, token: str, password_hash: str, *, now: datetime) -> Opened | None:
    """Keep the password that was chosen, once; None when the link is not good, or not any more.

    All other links and all log-ins of the account end.
    """
    row = AccountLink
    used = session.execute(
        update(row)
        .where(row.token_hash == tokens.hash_of(token), row.used_at.is_(None), row.expires_at > now)
        .values(used_at=now)
        .returning(row.organisation_id, row.account_id, row.purpose)
    ).first()
    account = session.get(Account, (used.organisation_id, used.account_id)) if used else None
    if used is None or account is None or not account.active:
        return None
    opened = Opened(used.organisation_id, used.account_id, used.purpose)
    account.password_hash = password_hash
    end_sessions(session, account.organisation_id, account.id, now=now)
    end_links(session, account.organisation_id, account.id, now=now)
    action = "account.joined" if opened.purpose == INVITE else "account.password_set"
    if opened.purpose != INVITE:
        post_notice(session, account.organisation_id, account.id, now=now)
    record(session, account.organisation_id, actor=account.id, action=action, subject=account.id, details={}, now=now)
    return opened


def end_links(session: Session, organisation_id: str, account_id: str, *, now: datetime) -> None:
    """Let no link of an account be used any more."""
    theirs = (AccountLink.organisation_id == organisation_id, AccountLink.account_id == account_id)
    session.execute(update(AccountLink).where(*theirs, AccountLink.used_at.is_(None)).values(used_at=now))
