"""The review page for curators: how clips are judged, each figure leading to the clips behind it.

The filters live in the address, so that a view can be bookmarked and sent on. Knows the portal, no rules and no SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from portal.portal import Portal
from storage.words import ClipStatus
from webapp import present
from webapp.pages.frame import asker

PATH = "/review"

FILTERS = ("stars", "model", "min_rating", "status", "q")


@dataclass(frozen=True, slots=True)
class Layout:
    """The components of the page."""

    page: gr.Blocks
    masthead: gr.HTML
    figures: gr.HTML
    reel: gr.HTML


def layout() -> Layout:
    """Draw the page."""
    with gr.Blocks(title="Review · Dailies", analytics_enabled=False, fill_width=True) as page:
        masthead = gr.HTML(present.masthead(None, f"{PATH}/"), elem_id="masthead", apply_default_css=False)
        with gr.Column(elem_id="review", min_width=0):
            gr.HTML("<h1>Review</h1>", apply_default_css=False)
            figures = gr.HTML(elem_id="figures", apply_default_css=False)
            reel = gr.HTML(elem_id="reel", apply_default_css=False)
    return Layout(page, masthead, figures, reel)


class Review:
    """What happens on the page."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def open(self, request: gr.Request) -> tuple[str, str, str]:
        """Masthead, figures and reel for whoever opened the page, filtered as its address says."""
        member = asker(request)
        filters = chosen_filters(dict(request.query_params))
        numbers = self._portal.dashboard.figures(member)
        shown = {"status": ClipStatus.READY, **filters, "with-verdicts": "", "empty": "No clip matches."}
        return present.masthead(member, f"{PATH}/"), present.figures(numbers, filters), present.reel(shown)


def chosen_filters(query: Mapping[str, str]) -> dict[str, str]:
    """The filters in an address; whether their values make sense is for the list route to say."""
    return {name: query[name] for name in FILTERS if query.get(name)}


def wire(parts: Layout, review: Review) -> None:
    """Bind the handlers."""
    with parts.page:
        parts.page.load(
            review.open,
            outputs=[parts.masthead, parts.figures, parts.reel],
            api_visibility="private",
            show_progress="hidden",
        )


def review_page(portal: Portal) -> gr.Blocks:
    """The page, drawn and wired."""
    parts = layout()
    wire(parts, Review(portal))
    return parts.page
