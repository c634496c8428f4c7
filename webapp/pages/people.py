"""The people page for maintainers: links, members, the audit log. A plain page; its component speaks to the HTTP API.

No Gradio here: nothing on it is a form of a model, and a page of lists needs no frame around it. Knows no rules.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from portal.members import MAX_INVITE_DAYS, MAX_INVITE_USES
from settings import Settings
from storage.words import Role
from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/people/"


def people_page(settings: Settings) -> APIRouter:
    """The route of the page; the gate keeps it for maintainers."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def people(member: CurrentMember) -> Response:
        values = {
            "masthead": present.masthead(member, PATH),
            "member_id": member.id,
            "roles": list(Role),
            "days": min(settings.invite_days, MAX_INVITE_DAYS),
            "max_days": MAX_INVITE_DAYS,
            "max_uses": MAX_INVITE_USES,
        }
        return page("people.html", values)

    return router
