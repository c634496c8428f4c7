"""Coming in and going out: `/join/<token>`, `/sign-in`, `/sign-out`. Knows forms and the cookie, no password rules."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound, NotSignedIn, TooMuch
from portal.members import Invitation, Member
from portal.portal import Portal
from settings import Settings
from storage.words import Craft
from webapp.errors import STATUS
from webapp.plain_pages import page
from webapp.session import SessionCookie

HOME = "/studio/"


def local_path(wanted: str) -> str:
    """`wanted` if it is a path of this studio, else the studio page; never another site.

    Browsers read `//host` and `/\\host` as addresses of other hosts and drop control characters while reading.
    """
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_local and wanted.isprintable() else HOME


def let_in(portal: Portal, cookie: SessionCookie, request: Request, member: Member, wanted: str) -> Response:
    """Sign the browser in and send it to where it wanted to go."""
    response = RedirectResponse(local_path(wanted), HTTPStatus.SEE_OTHER)
    cookie.put_on(response, portal.members.open_session(member, request.headers.get("user-agent", "")))
    return response


def entrance_router(portal: Portal, settings: Settings) -> APIRouter:
    """Routes through which people come in and go out."""
    router = APIRouter(include_in_schema=False)
    cookie = SessionCookie.from_settings(settings)
    provider = settings.effective_oidc_name

    @router.get("/sign-in")
    def sign_in_page(next: str = HOME) -> Response:
        return _sign_in_page(next, provider)

    @router.post("/sign-in")
    def sign_in(
        request: Request,
        email: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = HOME,
    ) -> Response:
        try:
            member = portal.members.sign_in(email, password, place=request.client.host if request.client else None)
        except (NotSignedIn, Forbidden, TooMuch) as error:
            return _sign_in_page(next, provider, email=email, refused=error)
        return let_in(portal, cookie, request, member, next)

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        secret = cookie.read(request)
        if secret is not None:
            portal.members.close_session(secret)
        response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        cookie.take_off(response)
        return response

    @router.get("/join/{token}")
    def join_page(token: str) -> Response:
        try:
            return join_form(token, portal.members.invitation(token), provider=provider)
        except NotFound as error:
            return spent_link_page(error)

    @router.post("/join/{token}")
    def join(
        request: Request,
        token: str,
        email: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        consents_to_training: Annotated[bool, Form()] = False,
        pen_name: Annotated[str, Form()] = "",
        craft: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            invitation = portal.members.invitation(token)
            member = portal.members.join(
                token,
                email=email,
                name=name,
                password=password,
                consents_to_training=consents_to_training,
                pen_name=pen_name,
                craft=craft,
            )
        except NotFound as error:
            return spent_link_page(error)
        except (InvalidRequest, Conflict) as error:
            written = {"email": email, "name": name, "pen_name": pen_name, "craft": craft}
            return join_form(
                token, invitation, written, consents=consents_to_training, refused=error, provider=provider
            )
        return let_in(portal, cookie, request, member, HOME)

    return router


def _sign_in_page(
    wanted: str, provider: str | None, *, email: str = "", refused: NotSignedIn | Forbidden | TooMuch | None = None
) -> Response:
    values = {
        "next": local_path(wanted),
        "provider": provider,
        "email": email,
        "problem": refused.message if refused else None,
    }
    response = page("sign_in.html", values, STATUS[type(refused)] if refused else HTTPStatus.OK)
    if isinstance(refused, TooMuch):
        response.headers["Retry-After"] = str(refused.retry_after_seconds)
    return response


def join_form(
    token: str,
    invitation: Invitation,
    written: Mapping[str, str] = MappingProxyType({}),
    *,
    provider: str | None,
    is_vouched_for: bool = False,
    consents: bool = False,
    refused: InvalidRequest | Conflict | None = None,
) -> Response:
    """The form behind a link.

    Args:
        token: the link's.
        invitation: what the link offers.
        written: what the fields say, by their names.
        provider: name of the identity provider, if there is one.
        is_vouched_for: whether the person is back from the provider, so that no password is asked for.
        consents: whether the box is ticked.
        refused: why what was written is shown once more.
    """
    values = {
        "token": token,
        "provider": provider,
        "is_vouched_for": is_vouched_for,
        "role": invitation.role,
        "fixed_email": invitation.email or is_vouched_for,
        "email": written.get("email") or invitation.email or "",
        "name": written.get("name") or invitation.member_name or "",
        "pen_name": written.get("pen_name", ""),
        "craft": written.get("craft", ""),
        "crafts": list(Craft),
        "consents": consents,
        "problem": refused.message if refused else None,
    }
    return page("join.html", values, STATUS[type(refused)] if refused else HTTPStatus.OK)


def spent_link_page(error: NotFound) -> Response:
    """What somebody sees whose link opens nothing."""
    return page("notice.html", {"title": "This link opens nothing", "message": error.message}, STATUS[NotFound])
