"""Cycles that have been answered, and the numbers that an independent count expects."""

from collections import Counter

from pulse.closing.operations import close_cycle
from pulse.simulate.browser import Browser
from tests.factories.opened import OpenedCycle


def answer(browser: Browser, opened: OpenedCycle, choices: list[int], comment: str = "") -> Counter[int]:
    """Person i chooses `choices[i]` for every topic; gives the expected counts of one question."""
    for url, choice in zip(opened.links, choices, strict=False):
        answers = {"canteen": choice, "overall": choice}
        browser.answer(url, answers, {"comment": f"{comment} {choice}"} if comment else {}, "en")
    return Counter(choices)


def close(services, opened: OpenedCycle) -> None:
    """Move past the end and close."""
    services.clock.advance(days=8)
    close_cycle(services, opened.cycle_id, now=services.clock.now())
