"""The library page: what members share, found by its words. A plain page, for nothing on it needs Gradio.

The filters live in the address, so that a view can be bookmarked and sent on. Knows the portal, no rules and no SQL.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from portal.library import MAX_SEARCH_CHARACTERS, PRIOR_VOTES
from portal.portal import Portal
from storage.words import DefectTag, LibraryOrder
from webapp import present
from webapp.pages.studio import SHAPES
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/library/"

ORDERS = {LibraryOrder.NEWEST: "Newest first", LibraryOrder.BEST: "Best first"}

EMPTY = "Nothing is shared yet. Press Share on a clip of yours that came out well: everybody here will find it."
NOT_FOUND = "No shared clip matches. Try fewer words, or leave one of the others open."


def library_router(portal: Portal) -> APIRouter:
    """The route of the page; the gate keeps it for members."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def library(
        asker: CurrentMember,
        q: str = "",
        model: str = "",
        aspect: str = "",
        member: str = "",
        tag: str = "",
        order: str = "",
    ) -> Response:
        chosen = {"q": q, "model": model, "aspect": aspect, "member": member, "tag": tag, "order": order}
        models = [version.name for version in portal.models.available()]
        members = list(portal.library.sharers(asker))
        if member and member not in (some for some, _ in members):
            members.append((member, "Somebody else"))  # who shares little, or nothing any more
        filters = {name: value for name, value in chosen.items() if value}
        attributes = {"library": "", "more": "More clips", "empty": EMPTY, "not-found": NOT_FOUND, **filters}
        values = {
            "masthead": present.masthead(asker, PATH),
            "chosen": chosen,
            # A bookmark may name a model that is no longer offered; its clips are still here.
            "models": models if model in ("", *models) else [*models, model],
            "shapes": SHAPES,
            "members": members,
            "tags": list(DefectTag),
            "orders": ORDERS,
            "prior_votes": PRIOR_VOTES,
            "search_limit": MAX_SEARCH_CHARACTERS,
            "reel": present.reel(attributes),
        }
        return page("library.html", values)

    return router
