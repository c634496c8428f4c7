"""The look of the house: nothing from other hosts, and contrast that everybody can read."""

from __future__ import annotations

import re

import pytest

from webapp.plain_pages import ASSETS
from webapp.theme import house_theme

AA_TEXT = 4.5
AA_SHAPES = 3.0
"""WCAG 2.2, success criteria 1.4.3 and 1.4.11."""


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the dark room and of the lit one, as tokens.css has them."""
    dark, light = (ASSETS / "tokens.css").read_text().split(':root[data-lights="up"]')
    colours = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
    return {"down": dict(colours.findall(dark)), "up": dict(colours.findall(light))}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, definition)."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("lights", ["down", "up"])
def test_words_and_shapes_stand_out_enough(lights: str) -> None:
    palette = palettes()[lights]
    grounds = ("room", "panel", "sheet", "field")
    for ground in grounds:
        for ink in ("ink", "ink-soft"):
            assert contrast(palette[ink], palette[ground]) >= AA_TEXT, (ink, ground)
        for shape in ("edge", "accent", "focus"):
            assert contrast(palette[shape], palette[ground]) >= AA_SHAPES, (shape, ground)
    assert contrast(palette["on-accent"], palette["accent"]) >= AA_TEXT
    assert contrast(palette["room"], palette["ink"]) >= AA_TEXT


def test_both_lights_name_the_same_colours() -> None:
    assert set(palettes()["down"]) == set(palettes()["up"]) != set()


def test_the_theme_asks_no_other_host_for_anything() -> None:
    theme = house_theme()
    css: str = theme._get_theme_css()  # type: ignore[no-untyped-call]

    assert theme._stylesheets == []
    assert "http" not in css.replace("http://www.w3.org/2000/svg", "")


def test_our_own_files_name_no_other_host() -> None:
    for path in ASSETS.iterdir():
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, path.name
        assert "https:" not in text, path.name
        assert "innerHTML =" not in text, f"{path.name} writes markup"
