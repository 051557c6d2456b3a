"""The pure rules of people: roles, waiting, lifetimes, sizes, addresses."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.organisation.tree import Node, Tree
from pulse.people import addresses, demo_log_ins, lifetime, roles, starting, throttle

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WORK = Tree([Node("r", None, "All"), Node("a", "r", "A"), Node("a1", "a", "A1"), Node("b", "r", "B")])
PLACES = Tree([Node("w", None, "All"), Node("x", "w", "X"), Node("x1", "x", "X1"), Node("y", "w", "Y")])


@pytest.mark.parametrize(
    ("reach", "cells"),
    [
        ((None, None), {(u, p) for u in WORK.nodes for p in PLACES.nodes}),
        (("a", None), {(u, p) for u in ("a", "a1") for p in PLACES.nodes}),
        ((None, "x"), {(u, p) for u in WORK.nodes for p in ("x", "x1")}),
    ],
)
def test_a_role_reaches_the_subtree_it_was_given_for(reach, cells):
    found = {
        (u, p) for u in WORK.nodes for p in PLACES.nodes if roles.covers(reach, (u, p), units=WORK, locations=PLACES)
    }
    assert found == cells


@pytest.mark.parametrize(
    "grant",
    [
        {"role": "king", "unit_id": None, "location_id": None},
        {"role": "hr", "unit_id": "a", "location_id": "x"},
        {"role": "admin", "unit_id": "a", "location_id": None},
        {"role": "trustee", "unit_id": "a", "location_id": None},
        {"role": "auditor", "unit_id": None, "location_id": "x"},
        {"role": "steward", "unit_id": None, "location_id": None},
        {"role": "steward", "unit_id": "a", "location_id": None},
    ],
)
def test_a_role_that_makes_no_sense_is_refused(grant):
    with pytest.raises(roles.RoleRefused):
        roles.check(**grant)


def test_ten_failures_are_free_and_then_the_wait_doubles_up_to_an_hour():
    waits = [throttle.wait_until(failures, NOW) - NOW for failures in (1, 9, 10, 11, 12, 16, 1000)]
    assert [wait.total_seconds() / 60 for wait in waits] == [0, 0, 1, 2, 4, 60, 60]


def test_the_brake_holds_for_an_hour_from_the_hundredth_address_on():
    assert throttle.braked_until(None, NOW) is None
    assert throttle.braked_until(NOW - timedelta(minutes=59), NOW) == NOW + timedelta(minutes=1)
    assert throttle.braked_until(NOW - timedelta(hours=1), NOW) is None


@given(st.integers(0, 10_000))
def test_more_failures_never_wait_shorter(failures):
    assert throttle.wait_until(failures + 1, NOW) >= throttle.wait_until(failures, NOW)


@pytest.mark.parametrize(
    ("created", "seen", "ended", "alive"),
    [
        (0, 0, None, True),
        (9, 7.99, None, True),
        (9, 8, None, False),
        (24 * 7 - 0.01, 0, None, True),
        (24 * 7, 0, None, False),
        (1, 0, 0.5, False),
    ],
)
def test_a_session_lives_eight_idle_hours_and_seven_days_at_most(created, seen, ended, alive):
    def ago(hours):
        return NOW - timedelta(hours=hours)

    ended_at = None if ended is None else ago(ended)
    assert lifetime.is_alive(created_at=ago(created), seen_at=ago(seen), ended_at=ended_at, now=NOW) is alive


def test_small_organisations_begin_with_five_and_ten_others_with_seven_and_thirteen():
    def begun(size):
        return starting.NewOrganisation("Lotus", size, "en", "UTC", "Call 112.").thresholds

    assert (begun("small"), begun("large")) == ((5, 10), (7, 13))


@pytest.mark.parametrize(
    "text", ["a@b.co", "A.b+c@Sub.Example.com ", "o'neil@example.com", "a@xn--mnchen-3ya.de", "a@example.xn--p1ai"]
)
def test_an_address_is_kept_in_small_letters(text):
    assert addresses.email(text) == text.strip().lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@b.co",
        "a@.co",
        "a b@c.de",
        "a@b..co",
        ".a@b.co",
        "a.@b.co",
        "a@b.co\nBcc: x@y.z",
        "é@b.co",
        "a@b.c",
        "a@b.co,c@d.ef",
        "x" * 65 + "@b.co",
        "a@" + "b." * 130 + "co",
    ],
)
def test_what_cannot_be_an_address_is_none(text):
    assert addresses.email(text) is None


def test_the_demos_log_ins_have_every_role_once():
    assert {one.role for one in demo_log_ins.LOG_INS} == set(roles.TITLES)
