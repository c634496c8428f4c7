"""The review page for curators: how clips are judged, and the queue of those that wait for a decision. A plain page;
its component speaks to the HTTP API.

The filters live in the address, so that a view can be bookmarked and sent on. Knows the portal, no rules and no SQL.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from portal.portal import Portal
from portal.reviews import MAX_REASON_CHARACTERS, MOST_COUNTED
from storage.words import ClipStatus
from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/review/"

FILTERS = ("stars", "model", "min_rating", "status", "q")


def review_page(portal: Portal) -> APIRouter:
    """The route of the page; the gate keeps it for curators."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def review(request: Request, member: CurrentMember) -> Response:
        filters = chosen_filters(request.query_params)
        shown = {"status": ClipStatus.READY, **filters, "with-verdicts": "", "empty": "No clip matches."}
        values = {
            "masthead": present.masthead(member, PATH),
            "figures": present.figures(portal.dashboard.figures(member), filters),
            "reel": present.reel(shown),
            "reason_limit": MAX_REASON_CHARACTERS,
            "most_counted": MOST_COUNTED,
        }
        return page("review.html", values)

    return router


def chosen_filters(query: Mapping[str, str]) -> dict[str, str]:
    """The filters in an address; whether their values make sense is for the list route to say."""
    return {name: query[name] for name in FILTERS if query.get(name)}
