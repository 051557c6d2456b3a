"""What it costs to evaluate a rule that was accepted: the dearest of some thousand, and what the page does with it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

from pulse.schedule.calendars import DaysOff
from pulse.schedule.recurrence import NEXT, Plan, RuleError, check_rule, occurrences
from pulse.schedule.upcoming import upcoming
from tests.bench.figures import Row, cpu_ms

RULES, MOST = 3_000, 50.0
STARTS = datetime(2000, 1, 31, 9, 0)  # long ago: nothing is walked through from there
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONES = ("Asia/Jakarta", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland")
LONGEST = (
    "FREQ=YEARLY;BYMONTHDAY=" + ",".join(str(day) for day in range(1, 32)) + ";BYDAY=MO,TU,WE,TH,FR,SA,SU",
    "FREQ=YEARLY;BYDAY=53MO,53TU,53WE,53TH,53FR,53SA,53SU,-53MO,-53TU,-53WE,-53TH,-53FR;BYMONTHDAY=31",
    "FREQ=DAILY",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
)


def rows() -> Iterator[Row]:
    """The dearest rule: checked, its next five found; and the page's five with holidays and five zones."""
    rules = [*LONGEST, *_random(Random(1))]
    accepted = [rule for rule in rules if _accepted(rule)]
    dearest = max(_cost(rule) for rule in accepted)
    told = f"the budget; of {len(accepted):,} accepted rules"
    yield Row("the dearest rule, checked and its next five", dearest, MOST, "CPU ms", told, most=MOST)
    off = DaysOff(holidays={date(2026, 12, 25) + timedelta(days=n): "Holiday" for n in range(0, 1000, 9)})
    plans = [Plan(STARTS, rule, 7, if_holiday=NEXT) for rule in LONGEST]
    most = max(cpu_ms(lambda plan=plan: upcoming(plan, off, ZONES, NOW), 3) for plan in plans)  # type: ignore[misc]
    yield Row("what the page shows of it, five zones", most, MOST, "CPU ms", "the budget", most=MOST)


def _cost(rule: str) -> float:
    return cpu_ms(
        lambda: (check_rule(STARTS, rule), occurrences(STARTS, rule, after=datetime(2026, 11, 23), count=5)), 1
    )


def _accepted(rule: str) -> bool:
    try:
        check_rule(STARTS, rule)
    except RuleError:
        return False
    return True


def _random(rng: Random) -> Iterator[str]:
    days = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    for frequency, interval, _ in product(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"), (1, 2, 3, 7, 400), range(150)):
        parts = [f"FREQ={frequency}", f"INTERVAL={interval}"]
        if rng.random() < 0.6:
            parts.append(f"BYDAY={','.join(rng.sample(days, rng.randint(1, 7)))}")
        if frequency in {"MONTHLY", "YEARLY"}:
            if rng.random() < 0.6:
                chosen = rng.sample([*range(1, 32), *range(-31, 0)], rng.randint(1, 9))
                parts.append(f"BYMONTHDAY={','.join(map(str, chosen))}")
            if rng.random() < 0.4:
                parts.append(f"BYMONTH={','.join(map(str, rng.sample(range(1, 13), rng.randint(1, 4))))}")
            if rng.random() < 0.3:
                parts.append(f"BYSETPOS={rng.choice((-1, 1, 5, 366))}")
        yield ";".join(parts)
