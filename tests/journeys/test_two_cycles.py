"""The whole loop of collecting, as the people of a company live it, through two full cycles.

CSV, survey, series, mails at a real SMTP server, three browsers through the mailed links, `pulse
simulate` for the rest, the close, and HR's page: its numbers equal an independent computation.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect

from pulse import worker
from pulse.cycles import queries as cycles
from pulse.simulate.operations import at_random
from pulse.web.services import Services
from tests.browser.steps import answer_faces
from tests.journeys.steps import log_in, only_organisation, open_cycle, set_up

pytestmark = pytest.mark.timeout(600)
TOPICS = ["canteen", "meeting_rooms", "rest_areas", "gym", "parking", "technology", "office_environment"]
ROOT = Path(__file__).resolve().parents[2]


def answer_in_browser(browser, link: str, choice: int) -> str:
    """One person on a phone: the same face for every question; gives the receipt."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Start on my own device", exact=True).click()
    answer_faces(page, [choice] * 8)
    page.get_by_role("textbox").fill("The tea is cold.")
    page.get_by_role("button", name="Send my answers").click()
    receipt = page.locator("a[href^='/receipt#']").first
    expect(receipt).to_be_visible()
    found = re.search(r"r=([0-9a-f]{64})", receipt.get_attribute("href") or "")
    assert found
    context.close()
    return found.group(1)


def simulate(services: Services, cycle_id: str, seed: int) -> None:
    """The real command, in a process of its own."""
    config = services.config
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PULSE_")},
        "PULSE_DATA": str(config.data),
        "PULSE_KEYS": str(config.keys),
        "PULSE_DATABASE_URL": config.database_url,
        "PULSE_BASE_URL": config.base_url,
        "PULSE_BALLOT_URL": config.ballot_url,
    }
    command = [sys.executable, "-m", "pulse", "simulate", cycle_id, "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert "57 people answered" in done.stdout


def expected(content: dict, faces: list[int], simulated: int, seed: int) -> dict[str, int]:
    """The favourable share of each topic in whole percent, computed without any of the counting code."""
    rng = Random(seed)
    chosen = {topic: Counter(faces) for topic in TOPICS}
    choose = at_random(rng)
    for _ in range(simulated):
        answers, _comments, _language = choose(content)
        for topic in TOPICS:
            if topic in answers:
                chosen[topic][answers[topic]] += 1
    return {topic: round(100 * (c[4] + c[5]) / c.total()) for topic, c in chosen.items()}


def shares_on_page(page: Page, live) -> list[list[str]]:
    """The rows of the first heatmap table: name, shares, change."""
    log_in(page, live, "hr")
    page.goto(f"{live.base_url}/dashboard/topics")
    rows = page.locator("table.heatmap").first.locator("tbody tr").all()
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows]


def run_cycle(browser, services, clock, mails, faces: list[int], seed: int) -> tuple[list[str], dict[str, int]]:
    """Open, answer, close; gives the receipts of the three and the expected shares."""
    cycle, links = open_cycle(services, clock, mails)
    receipts = [answer_in_browser(browser, link, face) for link, face in zip(links[:3], faces, strict=True)]
    simulate(services, cycle.id, seed)
    clock.advance(days=7, minutes=2)
    worker.tick(services, now=clock.now())
    assert not services.keys.cycles()
    return receipts, expected(json.loads(cycle.content), faces, 57, seed)


def test_two_cycles_of_a_company_from_the_file_to_the_figures(browser, desk, live, company, clock, mails):
    set_up(desk, live, clock)
    clock.advance(hours=18)  # Tuesday 24 November, 09:00 in Jakarta, 10:00 in Taipei
    receipts, first = run_cycle(browser, company, clock, mails, [1, 2, 2], seed=1)
    rows = shares_on_page(desk, live)
    assert [int(row[1]) for row in rows[:7]] == list(first.values())
    expect(desk.get_by_text("60 of 60 people answered")).to_be_visible()
    check_receipt(browser, live, company, receipts[0])

    clock.advance(days=7)  # the second opening, two weeks after the first
    _, second = run_cycle(browser, company, clock, mails, [5, 5, 4], seed=7)
    rows = shares_on_page(desk, live)
    assert [[int(row[1]), int(row[2])] for row in rows[:7]] == [[first[t], second[t]] for t in TOPICS]
    for row, topic in zip(moves_on_page(desk)[:7], TOPICS, strict=True):
        moved = second[topic] - first[topic]
        assert (f"▲ +{moved}" if moved > 0 else f"▼ −{-moved}" if moved < 0 else "±0") in row
        assert "Within noise" in row or (abs(moved) >= 3 and ("Real change" in row or "Perhaps" in row))


def moves_on_page(page: Page) -> list[str]:
    """The rows of "What moved", as they are read."""
    return page.locator("section[aria-labelledby='moved'] tbody tr").all_inner_texts()


def check_receipt(browser, live, services: Services, receipt: str) -> None:
    """The person comes back to see whether the ballot was counted."""
    with services.database.reading() as session:
        cycle = cycles.cycles_of(session, only_organisation(session))[0]
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{live.ballot_url}/receipt#c={cycle.id}&r={receipt}")
    expect(page.get_by_role("status")).to_contain_text("counted")
    context.close()
