"""Two records of one person become one: nobody gets two ballots by it, or loses one."""

import pytest
from sqlalchemy import select

from pulse.invitations import mine
from pulse.invitations.models import Invitation
from pulse.invitations.operations import make_invite
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Choice, choices
from pulse.people.models import Person
from pulse.people.queries import addressee
from pulse.structure.records.operations import BOTH_ASKED, NotJoined, join
from tests.factories.opened import a_series, opened
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, people_in, post_form


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


def joined(services, organisation_id, stays, goes) -> str:
    with services.database.writing() as session:
        return join(session, organisation_id, stays, goes, actor="a", now=services.clock.now())


def person(services, id) -> Person | None:
    with services.database.reading() as session:
        return session.scalar(select(Person).where(Person.id == id))


def test_one_record_stays_with_its_number_and_nothing_of_the_other(services, own):
    with services.database.writing() as session:
        stays, goes = people_in(session, own, 2)
        people_in(session, own, number="below", manager_number=session.get(Person, (own, goes)).number)
    kept = person(services, stays)
    assert joined(services, own, stays, goes) == stays
    assert (person(services, stays).number, person(services, stays).email) == (kept.number, kept.email)
    assert person(services, goes) is None
    with services.database.reading() as session:
        assert session.scalar(select(Person.manager_number).where(Person.number == "below")) == kept.number


@pytest.mark.parametrize("who", [0, 1])
def test_who_stopped_messages_in_either_record_gets_none_afterwards(services, own, who):
    with services.database.writing() as session:
        both = people_in(session, own, 2)
        choose(session, own, both[0], Choice(hour=7))
        choose(session, own, both[who], Choice(hour=7 if who == 0 else 9, stopped=True))
    lasting = joined(services, own, *both)
    with services.database.reading() as session:
        assert choices(session, own) == {lasting: Choice(hour=7, stopped=True)}


def test_while_a_check_in_invited_both_they_are_not_joined(services):
    series = a_series(services, people=60)
    cycle = opened(services, series).cycle_id
    with services.database.reading() as session:
        stays, goes, *_others = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle))
    with pytest.raises(NotJoined, match="still open"):
        joined(services, series.organisation_id, stays, goes)
    assert person(services, goes).number
    assert "still open" in BOTH_ASKED


def test_the_one_that_is_invited_now_keeps_its_link_and_gets_the_others_address(services):
    series = a_series(services, people=60)
    cycle, own = opened(services, series).cycle_id, series.organisation_id
    with services.database.writing() as session:
        invited = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle)).first()
        (late,) = people_in(session, own, number="NEW", email="new@example.com")
        link = make_invite(session, services.keys, own, cycle, invited)
    assert joined(services, own, late, invited) == invited
    assert person(services, late) is None
    with services.database.writing() as session:
        assert addressee(session, own, invited).email == "new@example.com"
        assert make_invite(session, services.keys, own, cycle, invited) == link
        asked = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle)).all()
    assert invited in asked
    assert late not in asked
    assert person(services, invited).number == "NEW"


def test_both_are_shown_before_one_stays(staff_app, services, own):
    with services.database.writing() as session:
        first, second = people_in(session, own, 2)
    number = person(services, second).number
    admin, page = logged_in(staff_app, own, "admin"), f"/structure/same-person/{first}"
    unknown = post_form(admin, page, {"other": "nobody"})
    assert (unknown.status_code, "There is no other person with this number." in unknown.text) == (400, True)
    assert person(services, second).name in post_form(admin, page, {"other": number}).text
    assert post_form(admin, page, {"other": number, "seen": second}).status_code == 400
    done = post_form(admin, page, {"other": number, "seen": second, "stays": second})
    assert done.status_code == 302
    assert {person(services, first) is None, person(services, second) is None} == {True, False}


def test_nobody_is_joined_with_themselves_or_with_somebody_elsewhere(services, own):
    with services.database.writing() as session:
        (here,) = people_in(session, own)
        (there,) = people_in(session, an_organisation(session))
    for other in (here, there, "nobody"):
        with pytest.raises(NotJoined):
            joined(services, own, here, other)


def test_the_joined_records_settings_address_tells_where_the_kept_ones_is(services, staff_app, own):
    with services.database.writing() as session:
        stays, goes = people_in(session, own, 2)
    secret = services.config.secret_key or services.keys.secret_key()
    kept, gone = (f"/invitations/mine/{mine.token(secret, own, id)}" for id in (stays, goes))
    joined(services, own, stays, goes)
    anybody = staff_app.test_client()
    assert anybody.get(kept).status_code == 200
    told = anybody.get(gone)
    assert (told.status_code, "the newest one carries the address that works" in told.text) == (404, True)
    assert "Set-Cookie" not in told.headers
