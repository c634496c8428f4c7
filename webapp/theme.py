"""Gradio's theme of the house: every colour is a custom property of `assets/tokens.css`, so that one switch turns the
lights of Gradio's pages, the plain pages and the clip cards alike. Knows no components, asks no other host for fonts.
"""

from __future__ import annotations

from gradio.themes import Base
from gradio.themes.utils.sizes import radius_none, spacing_md, text_md

FONT = ("Avenir Next", "Segoe UI", "Helvetica Neue", "Liberation Sans", "Arial", "sans-serif")
FONT_MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "Liberation Mono", "monospace")

# The fallback colours are those of the dark room: they show in the moment before tokens.css has arrived.
COLOURS = {
    "body_background_fill": "var(--room, #12100e)",
    "body_text_color": "var(--ink, #f4ecdc)",
    "body_text_color_subdued": "var(--ink-soft)",
    "background_fill_primary": "var(--panel)",
    "background_fill_secondary": "var(--room)",
    "block_background_fill": "transparent",
    "block_border_color": "var(--line)",
    "block_label_background_fill": "transparent",
    "block_label_text_color": "var(--ink)",
    "block_title_text_color": "var(--ink)",
    "block_info_text_color": "var(--ink-soft)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--accent)",
    "color_accent_soft": "var(--panel)",
    "link_text_color": "var(--ink)",
    "link_text_color_hover": "var(--accent)",
    "link_text_color_active": "var(--accent)",
    "link_text_color_visited": "var(--ink)",
    "input_background_fill": "var(--field)",
    "input_background_fill_focus": "var(--field)",
    "input_background_fill_hover": "var(--field)",
    "input_border_color": "var(--edge)",
    "input_border_color_focus": "var(--focus)",
    "input_border_color_hover": "var(--ink)",
    "input_placeholder_color": "var(--ink-soft)",
    "panel_background_fill": "transparent",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent)",
    "button_primary_text_color": "var(--on-accent)",
    "button_primary_text_color_hover": "var(--on-accent)",
    "button_primary_border_color": "transparent",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_hover": "transparent",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_hover": "var(--ink)",
    "button_secondary_border_color": "var(--edge)",
    "button_secondary_border_color_hover": "var(--ink)",
    "checkbox_background_color": "var(--field)",
    "checkbox_background_color_selected": "var(--accent)",
    "checkbox_background_color_focus": "var(--field)",
    "checkbox_background_color_hover": "var(--field)",
    "checkbox_border_color": "var(--edge)",
    "checkbox_border_color_focus": "var(--focus)",
    "checkbox_border_color_hover": "var(--ink)",
    "checkbox_border_color_selected": "var(--accent)",
    "checkbox_label_background_fill": "var(--field)",
    "checkbox_label_background_fill_hover": "var(--field)",
    "checkbox_label_background_fill_selected": "var(--ink)",
    "checkbox_label_border_color": "var(--edge)",
    "checkbox_label_text_color": "var(--ink)",
    "checkbox_label_text_color_selected": "var(--room)",
    "slider_color": "var(--accent)",
    "loader_color": "var(--accent)",
    "error_background_fill": "var(--panel)",
    "error_border_color": "var(--accent)",
    "error_text_color": "var(--ink)",
    "error_icon_color": "var(--accent)",
}


def house_theme() -> Base:
    """The theme for every mount. Light and dark of Gradio's own are the same: the tokens decide."""
    theme = Base(font=FONT, font_mono=FONT_MONO, text_size=text_md, spacing_size=spacing_md, radius_size=radius_none)
    theme.name = "screening-room"
    both = {**COLOURS, **{f"{name}_dark": value for name, value in COLOURS.items() if hasattr(theme, f"{name}_dark")}}
    unknown = sorted(name for name in COLOURS if not hasattr(theme, name))
    if unknown:
        raise ValueError(f"this version of Gradio has no theme variables {unknown}; rename them in webapp/theme.py")
    return theme.set(**both)
