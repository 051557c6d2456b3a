"""Whether `pulse serve` makes a demo: only where there is nothing, and not again once somebody left it."""

from dataclasses import replace

import pytest

from config import Config, Demo
from pulse.cli.serving import wants_demo
from pulse.leaving.operations import leave_demo
from tests.factories.demo import a_demo


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, Demo.UNLESS_LEFT),
        ({"PULSE_DEMO": "1"}, Demo.ALWAYS),
        ({"PULSE_DEMO": "0"}, Demo.NEVER),
        ({"PULSE_DEMO": ""}, Demo.UNLESS_LEFT),
    ],
)
def test_the_setting_says_three_things(given, wanted):
    assert Config.from_env(given).demo is wanted


def test_a_demo_that_was_left_comes_back_only_when_it_is_asked_for(services):
    def wants(demo):
        return wants_demo(replace(services, config=replace(services.config, demo=demo)))

    assert {demo: wants(demo) for demo in Demo} == {Demo.NEVER: False, Demo.UNLESS_LEFT: True, Demo.ALWAYS: True}
    made = a_demo(services)
    assert not any(map(wants, Demo))
    leave_demo(services, made)
    assert {demo: wants(demo) for demo in Demo} == {Demo.NEVER: False, Demo.UNLESS_LEFT: False, Demo.ALWAYS: True}
