"""How long a cycle takes is told from what it asks."""

import json

from pulse.invitations.length import seconds


def frozen(*questions, forms=None):
    asked = [{"key": key, "scale": scale, **({"parent": "a"} if key == "why" else {})} for key, scale in questions]
    return json.dumps({"questions": asked, **({"forms": forms} if forms else {})}).encode()


FACES = [(key, "faces5") for key in "abcdefgh"]


def test_eight_taps_take_forty_seconds():
    assert seconds(frozen(*FACES, ("comment", "open"))) == 40


def test_a_rotated_cycle_is_shorter():
    assert seconds(frozen(*FACES[:4])) == 20


def test_branches_and_comments_take_no_time_of_their_own():
    assert seconds(frozen(("a", "faces5"), ("why", "single"), ("comment", "open"))) == 5


def test_the_longest_form_counts_with_what_everybody_is_asked():
    assert seconds(frozen(*FACES, forms=[["a", "b"], ["c", "d", "e"]])) == 30


def test_words_alone_still_take_a_moment():
    assert seconds(frozen(("comment", "open"))) == 5
