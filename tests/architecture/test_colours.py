"""Every pair of a text colour and the ground it stands on can be read, in light and in dark."""

import itertools
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/src/css/tokens.css").read_text()
GROUNDS = ("page", "surface", "neutral-soft", "accent-soft", "danger-soft", "good-soft", "warn-soft")
PAIRS = [
    *(("text", ground) for ground in GROUNDS),
    *(("muted", ground) for ground in ("page", "surface", "neutral-soft")),
    *(("accent", ground) for ground in ("page", "surface", "accent-soft", "danger-soft", "neutral-soft")),
    *((name, ground) for name in ("danger", "good", "warn") for ground in ("page", "surface", f"{name}-soft")),
    ("on-accent", "accent-fill"),
    ("chart-bar-text", "chart-bar"),
    *(("answer-text", f"answer-{name}") for name in ("worst", "poor", "middle", "good", "best")),
]


def colours(scheme: int) -> dict[str, str]:
    """The tokens of light (0) or dark (1)."""
    found = {}
    for name, value in re.findall(r"--([a-z-]+):\s*([^;]+);", TOKENS):
        if hexes := re.findall(r"#[0-9a-f]{6}", value):
            found[name] = hexes[scheme if len(hexes) == 2 else 0]
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS, ids=[f"{text} on {ground}" for text, ground in PAIRS])
def test_text_can_be_read_on_its_ground(text, ground, scheme):
    found = colours(scheme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_what_can_be_operated_has_an_edge_that_can_be_seen(ground, scheme):
    found = colours(scheme)
    assert contrast(found["edge"], found[ground]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["accent", "muted", "chart-band", "chart-bar", "good", "warn", "edge"])
def test_what_a_chart_is_drawn_with_can_be_seen(name, scheme):
    found = colours(scheme)
    assert contrast(found[name], found["surface"]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_neighbouring_answers_differ_in_lightness_or_in_hue(scheme):
    found = colours(scheme)
    scale = [found[f"answer-{name}"] for name in ("worst", "poor", "middle", "good", "best")]
    apart = [
        sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
        for one, other in itertools.pairwise(scale)
    ]
    assert min(apart) >= 60
