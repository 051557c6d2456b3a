"""The stranger answers every scale and branches as docs/protocol.md says, and is counted."""

import json

import pytest

from tests.factories.closed import close
from tests.factories.opened import opened
from tests.factories.scales import a_series_on_every_scale, tallied
from tests.stranger import client

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SAD = {
    "canteen": 1,
    "canteen_why": [1, 3],
    "enps": 6,
    "enps_why": 2,
    "trust": 5,
    "place": 3,
    "want": [4],
    "shuttle": 2,
}


@pytest.fixture
def cycle(live):
    return opened(live.services, a_series_on_every_scale(live.services, people=30))


def test_a_strangers_answers_on_every_scale_are_counted(live, cycle):
    for link in cycle.links[:8]:
        client.vote(link, SAD, {"shuttle_words": "Too late"}, "en")
    close(live.services, cycle)

    assert {option: n for option, n in tallied(live.services, cycle.cycle_id, "canteen_why").items() if n} == {
        -2: 8,
        1: 8,
        3: 8,
    }
    assert {option: n for option, n in tallied(live.services, cycle.cycle_id, "enps_why").items() if n} == {2: 8}
    assert tallied(live.services, cycle.cycle_id, "want") == {-2: 8, 1: 0, 2: 0, 3: 0, 4: 8}


def test_a_stranger_refuses_what_would_be_dropped(live, cycle):
    shown = client.look(client.read_link(cycle.links[0]))
    wrong = (
        ({"want": [2, 1]}, {}), ({"want": []}, {}), ({"want": 1}, {}), ({"place": 4}, {}), ({"enps": 11}, {}),
        ({"enps": 7, "enps_why": 1}, {}), ({"canteen_why": [1]}, {}), ({"shuttle": 1}, {"shuttle_words": "x"}),
    )  # fmt: skip
    for answers, comments in wrong:
        with pytest.raises(ValueError, match=r"answers no question|takes no comment"):
            client.document(shown, answers, comments, "en", bytes(32))
    assert json.loads(client.document(shown, SAD, {}, "en", bytes(32)))["answers"] == SAD
