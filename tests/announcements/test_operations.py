"""Drafting, changing, publishing: what is kept, what is refused, who is written to."""

import pytest
from sqlalchemy import select

from pulse.announcements import operations, queries
from pulse.announcements.operations import AnnouncementDraft
from pulse.announcements.refusals import Changed, NoPlace, NotReleased, NoWords, UnknownTopic
from pulse.announcements.wording import Words
from pulse.audit_log.models import AuditEntry
from pulse.delivery.models import OutboxMessage
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.results.disclosure import Cell
from tests.conftest import START
from tests.factories.announcements import an_announcement
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.organisation import an_organisation
from tests.factories.people import people_in


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def test_a_draft_is_kept_with_its_words_and_parts(session):
    home = an_organisation(session)
    kitchen = ensure_unit(session, home, "Operations/Kitchen")
    id = an_announcement(session, home, places=[Cell(kitchen)])
    found = queries.announcement(session, home, id)
    assert found.is_draft
    assert found.texts["en"].title == "More warm meals"
    assert [place.label for place in found.places] == ["Operations / Kitchen"]


def test_a_draft_is_not_published(session):
    home = an_organisation(session)
    an_announcement(session, home)
    assert queries.published(session, home) == []


def test_publishing_writes_to_everybody_of_the_parts_and_below(session):
    home = an_organisation(session)
    cooks = people_in(session, home, 3, unit="Operations/Kitchen", location="Jakarta")
    people_in(session, home, 2, unit="Operations/Kitchen", location="Taipei")
    people_in(session, home, 2, unit="Office", location="Jakarta")
    people_in(session, home, 2, unit="Operations/Kitchen", location="Jakarta", reachable=False)
    part = Cell(ensure_unit(session, home, "Operations"), ensure_location(session, home, "Jakarta"))
    id = an_announcement(session, home, places=[part], published=START, mail=True)
    mails = session.scalars(select(OutboxMessage).filter_by(organisation_id=home)).all()
    assert {mail.recipient for mail in mails} == set(cooks)
    assert {(mail.kind, mail.about) for mail in mails} == {("announcement", id)}
    assert queries.mails(session, home, id).waiting == 3


def test_the_name_a_mail_travels_with_tells_neither_whom_it_goes_to_nor_of_what(session):
    home = an_organisation(session)
    person = people_in(session, home, 1)[0]
    id = an_announcement(session, home, published=START, mail=True)
    mail = session.scalars(select(OutboxMessage).filter_by(organisation_id=home)).one()
    assert person not in mail.dedup
    assert id not in mail.dedup


def test_without_the_tick_nobody_is_written_to(session):
    home = an_organisation(session)
    people_in(session, home, 3)
    id = an_announcement(session, home, published=START, mail=False)
    assert queries.mails(session, home, id).all == 0
    assert [each.id for each in queries.published(session, home)] == [id]


def test_what_is_published_never_changes(session):
    home = an_organisation(session)
    id = an_announcement(session, home, published=START)
    new = AnnouncementDraft("canteen", None, [Cell()], {"en": Words("Else", "Something else.")})
    for attempt in (
        lambda: operations.change(session, home, id, new, actor="a", now=START),
        lambda: operations.remove(session, home, id, actor="a", now=START),
        lambda: operations.publish(session, home, id, now=START, actor="a"),
    ):
        with pytest.raises(Changed):
            attempt()
    assert queries.announcement(session, home, id).texts["en"].title == "More warm meals"


def test_another_organisations_draft_cannot_be_touched(session):
    home, other = an_organisation(session), an_organisation(session)
    id = an_announcement(session, home)
    with pytest.raises(Changed):
        operations.publish(session, other, id, now=START, actor="a")
    with pytest.raises(Changed):
        operations.remove(session, other, id, actor="a", now=START)


def test_a_draft_without_words_in_the_organisations_language_is_not_published(session):
    home = an_organisation(session)
    with pytest.raises(NoWords):
        an_announcement(session, home, texts={"vi": Words("Nhiều món nóng", "Có món nóng.")}, published=START)


@pytest.mark.parametrize("places", [[], [Cell("0" * 32)]])
def test_a_part_that_does_not_exist_is_refused(session, places):
    with pytest.raises(NoPlace):
        an_announcement(session, an_organisation(session), places=places)


def test_a_topic_that_does_not_exist_is_refused(session):
    with pytest.raises(UnknownTopic):
        an_announcement(session, an_organisation(session), topic="swimming")


def test_every_step_stands_in_the_audit_log(session):
    home = an_organisation(session)
    id = an_announcement(session, home)
    new = AnnouncementDraft("canteen", None, [Cell()], {"en": Words("Else", "Something else.")})
    operations.change(session, home, id, new, actor="a", now=START)
    operations.publish(session, home, id, now=START, actor="a")
    operations.remove(session, home, an_announcement(session, home), actor="a", now=START)
    actions = session.scalars(select(AuditEntry.action).filter_by(organisation_id=home)).all()
    assert sorted(actions) == [
        "announcement.changed",
        "announcement.deleted",
        "announcement.drafted",
        "announcement.drafted",
        "announcement.published",
    ]


def said(text, language="en"):
    return {"en": Words("News", "News."), language: Words("News", text)}


@pytest.fixture
def told(services, session):
    """A world whose canteen stands at 51 % and then 58 % overall, in Production at 80 %, in Office in a band."""
    world = a_world(session)
    earlier = [*ballots(PRODUCTION, canteen="4" * 40 + "2" * 10), *ballots(OFFICE, canteen="4" * 11 + "2" * 39)]
    later = [*ballots(PRODUCTION, canteen="4" * 40 + "2" * 10), *ballots(OFFICE, canteen="4" * 18 + "2" * 32)]
    for number, cast in enumerate((earlier, later)):
        a_closed_cycle(services, session, world, cast, number=number, invited=60)
    return world


@pytest.mark.parametrize("text", ["58 % like it", "Up 7 points: +7", "100 of 180 answered", "56 % took part", "51%"])
def test_a_released_figure_may_be_said(session, told, text):
    assert an_announcement(session, told.id, texts=said(text), published=START)


@pytest.mark.parametrize(
    ("text", "figure", "language"),
    [
        ("47 % like it", "47 %", "en"),
        ("百分之47 喜歡", "百分之47", "zh_Hant"),
        ("naik 6 poin", "6 poin", "id"),
        ("47 phần trăm", "47 phần trăm", "vi"),
        ("5 of 10 of you", "5 of 10", "en"),
        ("80 % in Production", "80 %", "en"),
    ],
)
def test_a_figure_that_was_not_released_is_refused_naming_it(session, told, text, figure, language):
    with pytest.raises(NotReleased) as refused:
        an_announcement(session, told.id, texts=said(text, language))
    assert refused.value.figures == {language: [figure]}
    assert refused.value.newest == ("58", "51")


def test_a_figure_of_a_part_may_be_said_to_that_part(session, told):
    part = Cell(told.units["Operations/Production"], "")
    assert an_announcement(session, told.id, places=[part], texts=said("80 % in Production"))


def test_a_draft_that_was_kept_unchecked_is_still_refused_at_publishing(session, told):
    new = AnnouncementDraft("canteen", None, [Cell()], said("47 %"))
    id = operations.keep(session, told.id, new, actor="a", now=START)
    with pytest.raises(NotReleased):
        operations.publish(session, told.id, id, now=START, actor="a")
    assert queries.announcement(session, told.id, id).is_draft


def test_the_secret_address_is_made_once_and_leads_back(session):
    home, other = an_organisation(session), an_organisation(session)
    secret = operations.changes_address(session, home)
    assert operations.changes_address(session, home) == secret
    assert operations.changes_address(session, other) != secret
    assert queries.organisation_of(session, secret) == home
    assert queries.organisation_of(session, secret[:-1]) is None
    assert queries.organisation_of(session, "ä") is None


def test_a_figure_that_a_manager_of_the_part_may_not_see_cannot_be_announced(services, session):
    world = a_world(session)
    office = Cell(world.units["Office"])
    cast = ballots(OFFICE, canteen="44444") + ballots(PRODUCTION, canteen="1" * 25)
    a_closed_cycle(services, session, world, cast)
    with pytest.raises(NotReleased) as refused:
        an_announcement(session, world.id, places=[office], texts={"en": Words("Lunch", "80–100 % of you like it.")})
    assert refused.value.newest == ("17",)
