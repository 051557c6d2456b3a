"""By which way a person is asked: what they chose, else mail, telephone, a letter, and who cannot be asked yet."""

import pytest

from pulse.delivery.models import ChannelSetting, Suppressed
from pulse.people import queries
from pulse.people.models import Person, Preference
from pulse.people.roll.queries import people_page
from pulse.people.ways import way
from tests.conftest import START
from tests.factories.organisation import an_organisation
from tests.factories.people import people_in

ALL = {"gateway", "slips", "slack", "teams"}


@pytest.mark.parametrize(
    ("set_up", "known", "taken"),
    [
        (set(), {"email": True, "phone": True}, "email"),
        (set(), {"email": False, "phone": True}, None),
        ({"gateway"}, {"email": False, "phone": True}, "gateway"),
        ({"gateway"}, {"email": False, "phone": False}, None),
        (ALL, {"email": False, "phone": True}, "gateway"),
        (ALL, {"email": False, "phone": False}, "slips"),
        (ALL, {"email": True, "phone": False}, "email"),
        (ALL, {"email": True, "phone": False, "chosen": "slack"}, "slack"),
        (ALL, {"email": True, "phone": False, "chosen": "slips"}, "email"),
        (ALL, {"email": True, "phone": False, "chosen": "gateway"}, "email"),
        (ALL, {"email": False, "phone": True, "chosen": "slack"}, "gateway"),
        ({"slips"}, {"email": True, "phone": False, "chosen": "slack"}, "email"),
        (set(), {"email": True, "phone": False, "chosen": "a way that is no more"}, "email"),
        (ALL, {"email": True, "phone": True, "came_back": True}, "gateway"),
        ({"slips"}, {"email": True, "phone": True, "came_back": True}, "slips"),
        (set(), {"email": True, "phone": False, "came_back": True}, "email"),
    ],
)
def test_the_way_is_the_chosen_one_if_it_can_be_done_else_mail_then_telephone_then_a_letter(set_up, known, taken):
    assert way(set_up, **known) == taken


def set_up(session, organisation, *channels):
    for channel in channels:
        session.add(ChannelSetting(organisation_id=organisation, channel=channel, sealed=b""))
    session.flush()


@pytest.fixture
def four(database):
    """An organisation with people who have mail, a telephone, both, and neither."""
    with database.writing() as session:
        organisation = an_organisation(session)
        given = [("a@example.com", None), (None, "+62812"), ("b@example.com", "+62813"), (None, None)]
        people = [
            people_in(session, organisation, email=email, phone=phone, time_zone=zone)[0]
            for (email, phone), zone in zip(
                given, ("Asia/Jakarta", "Asia/Taipei", "Asia/Jakarta", "Asia/Tokyo"), strict=True
            )
        ]
    return organisation, people


def ways_of(session, organisation):
    return {one.id: one.way for one in queries.invitable(session, organisation)}


def test_who_can_be_asked_follows_what_is_set_up(database, four):
    organisation, (mail, phone, both, neither) = four
    with database.writing() as session:
        assert ways_of(session, organisation) == {mail: "email", both: "email"}
        assert queries.zones(session, organisation) == {"Asia/Jakarta"}
        assert queries.counts(session, organisation) == queries.PeopleCounts(4, 2, 0, 0, 0)
        set_up(session, organisation, "gateway")
        assert ways_of(session, organisation) == {mail: "email", phone: "gateway", both: "email"}
        assert queries.zones(session, organisation) == {"Asia/Jakarta", "Asia/Taipei"}
        assert queries.counts(session, organisation).not_yet_reachable == 1
        set_up(session, organisation, "slips")
        assert ways_of(session, organisation)[neither] == "slips"
        assert queries.zones(session, organisation) == {"Asia/Jakarta", "Asia/Taipei", "Asia/Tokyo"}
        assert queries.counts(session, organisation) == queries.PeopleCounts(4, 2, 1, 1, 0)


def test_a_message_goes_to_those_who_have_an_address_and_never_to_those_who_get_a_letter(database, four):
    organisation, (mail, phone, _both, neither) = four
    with database.writing() as session:
        set_up(session, organisation, "gateway", "slips")
        assert queries.addressee(session, organisation, mail).email == "a@example.com"
        found = queries.addressee(session, organisation, phone)
        assert (found.email, found.phone, found.way) == ("", "+62812", "gateway")
        assert queries.addressee(session, organisation, neither) is None
        session.get_one(Person, (organisation, mail)).active = False
        session.flush()
        assert queries.addressee(session, organisation, mail) is None


def test_nobody_with_another_way_can_choose_paper_and_a_choice_shows_in_no_number(database, four):
    organisation, (mail, *_) = four
    with database.writing() as session:
        set_up(session, organisation, "slips")
        before = queries.counts(session, organisation)
        session.add(Preference(organisation_id=organisation, person_id=mail, channel="slips"))
        session.flush()
        assert ways_of(session, organisation)[mail] == "email"
        assert queries.addressee(session, organisation, mail).email == "a@example.com"
        assert queries.counts(session, organisation) == before
        listed = people_page(session, organisation).people
        assert [one.way for one in listed if one.email == "a@example.com"] == ["email"]


def test_an_address_that_came_back_gives_way_to_a_letter_once_there_are_letters(database, four):
    organisation, (mail, *_) = four
    with database.writing() as session:
        session.add(
            Suppressed(organisation_id=organisation, address="a@example.com", reason="no such user", noted_at=START)
        )
        session.flush()
        assert ways_of(session, organisation)[mail] == "email"
        set_up(session, organisation, "slips")
        assert ways_of(session, organisation)[mail] == "slips"


def test_whom_their_chat_does_not_know_is_asked_by_mail_instead(database):
    with database.writing() as session:
        organisation = an_organisation(session)
        ana, ben = people_in(session, organisation, 2)
        session.add(ChannelSetting(organisation_id=organisation, channel="slack", sealed=b"-"))
        for person in (ana, ben):
            session.add(Preference(organisation_id=organisation, person_id=person, channel="slack"))
        address = f"slack:{session.get(Person, (organisation, ana)).email}"
        session.add(Suppressed(organisation_id=organisation, address=address, reason="-", noted_at=START))
    with database.reading() as session:
        assert queries.addressee(session, organisation, ana).way == "email"
        assert queries.addressee(session, organisation, ben).way == "slack"
        assert {one.way for one in queries.invitable(session, organisation)} == {"email", "slack"}
