"""An administrator who writes to the database makes the close work for them: once with everybody, once without one.

They cannot read the keys. But they know whose box is whose, so they take one box out, let the application count the
rest, copy the counts, put everything back from within the close's own transaction, and let it count again. The
difference is one person's answers, and nothing is missing from the board in the end.
"""

from collections import Counter
from hashlib import sha256

import pytest
from sqlalchemy import text

from pulse.answers.pool import PoolKeys
from pulse.closing.operations import FIRST_OPENED, PoolAltered, close_cycle
from pulse.keys.store import POOL, KeyFolderAway
from pulse.simulate.ballot import draw, fill
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle

UNDO = (  # all that the close has just written, but for what the thief has copied
    "INSERT INTO loot SELECT question, \"option\", count FROM tally WHERE cycle_id = '{cycle}'",
    "DELETE FROM tally WHERE cycle_id = '{cycle}'",
    "DELETE FROM released_cell WHERE cycle_id = '{cycle}'",
    "DELETE FROM comment WHERE cycle_id = '{cycle}'",
    "DELETE FROM board_leaf WHERE cycle_id = '{cycle}'",
    "DELETE FROM log_entry WHERE cycle_id = '{cycle}' AND position = NEW.position",
    "UPDATE closing SET tallied = NULL WHERE cycle_id = '{cycle}'",
    "INSERT INTO pool SELECT * FROM held",
    "UPDATE installation SET id = '{other}'",  # so that the key folder seems to be away, and no key is destroyed
)


def a_cycle_that_is_over(services, ballot_app, **roster) -> tuple[str, bytes]:
    """The cycle, and the tag of the first person, who chose 1 where all others chose 5."""
    opened = an_open_cycle(services, **roster)
    browser, tags = TestBrowser(ballot_app), []
    keys = PoolKeys.of(services.keys.get(opened.cycle_id, POOL), opened.cycle_id)
    for number, link in enumerate(map(Link.parse, opened.links)):
        trusted = browser.look(link)
        blank = draw(trusted)
        signature = browser.collect(link, blank.blinded.message)
        choice = {"canteen": 5 if number else 1}
        browser.cast(fill(trusted, blank, signature, answers=choice, comments={}, language="en").outer)
        tags.append(keys.tag(blank.public))
    services.clock.advance(days=8)
    return opened.cycle_id, tags[0]


@pytest.fixture
def answered(services, ballot_app):
    return a_cycle_that_is_over(services, ballot_app)


def do(services, *statements: str, **values: object) -> None:
    with services.database.writing() as session:
        for statement in statements:
            session.execute(text(statement), values)


def set_trap(services, cycle: str) -> str:
    """The trigger that copies and undoes; gives the installation's true id."""
    with services.database.reading() as session:
        id = session.execute(text("SELECT id FROM installation")).scalar_one()
    steps = "; ".join(UNDO).format(cycle=cycle, other="0" * 32) + ";"
    do(
        services,
        'CREATE TABLE loot AS SELECT question, "option", count FROM tally WHERE 1 = 0',
        f"CREATE TABLE held AS SELECT * FROM pool WHERE cycle_id = '{cycle}'",
    )
    if services.database.is_sqlite:
        do(services, f"CREATE TRIGGER trap AFTER INSERT ON log_entry BEGIN {steps} END")
    else:
        do(
            services,
            f"CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {steps} RETURN NEW; END $$",
            "CREATE TRIGGER trap AFTER INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION spring()",
        )
    return str(id)


def take_trap_away(services, id: str) -> None:
    if services.database.is_sqlite:
        do(services, "DROP TRIGGER trap")
    else:
        do(services, "DROP TRIGGER trap ON log_entry", "DROP FUNCTION spring()")
    do(services, "UPDATE installation SET id = :id", id=id)


def counts(services, table: str, condition: str = "1 = 1", **values: object) -> Counter[tuple[str, int]]:
    query = f'SELECT question, "option", count FROM {table} WHERE {condition}'
    found: Counter[tuple[str, int]] = Counter()
    with services.database.reading() as session:
        for question, option, count in session.execute(text(query), values):
            found[question, option] += count
    return found


@pytest.fixture
def robbed(services, answered):
    """The first count, without one person, is in the thief's hands; everything else is as it was."""
    cycle, tag = answered
    id = set_trap(services, cycle)
    do(services, "DELETE FROM pool WHERE tag = :tag", tag=tag)
    with pytest.raises(KeyFolderAway):
        close_cycle(services, cycle, now=services.clock.now())
    take_trap_away(services, id)
    yield cycle, tag
    do(services, "DROP TABLE loot", "DROP TABLE held")


def test_a_pool_that_was_opened_is_not_counted_in_another_state(services, robbed):
    cycle, _tag = robbed
    assert counts(services, "loot")["canteen", 5] == 29
    with pytest.raises(PoolAltered, match="altered"):
        close_cycle(services, cycle, now=services.clock.now())
    assert counts(services, "tally", "cycle_id = :cycle", cycle=cycle) == Counter()


def test_without_this_one_person_s_answers_would_be_the_difference(services, robbed):
    cycle, _tag = robbed
    services.keys.destroy(cycle, names=lambda name: name == FIRST_OPENED)
    close_cycle(services, cycle, now=services.clock.now())
    assert counts(services, "tally", "cycle_id = :cycle", cycle=cycle) - counts(services, "loot") == {
        ("canteen", 1): 1
    }


def test_the_same_pool_may_be_counted_as_often_as_it_takes(services, robbed):
    cycle, tag = robbed
    do(services, "DELETE FROM pool WHERE tag = :tag", tag=tag)
    close_cycle(services, cycle, now=services.clock.now())
    tallied = counts(services, "tally", "cycle_id = :cycle", cycle=cycle)
    assert tallied == counts(services, "loot")  # and the board lacks a receipt, which its owner can see
    assert not services.keys.cycles()


def swallow_the_claim(services, *, on: bool) -> None:
    """Whatever says that the cycle is counted comes to nothing, as if another closer had been here."""
    if services.database.is_sqlite:
        made = (
            "CREATE TRIGGER swallow BEFORE UPDATE ON closing WHEN NEW.tallied IS NOT NULL "
            "BEGIN SELECT RAISE(IGNORE); END"
        )
        do(services, made if on else "DROP TRIGGER swallow")
    elif on:
        do(
            services,
            "CREATE FUNCTION swallowed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "CREATE TRIGGER swallow BEFORE UPDATE ON closing FOR EACH ROW WHEN (NEW.tallied IS NOT NULL) "
            "EXECUTE FUNCTION swallowed()",
        )
    else:
        do(services, "DROP TRIGGER swallow ON closing", "DROP FUNCTION swallowed()")


def test_a_claim_that_comes_to_nothing_is_not_taken_for_another_closer(services, robbed):
    cycle, tag = robbed
    do(services, "DELETE FROM pool WHERE tag = :tag", tag=tag)
    swallow_the_claim(services, on=True)
    with pytest.raises(PoolAltered):
        close_cycle(services, cycle, now=services.clock.now())
    swallow_the_claim(services, on=False)
    assert services.keys.has(cycle, FIRST_OPENED)
    assert services.keys.has(cycle, POOL)
    do(services, "DELETE FROM pool", "INSERT INTO pool SELECT * FROM held")
    with pytest.raises(PoolAltered):
        close_cycle(services, cycle, now=services.clock.now())


OWN = "(SELECT organisation_id FROM cycle WHERE id = :cycle)"
OTHER_ARRANGEMENTS = {
    "another place": (
        "UPDATE cycle_block SET unit_id = (SELECT max(unit_id) FROM cycle_block WHERE cycle_id = :cycle) "
        "WHERE cycle_id = :cycle"
    ),
    "another tree": (
        f"UPDATE unit SET parent_id = (SELECT id FROM unit WHERE name = 'Kitchen' AND organisation_id = {OWN}) "
        f"WHERE name = 'Office' AND organisation_id = {OWN}"
    ),
    "a raised threshold": "UPDATE cycle SET k = k + 1 WHERE id = :cycle",
}


@pytest.fixture
def counted_once(services, ballot_app):
    """The first count, of everybody, is in the thief's hands; everything else is as it was."""
    cycle, _tag = a_cycle_that_is_over(services, ballot_app, people=40, units=("Kitchen", "Office"))
    id = set_trap(services, cycle)
    with pytest.raises(KeyFolderAway):
        close_cycle(services, cycle, now=services.clock.now())
    take_trap_away(services, id)
    yield cycle
    do(services, "DROP TABLE loot", "DROP TABLE held")


@pytest.mark.parametrize("arrangement", OTHER_ARRANGEMENTS)
def test_the_same_pool_is_not_counted_over_another_arrangement(services, counted_once, arrangement):
    do(services, OTHER_ARRANGEMENTS[arrangement], cycle=counted_once)
    with pytest.raises(PoolAltered):
        close_cycle(services, counted_once, now=services.clock.now())


def test_a_manifest_exchanged_with_its_hash_costs_nobody_their_ballot(services, answered):
    cycle, _tag = answered
    with services.database.reading() as session:
        manifest = bytes(
            session.execute(text("SELECT manifest FROM cycle WHERE id = :cycle"), {"cycle": cycle}).scalar_one()
        )
    other = manifest.replace(b'"client_hash":"', b'"client_hash":"0', 1)
    do(
        services,
        "UPDATE cycle SET manifest = :manifest, manifest_hash = :hash WHERE id = :cycle",
        manifest=other,
        hash=sha256(other).hexdigest(),
        cycle=cycle,
    )
    with pytest.raises(PoolAltered):
        close_cycle(services, cycle, now=services.clock.now())
    assert services.keys.has(cycle, POOL)
    with services.database.reading() as session:
        kept = session.execute(
            text("SELECT count(*) FROM pool WHERE cycle_id = :cycle"), {"cycle": cycle}
        ).scalar_one()
    assert kept == 30


def test_a_real_check_in_is_not_counted_before_its_promised_end_whoever_asks(services, ballot_app):
    opened = an_open_cycle(services, is_demo=False)
    browser = TestBrowser(ballot_app)
    browser.answer(opened.links[0], {"canteen": 1}, {}, "en")
    do(services, "UPDATE organisation SET is_demo = true WHERE id = :id", id=opened.organisation_id)
    with pytest.raises(PoolAltered):
        close_cycle(services, opened.cycle_id, now=services.clock.advance(hours=2))
    assert services.keys.has(opened.cycle_id, POOL)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cycle SET k = 1 WHERE id = :cycle",
        "UPDATE cycle SET manifest = :manifest WHERE id = :cycle",
        "UPDATE cycle SET content = :content WHERE id = :cycle",
        'DELETE FROM cycle_block WHERE cycle_id = :cycle AND "index" = 0',
    ],
    ids=["threshold", "manifest", "questions", "blocks"],
)
def test_what_is_not_as_promised_is_not_counted(services, answered, statement):
    cycle, _tag = answered
    with services.database.reading() as session:
        manifest, content = session.execute(
            text("SELECT manifest, content FROM cycle WHERE id = :cycle"), {"cycle": cycle}
        ).one()
    changed = {"manifest": bytes(manifest).replace(b'"k":5', b'"k":1'), "content": bytes(content) + b" "}
    do(services, statement, cycle=cycle, **{name: value for name, value in changed.items() if f":{name}" in statement})
    with pytest.raises(PoolAltered):
        close_cycle(services, cycle, now=services.clock.now())
    assert services.keys.get(cycle, POOL)  # nothing is lost
