"""The HTTP API of model versions: refine, prove, promote, retire. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from portal.portal import Portal
from webapp.api import COMMON, refusals
from webapp.clip_schemas import ClipAnswer
from webapp.session import CurrentMember
from webapp.version_schemas import (
    PromoteBody,
    ProveBody,
    RefineBody,
    RefinementAnswer,
    RefinementsAnswer,
    VersionAnswer,
    VersionsAnswer,
)


def versions_router(portal: Portal) -> APIRouter:
    """Routes for maintainers."""
    router = APIRouter(**COMMON, tags=["models"])
    forbidden = refusals(HTTPStatus.FORBIDDEN)
    not_found = refusals(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    in_the_way = refusals(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)

    @router.get("/models/versions", responses=forbidden)
    def list_versions(member: CurrentMember) -> VersionsAnswer:
        """All model versions there ever were, with their lineage, what they learned from, and how blind votes went. For
        maintainers."""
        return VersionsAnswer(versions=[VersionAnswer.of(version) for version in portal.versions.everything(member)])

    @router.post("/models/{name}/refine", status_code=HTTPStatus.ACCEPTED, responses=not_found)
    def refine_model(name: str, order: RefineBody, member: CurrentMember) -> RefinementAnswer:
        """Learn from a frozen dataset, starting from the version `name`: by `rwr` (reward-weighted flow matching on
        stars) or `dpo` (Flow-DPO on preference pairs). Workers do it between clips; what comes of it is a candidate.
        For maintainers.
        """
        return RefinementAnswer.of(portal.refinements.begin(member, order.wanted(name)))

    @router.post("/models/{name}/prove", status_code=HTTPStatus.ACCEPTED, responses=in_the_way)
    def prove_version(name: str, order: ProveBody, member: CurrentMember) -> list[ClipAnswer]:
        """Render held-out prompts (or `prompts`) with the version and its parent from the same seeds. The clips are
        shared, so that members may vote on them in the arena. For maintainers.
        """
        return [ClipAnswer.of(clip, member) for clip in portal.versions.prove(member, name, order.prompts)]

    @router.post("/models/{name}/promote", responses=in_the_way)
    def promote_version(name: str, order: PromoteBody, member: CurrentMember) -> VersionAnswer:
        """Make a version live, with `traffic_percent` of the requests that name no model. Asking again changes the
        share; 0 leaves it to those who name it. For maintainers."""
        return VersionAnswer.of(portal.versions.promote(member, name, order.traffic_percent))

    @router.post("/models/{name}/retire", responses=not_found)
    def retire_version(name: str, member: CurrentMember) -> VersionAnswer:
        """Take a version back; its parent renders in its place. For maintainers."""
        return VersionAnswer.of(portal.versions.retire(member, name))

    @router.get("/refinements", responses=forbidden)
    def list_refinements(member: CurrentMember) -> RefinementsAnswer:
        """The refinements that were asked for last, newest first, with their loss curves. For maintainers."""
        return RefinementsAnswer(refinements=[RefinementAnswer.of(one) for one in portal.refinements.newest(member)])

    @router.get("/refinements/{refinement_id}", responses=not_found)
    def get_refinement(refinement_id: str, member: CurrentMember) -> RefinementAnswer:
        """One refinement, and how far it is. For maintainers."""
        return RefinementAnswer.of(portal.refinements.get(member, refinement_id))

    @router.delete("/refinements/{refinement_id}", responses=not_found)
    def cancel_refinement(refinement_id: str, member: CurrentMember) -> RefinementAnswer:
        """Stop a refinement that is not finished. For maintainers."""
        return RefinementAnswer.of(portal.refinements.cancel(member, refinement_id))

    return router
