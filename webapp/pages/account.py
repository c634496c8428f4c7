"""The account page of every member. A plain page; its component speaks to the HTTP API. Knows no rules."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from portal.members import MIN_PASSWORD_CHARACTERS
from storage.words import Craft
from webapp import present
from webapp.plain_pages import page
from webapp.session import CurrentMember

PATH = "/account/"


def account_page() -> APIRouter:
    """The route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    def account(member: CurrentMember) -> Response:
        values = {
            "masthead": present.masthead(member, PATH),
            "crafts": list(Craft),
            "min_password": MIN_PASSWORD_CHARACTERS,
        }
        return page("account.html", values)

    return router
