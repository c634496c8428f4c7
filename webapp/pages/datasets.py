"""The datasets page for maintainers: choose clips, see how many there are, freeze them, download. A plain page; its
component speaks to the HTTP API. Knows no rules.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from portal.dataset_filter import LEAST_STARS, MAX_RATERS, MOST_STARS
from portal.datasets import LEAST_GAP, MAX_NAME_CHARACTERS, PAIR_GAP, WIDEST_GAP
from portal.library import MAX_SEARCH_CHARACTERS
from portal.portal import Portal
from storage.exports.formats import WRITERS
from storage.words import DefectTag, Role
from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/datasets/"


def datasets_page(portal: Portal) -> APIRouter:
    """The route of the page; the gate keeps it for maintainers."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def datasets(member: CurrentMember) -> Response:
        values = {
            "masthead": present.masthead(member, PATH),
            "models": [version.name for version in portal.models.available()],
            "roles": list(Role),
            "formats": WRITERS,
            "name_limit": MAX_NAME_CHARACTERS,
            "search_limit": MAX_SEARCH_CHARACTERS,
            "max_raters": MAX_RATERS,
            "stars": (LEAST_STARS, MOST_STARS),
            "tags": list(DefectTag),
            "gap": f"{PAIR_GAP:g}",
            "gaps": (LEAST_GAP, WIDEST_GAP),
        }
        return page("datasets.html", values)

    return router
