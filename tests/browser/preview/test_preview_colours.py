"""Contrast of the palette, computed from the tokens themselves (WCAG 2.2, relative luminance)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[3] / "app" / "static" / "css" / "tokens.css").read_text(
    encoding="utf-8"
)
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
STATES = ("granted", "partly", "promised", "deflected", "refused", "absent", "open")


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


SCHEMES = {"light": _colours(LIGHT), "dark": _colours(LIGHT) | _colours(DARK)}


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[at : at + 2] for at in (0, 2, 4)]
    shares = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", STATES)
def test_a_state_is_read_on_its_tint(scheme, state):
    colours = SCHEMES[scheme]

    assert contrast(colours[f"{state}-ink"], colours[f"{state}-tint"]) >= 7.3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["bg", "paper", "paper-raised"])
def test_words_are_read_on_every_ground(scheme, ground):
    colours = SCHEMES[scheme]

    for ink in ("ink", "ink-2", "accent", "accent-hover", "refused-ink", "deflected-ink"):
        assert contrast(colours[ink], colours[ground]) >= 4.5, ink


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["bg", "paper", "paper-raised"])
def test_borders_of_controls_and_the_focus_ring_are_seen(scheme, ground):
    colours = SCHEMES[scheme]

    for line in ("control", "focus"):
        assert contrast(colours[line], colours[ground]) >= 3, line


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", STATES)
def test_a_linked_passage_keeps_the_ink_of_the_reply_readable(scheme, state):
    colours = SCHEMES[scheme]

    assert contrast(colours["ink"], colours[f"{state}-tint"]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_selection_is_read(scheme):
    assert contrast(SCHEMES[scheme]["ink"], SCHEMES[scheme]["selection"]) >= 7
