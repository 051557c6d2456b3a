"""Whoever is erased is nowhere any more; what stays says nothing of them, and goes when it is needed no longer."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pulse.audit_log.models import AuditEntry
from pulse.audit_log.operations import record
from pulse.audit_log.queries import every, looked_through
from pulse.closing.operations import close_cycle
from pulse.delivery.operations import Posting, enqueue, suppress
from pulse.invitations.models import Invitation
from pulse.invitations.queries import by_hash
from pulse.opening.operations import open_cycle
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Choice
from pulse.people.models import Account, Person
from pulse.people.operations import count_attempt, start_session
from pulse.people.queries import addressee, counts, invitable
from pulse.people.roll.queries import known, people_page
from pulse.people.tokens import hash_of_address
from pulse.protection.erasure.operations import LAST_ADMIN, ONESELF, NotErased, erase
from pulse.tables import metadata
from tests.conftest import START
from tests.factories.opened import MONDAY, an_open_cycle
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, people_in

NAME, NUMBER, EMAIL, PHONE = "Åsa Örn-Tran", "E-4711", "asa.orn@example.com", "+62 811 4711"
NEEDLES = [NAME, NUMBER, EMAIL, PHONE, "Örn", "\\u00d6rn", "asa.orn"]


@dataclass
class World:
    """An open check-in; one of those who were invited left traces everywhere."""

    services: object
    opened: object
    person: str
    admin: str
    before: str = ""
    kept: dict = field(default_factory=dict)
    counts: object = None
    hashes: list = field(default_factory=list)

    @property
    def id(self):
        return self.opened.organisation_id

    def erase(self, actor=""):
        with self.services.database.writing() as session:
            return erase(session, self.id, self.person, actor=actor or self.admin, now=self.services.clock.now())


@pytest.fixture
def world(services):
    return a_world(services)


def a_world(services):
    opened, now = an_open_cycle(services), services.clock.now()
    here, database = opened.organisation_id, services.database
    with database.writing() as session:
        admin = an_account(session, here, "admin")
        person = session.scalars(select(Invitation.person_id).where(Invitation.organisation_id == here)).first()
        theirs = {"name": NAME, "number": NUMBER, "email": EMAIL, "phone": PHONE}
        session.execute(update(Person).where(Person.id == person).values(**theirs))
        other = session.scalars(select(Person.id).where(Person.organisation_id == here, Person.id != person)).first()
        session.execute(update(Person).where(Person.id == other).values(manager_number=NUMBER))
        choose(session, here, person, Choice("slack", 17, "vi", stopped=False))
        for address in (EMAIL, f"slack:{EMAIL}"):
            suppress(session, here, address, f"550 <{EMAIL}> unknown", now=now)
        posting = Posting("test.x", "test", "00" * 16, person, now, now + timedelta(days=1))
        enqueue(session, here, [posting])
        account = an_account(session, here, "hr", email=EMAIL, name=NAME)
        start_session(session, here, account, hash_of_address(here, person), now=now)
        count_attempt(session, hash_of_address(here, EMAIL), now=now)
        for subject, details in (
            (EMAIL, {}),
            (NAME, {}),
            ("", {"owner": {"before": NAME, "after": "Wei"}, "what": f"told {NAME} so"}),
            ("", {"q": NUMBER}),
            ("", {"name": "Åsa Ek"}),
            (person, {}),
        ):
            record(session, here, actor=admin, action="address.tried_again", subject=subject, details=details, now=now)
    return World(services, opened, person, admin)


def everything(database) -> str:
    """Every value of every row."""
    with database.reading() as session:
        return "\n".join(
            repr(tuple(row)) for table in metadata.sorted_tables for row in session.execute(select(table))
        )


KEPT = ("invitation", "issued", "block_member", "cycle_block", "collecting")


def rows_of(database, name):
    with database.reading() as session:
        return sorted(repr(tuple(row)) for row in session.execute(select(metadata.tables[name])))


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture
def erased(services, database, made):
    """A world in which that person was erased, with what there was before; made once for each database."""
    if database.engine.url not in made:
        world = a_world(services)
        world.before, world.kept = everything(database), {name: rows_of(database, name) for name in KEPT}
        with database.reading() as session:
            world.counts = counts(session, world.id)
            mine = Invitation.person_id == world.person
            world.hashes = session.scalars(select(Invitation.invite_hash).where(mine)).all()
        assert world.erase()
        made[database.engine.url] = world
    return made[database.engine.url]


def test_nothing_says_who_they_were(erased, database):
    assert [needle for needle in NEEDLES[:4] if needle not in erased.before] == []
    after = everything(database)
    assert [needle for needle in NEEDLES if needle in after] == []


def test_a_second_time_there_is_nobody(erased, database):
    with database.writing() as session:
        assert not erase(session, erased.id, erased.person, actor=erased.admin, now=START)
        assert not erase(session, erased.id, "00" * 16, actor=erased.admin, now=START)


def test_the_audit_log_stays_whole_and_says_what_was_emptied(erased, database):
    with database.snapshot() as session:
        verdict = looked_through(session, erased.id)
        entries = list(every(session, erased.id))
    assert (verdict.faults, verdict.erased) == ([], 5)
    assert entries[-1].action == "person.erased"
    assert entries[-1].subject == ""
    assert set(entries[-1].details) == {"entries"}
    assert [one.details for one in entries if one.details.get("name") == "Åsa Ek"]


def test_groups_and_invitations_stay_as_they_were_under_the_bare_id(erased, database):
    assert {name: rows_of(database, name) for name in KEPT} == erased.kept


def test_lists_of_people_count_and_show_them_no_more(erased, database):
    with database.reading() as session:
        after = counts(session, erased.id)
        assert (after.active, after.inactive) == (erased.counts.active - 1, 0)
        assert people_page(session, erased.id).found == erased.counts.active - 1
        assert erased.person not in {one.id for one in known(session, erased.id)}
        assert erased.person not in {one.id for one in invitable(session, erased.id)}
        assert addressee(session, erased.id, erased.person) is None


def test_their_account_goes_too(erased, database):
    with database.reading() as session:
        assert session.scalars(select(Account.id).where(Account.organisation_id == erased.id)).all() == [erased.admin]


def test_in_an_open_check_in_their_link_still_works(erased, database):
    with database.reading() as session:
        assert [by_hash(session, each).person_id for each in erased.hashes] == [erased.person]


def test_the_next_check_in_opens_without_them(world):
    world.erase()
    world.services.clock.advance(days=8)
    close_cycle(world.services, world.opened.cycle_id, now=world.services.clock.now())
    starts = MONDAY.replace(hour=8) + timedelta(days=14)
    world.services.clock.advance(days=6)
    cycle_id = open_cycle(world.services, world.opened.series, starts, now=world.services.clock.now())
    with world.services.database.reading() as session:
        asked = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle_id)).all()
    assert len(asked) == 29
    assert world.person not in asked


def test_whoever_was_invited_nowhere_leaves_no_row(database, clock):
    with database.writing() as session:
        here = an_organisation(session)
        admin, person = an_account(session, here, "admin"), people_in(session, here)[0]
        assert erase(session, here, person, actor=admin, now=clock.now())
    with database.reading() as session:
        assert session.get(Person, (here, person)) is None


@pytest.fixture
def boss(database, clock):
    """Somebody who is asked, and the only administrator."""
    with database.writing() as session:
        here = an_organisation(session)
        person = people_in(session, here, email=f"boss-{here[:6]}@example.com")[0]
        return here, person, an_account(session, here, "admin", email=f"boss-{here[:6]}@example.com")


@pytest.mark.parametrize(("oneself", "why"), [(True, ONESELF), (False, LAST_ADMIN)])
def test_nobody_erases_themselves_nor_the_only_administrator(boss, database, clock, oneself, why):
    here, person, account = boss
    before = everything(database)
    with pytest.raises(NotErased, match=why), database.writing() as session:
        erase(session, here, person, actor=account if oneself else "command line", now=clock.now())
    assert everything(database) == before


def test_an_administrator_who_never_chose_a_password_does_not_count(boss, database, clock):
    here, person, _account = boss
    with database.writing() as session:
        an_account(session, here, "admin", password=None)
    with pytest.raises(NotErased, match=LAST_ADMIN), database.writing() as session:
        erase(session, here, person, actor="command line", now=clock.now())
    with database.writing() as session:
        an_account(session, here, "admin")
        assert erase(session, here, person, actor="command line", now=clock.now())


@pytest.mark.parametrize(
    ("theirs", "action", "details"),
    [
        ({"name": "hr"}, "role.granted", {"role": "hr", "unit": "", "location": ""}),
        ({"number": "SELF"}, "role.granted", {"role": "admin", "unit": "", "location": ""}),
        ({"number": "5"}, "organisation.thresholds", {"k": 5, "k_inv": "5"}),
        ({"name": "Finance"}, "tree.changed", {"name": {"before": "Finance", "after": "Money"}}),
        ({"name": "Boss"}, "account.changed", {"name": {"before": "Boss", "after": "Bo"}}),
        ({"name": "log"}, "retention.changed", {"log": {"before": 36, "after": 12}}),
        ({"name": "slack"}, "channel.set_up", {"channel": "slack"}),
        ({"number": "3"}, "people.imported", {"new": 3, "leaving": 3}),
    ],
)
def test_nobody_is_made_up_so_that_their_erasure_empties_the_log(database, clock, theirs, action, details):
    with database.writing() as session:
        here = an_organisation(session)
        admin = an_account(session, here, "admin")
        theirs = {field: admin if value == "SELF" else value for field, value in theirs.items()}
        record(session, here, actor=admin, action=action, subject=admin, details=details, now=clock.now())
        person = people_in(session, here, **theirs)[0]
    with database.writing() as session:
        erase(session, here, person, actor=admin, now=clock.now())
    with database.snapshot() as session:
        assert looked_through(session, here).faults == []
        entry = next(one for one in every(session, here) if one.action == action)
    assert (entry.subject, entry.details) == (admin, details)


def test_of_an_emptied_entry_about_an_account_it_stays_known_which(database, clock):
    changed = {"email": {"before": "x@example.com", "after": EMAIL}}
    with database.writing() as session:
        here = an_organisation(session)
        admin, other = an_account(session, here, "admin"), an_account(session, here)
        record(session, here, actor=admin, action="account.changed", subject=other, details=changed, now=clock.now())
        person = people_in(session, here, email=EMAIL)[0]
    with database.writing() as session:
        erase(session, here, person, actor=admin, now=clock.now())
    with database.snapshot() as session:
        assert looked_through(session, here).faults == []
        entry = next(one for one in every(session, here) if one.action == "account.changed")
    assert (entry.subject, entry.details, entry.salt) == (other, {}, None)
    with database.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == entry.id).values(subject=admin))
    with database.snapshot() as session:
        assert [fault.what for fault in looked_through(session, here).faults] == ["emptied"]
