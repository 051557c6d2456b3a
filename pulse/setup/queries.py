"""How far the set-up of an organisation has come."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from config import Config
from pulse.audit_log.queries import last_time
from pulse.organisation.queries import OrganisationView, organisations, own
from pulse.people import queries as people
from pulse.schedule.obstacles import obstacles
from pulse.schedule.queries import series_of
from pulse.setup.steps import Standing
from pulse.surveys.queries import surveys
from pulse.trustee.queries import standing as trustee_standing

CHOSEN = "organisation.thresholds"  # the audit log's word for the step about privacy


@dataclass(frozen=True)
class SetUp:
    """An organisation and how far it has come."""

    organisation: OrganisationView
    standing: Standing


def set_up(session: Session, organisation_id: str, config: Config) -> SetUp:
    """Read it off what there is."""
    here = own(session, organisation_id)
    asked = [one for one in surveys(session, organisation_id) if not one.archived and one.questions]
    privacy = here.launched_at is not None or last_time(session, organisation_id, CHOSEN) is not None
    standing = Standing(
        people=people.counts(session, organisation_id).reachable,
        least=here.k_inv,
        has_survey=bool(asked),
        has_privacy=privacy,
        has_series=any(one.paused_at is None for one in series_of(session, organisation_id)),
        obstacles=in_the_way(session, here, config),
        is_finished=is_over(here),
    )
    return SetUp(here, standing)


def is_over(here: OrganisationView) -> bool:
    """Whether nobody needs the set-up any more."""
    return here.is_demo or here.set_up_at is not None or here.launched_at is not None


def in_the_way(session: Session, here: OrganisationView, config: Config) -> tuple[str, ...]:
    """What keeps a check-in from opening, by key."""
    found = obstacles(
        base_url=config.base_url,
        ballot_url=config.ballot_url,
        smtp_url=config.smtp_url,
        is_demo=here.is_demo,
        production=config.env == "production",
        keys_lie_under_data=config.keys_lie_under_data,
        trustee_has_no_key=trustee_standing(session, here.id).hinders,
        asked_without_mail=people.asked_without_mail(session, here.id),
    )
    return tuple(found)


def demo_slug(session: Session) -> str | None:
    """Where to learn, if there is a demo beside the real organisation."""
    return next((one.slug for one in organisations(session) if one.is_demo), None)


def own_beside_the_demo(session: Session) -> OrganisationView | None:
    """The organisation whose set-up somebody left, beside the demo."""
    return next((one for one in organisations(session) if not is_over(one)), None)
