"""A real opening: people on a roster, a survey, a series, an open cycle and everybody's links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from pulse.announcements.models import Announcement, AnnouncementPlace, AnnouncementText
from pulse.invitations import queries as invited
from pulse.invitations.operations import make_invite
from pulse.opening.operations import open_cycle
from pulse.organisation.operations import ensure_location, ensure_unit, found
from pulse.people.models import Person
from pulse.questions.operations import add_bank
from pulse.questions.queries import questions
from pulse.schedule.operations import create_series
from pulse.schedule.queries import SeriesView, one_series
from pulse.surveys.operations import create_survey
from pulse.web.services import Services

MONDAY = datetime(2026, 11, 23, 9, 0)
UNITS = ("Operations/Kitchen", "Operations/Floor", "Office")


@dataclass(frozen=True)
class OpenedCycle:
    """An open cycle and how its people reach it."""

    organisation_id: str
    cycle_id: str
    series: SeriesView
    links: list[str]


def a_series(
    services: Services,
    *,
    people: int = 30,
    k: int = 5,
    k_inv: int = 10,
    zone: str = "UTC",
    units: Sequence[str] = UNITS,
    is_demo: bool = True,
) -> SeriesView:
    """An organisation with people in some units of two places, and a fortnightly series."""
    with services.database.writing() as session:
        organisation_id = found(
            session,
            name="Northwind",
            slug=f"northwind-{token_hex(4)}",
            language="en",
            time_zone=zone,
            k=k,
            k_inv=k_inv,
            is_demo=is_demo,
            danger_contacts="Call 112.",
        )
        add_people(session, organisation_id, people, zone, units)
        add_bank(session, organisation_id)
        keys = [question.key for question in questions(session, organisation_id)]
        survey_id = create_survey(session, organisation_id, name="Office pulse", question_keys=keys)
        series_id = create_series(
            session, organisation_id, survey_id=survey_id, starts=MONDAY, every_weeks=2, window_days=7
        )
        series = one_series(session, organisation_id, series_id)
    assert series is not None
    return series


def add_people(
    session, organisation_id: str, count: int, zone: str = "UTC", paths: Sequence[str] = UNITS
) -> list[str]:
    """People spread evenly over units and places; gives their ids."""
    units = [ensure_unit(session, organisation_id, path) for path in paths]
    places = [ensure_location(session, organisation_id, place) for place in ("Jakarta", "Taipei")]
    made = []
    for number in range(count):
        person_id = token_hex(16)
        session.add(
            Person(
                organisation_id=organisation_id,
                id=person_id,
                number=token_hex(6),
                name=f"Person {number}",
                email=f"{token_hex(6)}@example.com",
                unit_id=units[number % len(units)],
                location_id=places[number * 2 // count],
                language="en",
                time_zone=zone,
                active=True,
            )
        )
        made.append(person_id)
    session.flush()
    return made


def an_open_cycle(services: Services, **roster) -> OpenedCycle:
    """The first cycle of `a_series`, opened now."""
    return opened(services, a_series(services, **roster))


def opened(services: Services, series: SeriesView) -> OpenedCycle:
    """The first cycle of a series, opened now."""
    cycle_id = open_cycle(services, series, MONDAY.replace(hour=8), now=services.clock.now())
    return OpenedCycle(series.organisation_id, cycle_id, series, links_of(services, series.organisation_id, cycle_id))


def links_of(services: Services, organisation_id: str, cycle_id: str) -> list[str]:
    """Everybody's personal link, as the mails would carry them."""
    with services.database.writing() as session:
        links = [
            make_invite(session, services.keys, organisation_id, cycle_id, one.person_id)
            for one in invited.of_cycle(session, organisation_id, cycle_id)
        ]
    return [link.url(services.config.ballot_url) for link in links if link]


def announce(
    services: Services,
    organisation_id: str,
    *,
    at: datetime,
    title: str = "Shorter queues",
    texts: Mapping[str, tuple[str, str]] | None = None,
    places: Sequence[tuple[str, str]] = (("", ""),),
) -> str:
    """An announcement that was published at this instant, for these parts; gives its id."""
    id = token_hex(16)
    key = {"organisation_id": organisation_id, "announcement_id": id}
    with services.database.writing() as session:
        session.add(Announcement(organisation_id=organisation_id, id=id, topic="canteen", published_at=at))
        session.flush()
        for language, (heading, text) in (texts or {"en": (title, "Two tills at noon.")}).items():
            session.add(AnnouncementText(**key, language=language, title=heading, text=text))
        for unit_id, location_id in places:
            session.add(AnnouncementPlace(**key, unit_id=unit_id, location_id=location_id, label="there"))
    return id
