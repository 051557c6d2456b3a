"""What an operator who holds everything can do against the trustee's count, next to what they can do without one."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from sqlalchemy import func, select

from pulse.answers import queries as answered
from pulse.answers.models import Tally
from pulse.answers.pool import PoolKeys
from pulse.closing import trusted
from pulse.counting.comments import PlacedComment
from pulse.counting.tally import Counted, TallyRow
from pulse.cycles import queries as cycles
from pulse.desk import work
from pulse.desk.keyring import Keyring
from pulse.envelope.inner import Context, UnreadableBallot, open_sealed
from pulse.envelope.outer import point, unpack
from pulse.handover.package import read
from pulse.handover.result import NotAResult, make, read_result
from pulse.keys.store import POOL
from pulse.questions.scales import NOT_ASKED, PEOPLE
from pulse.results.disclosure import Cell
from pulse.simulate.ballot import draw, fill
from pulse.simulate.link import Link
from pulse.trustee.frozen import NotATrustee, trustee_of
from pulse.verify.verdict import verify
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import an_open_cycle
from tests.factories.trustee import a_trusted_cycle, altered

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # counting and closing run on both
CHOICES = [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 3, 4]


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


@pytest.fixture
def over(services, browser, tmp_path):
    """A check-in that is over and waits, with its trustee's folder."""
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts", people=40)
    answer(browser, cycle, CHOICES, comment="Said")
    close(services, cycle)
    return cycle, ring


def every_key(services, cycle_id):
    """All the operator's keys of a cycle, wherever in the key folder they lie."""
    folder = services.keys.folder / "cycles" / cycle_id
    return [path.read_bytes() for path in folder.iterdir()] if folder.exists() else []


def readable(services, cycle) -> int:
    """How many ballots somebody reads who has database and key folder at this very moment."""
    keys = [generate_private_key(SECP256R1())]
    for content in every_key(services, cycle.cycle_id):
        try:
            found = load_der_private_key(content, None)
        except (ValueError, TypeError):
            continue
        if getattr(getattr(found, "curve", None), "name", "") == "secp256r1":
            keys.append(found)
    pool, read_ = PoolKeys.of(services.keys.get(cycle.cycle_id, POOL), cycle.cycle_id), 0
    with services.database.reading() as session:
        for tag, box in answered.pool(session, cycle.organisation_id, cycle.cycle_id):
            ballot = unpack(pool.unlock(tag, box))
            for key in keys:
                try:
                    open_sealed(ballot.sealed, key, Context(ballot.manifest, ballot.leaf, ballot.public))
                    read_ += 1
                except UnreadableBallot:
                    pass
    return read_


@pytest.mark.parametrize(("mode", "read_"), [("counts", 0), ("copy", 12)])
def test_whoever_holds_database_and_keys_reads_no_ballot_that_only_the_trustee_opens(
    services, browser, tmp_path, mode, read_
):
    cycle, _ = a_trusted_cycle(services, tmp_path / "w", mode)
    answer(browser, cycle, [3] * 12)
    assert readable(services, cycle) == read_


def test_without_a_trustee_they_read_all(services, browser):
    cycle = an_open_cycle(services)
    answer(browser, cycle, [3] * 12)
    assert readable(services, cycle) == 12


def test_a_package_tells_nothing_of_the_order_in_which_ballots_came(services, over):
    cycle, _ = over
    package = read(trusted.hand_over(services, cycle.cycle_id))
    keys = [unpack(outer).public for outer in package.ballots]
    assert keys == sorted(keys)
    assert package.write() == trusted.hand_over(services, cycle.cycle_id)


def refused(content, ring, services, match):
    with pytest.raises(work.Refused, match=match):
        work.prepare(content, ring, now=services.clock.now())


def test_altered_packages_are_refused(services, browser, over):
    cycle, ring = over
    whole = trusted.hand_over(services, cycle.cycle_id)
    package = read(whole)
    ballots = package.ballots
    refused(altered(package, ballots=ballots[::-1]), ring, services, "not in order")
    refused(altered(package, ballots=(ballots[0], *ballots)), ring, services, "more ballots than were handed out")
    twice = altered(package, ballots=(ballots[0], *ballots), collected=package.collected + 1)
    refused(twice, ring, services, "there twice")
    refused(altered(package, collected=41), ring, services, "than invited")
    flipped = bytearray(ballots[3])
    flipped[500] ^= 1
    refused(altered(package, ballots=(*ballots[:3], bytes(flipped), *ballots[4:])), ring, services, "was altered")
    refused(altered(package, k=4), ring, services, "smaller groups")
    refused(altered(package, content=package.content.replace("Canteen", "Kantin")), ring, services, "questions")
    fewer = altered(package, blocks=package.blocks[:-1])
    refused(fewer, ring, services, "blocks")
    refused(whole[:-1], ring, services, "not whole")
    refused(altered(package, manifest=package.manifest.replace('"k":5', '"k":6')), ring, services, ".")


def test_a_ballot_moved_to_another_block_or_made_without_a_token_is_refused(services, browser, over):
    cycle, ring = over
    package = read(trusted.hand_over(services, cycle.cycle_id))
    signer = generate_private_key(SECP256R1())
    forged = unpack(package.ballots[0])
    public = point(signer.public_key())
    stuffed = replace(forged, public=public).pack(signer)
    ballots = tuple(sorted((*package.ballots[1:], stuffed), key=lambda outer: unpack(outer).public))
    refused(altered(package, ballots=ballots), ring, services, "not handed out")
    other = next(unpack(one).leaf for one in package.ballots if unpack(one).leaf != forged.leaf)
    moved = replace(forged, leaf=other, public=public).pack(signer)
    ballots = tuple(sorted((*package.ballots[1:], moved), key=lambda outer: unpack(outer).public))
    refused(altered(package, ballots=ballots), ring, services, "not handed out")


def test_another_trustees_folder_and_an_early_package_are_refused(services, browser, tmp_path, over):
    cycle, _ = over
    package = trusted.hand_over(services, cycle.cycle_id)
    with pytest.raises(Exception, match="not in the folder"):
        work.prepare(package, Keyring(tmp_path / "another"), now=services.clock.now())


def test_a_second_package_of_the_same_check_in_is_never_counted(services, over):
    """From two counts that differ in one ballot that ballot could be read."""
    cycle, ring = over
    whole = trusted.hand_over(services, cycle.cycle_id)
    now = services.clock.now()
    result = work.count(work.prepare(whole, ring, now=now), ring)
    assert work.count(work.prepare(whole, ring, now=now), ring) == result
    package = read(whole)
    refused(altered(package, ballots=package.ballots[1:]), ring, services, "another package")


def test_a_dropped_ballot_is_missed_by_its_receipt(services, browser, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts", people=40)
    link = Link.parse(cycle.links[0])
    trusted_ = browser.look(link)
    blank = draw(trusted_)
    signature = browser.collect(link, blank.blinded.message)
    finished = fill(trusted_, blank, signature, answers={"canteen": 5}, comments={}, language="en")
    browser.cast(finished.outer)
    answer(browser, replace(cycle, links=cycle.links[1:]), CHOICES)
    close(services, cycle)
    package = read(trusted.hand_over(services, cycle.cycle_id))
    without = altered(package, ballots=tuple(one for one in package.ballots if one != finished.outer))
    result = read_result(work.count(work.prepare(without, ring, now=services.clock.now()), ring))
    assert finished.receipt not in result.leaves
    with pytest.raises(trusted.ResultRefused, match="another number"):
        trusted.take_results(services, result, now=services.clock.now())


def the_result(services, over):
    cycle, ring = over
    ready = work.prepare(trusted.hand_over(services, cycle.cycle_id), ring, now=services.clock.now())
    return read_result(work.count(ready, ring)), ready


def forged(result, ready, **changes):
    """A result with other counts, signed by the trustee's own key: what a tool that is wrong would give."""
    facts = {name: result.facts[name] for name in ("organisation", "cycle", "manifest", "key", "collected")}
    counted = {name: getattr(result.counted, name) for name in Counted.__dataclass_fields__}
    leaves = changes.pop("leaves", result.leaves)
    facts |= {name: changes.pop(name) for name in list(changes) if name in facts}
    return read_result(make(facts, Counted(**(counted | changes)), leaves, ready.pair.sign))


def test_wrong_results_are_refused_and_change_nothing(services, over):
    result, ready = the_result(services, over)
    rows, cells = result.counted.tallies, result.counted.released
    small = [row for row in rows if (row.question, row.atom) == (rows[0].question, rows[0].atom)]
    asked = next(row for row in cells if row.question and len(row.atoms) > 1)
    wrong = {
        "fewer than 5": {"tallies": [row._replace(chosen=0) if row in small else row for row in rows]},
        "not asked for": {"tallies": [*rows, TallyRow("unheard", 0, 1, 9)]},
        "more answers": {"tallies": [row._replace(chosen=row.chosen + 30) for row in rows]},
        "another number": {"rejected": 1},
        "not in order": {"leaves": result.leaves[1:]},
        "another check-in": {"collected": 39},
        "smaller group": {"released": [row._replace(atoms=row.atoms[1:]) if row is asked else row for row in cells]},
        "a part twice": {"released": [*cells, cells[0]]},
        "none may stand": {"comments": [PlacedComment(Cell("f" * 32, ""), "en", "x")]},
        "more comments": {"comments": [PlacedComment(None, None, "x")] * 300},
    }
    for sentence, change in wrong.items():
        with pytest.raises(trusted.ResultRefused, match=sentence):
            trusted.take_results(services, forged(result, ready, **change), now=services.clock.now())
    with services.database.reading() as session:
        assert not answered.state(session, over[0].organisation_id, over[0].cycle_id).tallied
        assert session.scalar(select(func.count()).select_from(Tally).where(Tally.cycle_id == over[0].cycle_id)) == 0
    assert trusted.take_results(services, result, now=services.clock.now())


def test_a_result_that_somebody_else_signed_or_altered_is_refused(services, over):
    result, ready = the_result(services, over)
    stranger = forged(result, replace(ready, pair=replace(ready.pair, sign=Ed25519PrivateKey.generate())))
    with pytest.raises(trusted.ResultRefused, match="not signed"):
        trusted.take_results(services, stranger, now=services.clock.now())
    file = json.loads(result.write())
    for name, old, new in (
        ("body", '"comments":[[', '"comments":[[ '),
        ("statement", '"accepted":22', '"accepted":21'),
    ):
        changed = json.dumps(file | {name: file[name].replace(old, new, 1)}).encode()
        assert changed != json.dumps(file).encode()
        try:
            found = read_result(changed)
        except NotAResult:
            continue
        with pytest.raises(trusted.ResultRefused):
            trusted.take_results(services, found, now=services.clock.now())


def test_a_board_shows_who_counted_and_a_verifier_notices_when_it_lies(services, browser, over):
    cycle, _ = over
    result, _ready = the_result(services, over)
    trusted.take_results(services, result, now=services.clock.now())
    board = browser.board(cycle.cycle_id)

    def wrong(**changes):
        return " ".join(verify(json.dumps(board | changes).encode()).problems)

    assert wrong() == ""
    assert "nothing that they signed" in " ".join(
        verify(json.dumps({name: board[name] for name in board if name != "counted"}).encode()).problems
    )
    other = board["counted"] | {"signature": "00" * 64}
    assert "not signed by the key" in wrong(counted=other)
    other = board["counted"] | {"document": board["counted"]["document"].replace('"rejected":0', '"rejected":1')}
    assert "not signed by the key" in wrong(counted=other)
    assert 'another "rejected"' in wrong(counted=other)
    assert "does not name what the trustee signed" in wrong(counted=other)


def test_a_manifest_that_names_another_key_as_the_trustees_is_refused(services, over):
    cycle, _ = over
    with services.database.reading() as session:
        manifest = json.loads(cycles.cycle(session, cycle.cycle_id).manifest)
    assert trustee_of(manifest).counts
    for change in ({"bpk": "04" + "11" * 64}, {"trustee": {}}, {"trustee": manifest["trustee"] | {"sign": "00" * 32}}):
        with pytest.raises(NotATrustee, match=r"\.$"):
            trustee_of(manifest | change)


def test_a_comments_question_and_counted_people_travel_in_the_result(services, over):
    result, ready = the_result(services, over)
    comments = [PlacedComment(Cell(), "en", "x", "idea"), PlacedComment(None, None, "y")]
    tallies = [TallyRow("want", 0, PEOPLE, 12), TallyRow("want", 0, 1, 9), TallyRow("why", 0, NOT_ASKED, 7)]
    found = forged(result, ready, comments=comments, tallies=tallies)
    assert found.counted.comments == comments
    assert sorted(found.counted.tallies) == sorted(tallies)
    with pytest.raises(NotAResult):
        forged(result, ready, tallies=[TallyRow("want", 0, -3, 12)])
