"""200 random organisations with a question, its branches and comments on them, and the attack on what is released."""

from hypothesis import given, settings

from pulse.disclosure_audit.attack import attack
from tests.factories.branched import PARENT, WANTED, ours, told


@settings(max_examples=200, deadline=None)
@given(told())
def test_nothing_of_fewer_than_k_follows_on_any_scale(of):
    assert attack(ours(of, PARENT)) == []
    assert attack(ours(of, WANTED)) == []
