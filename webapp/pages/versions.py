"""The models page for maintainers: lineage, refining, proof, promotion. A plain page; its component speaks to the HTTP
API. Knows no rules.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from model.spec import RefineMethod
from portal.clip_request import MAX_SEED
from portal.refinement import MAX_RANK, MAX_STEPS, RefinementRequest
from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/models/"

METHODS = {
    RefineMethod.RWR: "Stars: well-rated clips teach more (RWR)",
    RefineMethod.DPO: "Pairs: the preferred clip against the other (Flow-DPO)",
}


def versions_page(prompt_limit_characters: int) -> APIRouter:
    """The route of the page; the gate keeps it for maintainers."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def versions(member: CurrentMember) -> Response:
        usual = RefinementRequest("", RefineMethod.RWR)
        values = {
            "masthead": present.masthead(member, PATH),
            "methods": METHODS,
            "usual": usual,
            "max_seed": MAX_SEED,
            "max_rank": MAX_RANK,
            "max_steps": MAX_STEPS,
            "prompt_limit": prompt_limit_characters,
        }
        return page("versions.html", values)

    return router
