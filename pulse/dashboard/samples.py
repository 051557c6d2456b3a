"""Made-up charts for the gallery of parts: exact shares, a band, a hidden check-in, markers, a missing rate."""

from datetime import date, timedelta

from pulse.dashboard.drawing import Bar, Bars, Marker, Point, Share, Shares, Trend

FIRST = date(2026, 8, 10)
ANSWERS = ("Very bad", "Bad", "Neither", "Good", "Very good")


def charts() -> dict[str, object]:
    """One chart of each kind, by the names under which the gallery's template knows them."""
    days = [FIRST + timedelta(weeks=2 * number) for number in range(8)]
    labels = [f"{day:%b} {day.day}" for day in days]
    points = [
        Point(day, label, value=value, interval=(value - 6, value + 6), whole=whole)
        for day, label, value, whole in zip(days, labels, (51, 54, 57, 50, 62, 63, 66, 73), range(57, 65), strict=True)
    ]
    points[2] = Point(days[2], labels[2], band=(40, 60), whole=59)
    points[3] = Point(days[3], labels[3], whole=60)  # hidden
    markers = [Marker(days[4], "New menu"), Marker(days[5], "The new menu stays", "announcement")]
    rates = (58, 61, None, 63, 57, 66, 69, 71)
    spreads = ((5, 15, 30, 30, 20), (4, 12, 26, 34, 24), None, (3, 9, 20, 38, 30))
    return {
        "course": Trend("Canteen", points, "Everybody", markers),
        "taken_part": Bars("Participation", [Bar(*each) for each in zip(days, labels, rates, strict=True)], goal=60),
        "spread": Shares("Canteen", ANSWERS, [Share(*each) for each in zip(days, labels, spreads, strict=False)]),
    }
