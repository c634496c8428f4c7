"""The arena page: two films of one prompt, one vote. A plain page; its component speaks to the HTTP API.

Nothing of a pair is in the page itself, so nothing in it can give a name away. Knows no rules.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/arena/"


def arena_page() -> APIRouter:
    """The route of the page; the gate keeps it for members."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def arena(member: CurrentMember) -> Response:
        return page("arena.html", {"masthead": present.masthead(member, PATH)})

    return router
