"""Coming in by an identity provider: to it, back from it, and by a link into the studio. Knows forms and cookies, not
the protocol and not who may come in.

The buttons are links, not forms: the content policy lets no form lead to another site, and a link that only sends
somebody away changes nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound, PortalError
from portal.identities import Identity, vouched_address
from portal.portal import Portal
from settings import Settings
from webapp.entrance import HOME, join_form, let_in, local_path, spent_link_page
from webapp.errors import STATUS
from webapp.openid_provider import BACK, OpenIdProvider, Trip
from webapp.plain_pages import page
from webapp.sealed_cookie import SealedCookie
from webapp.session import SessionCookie

AWAY, VOUCHED_FOR = "away", "vouched for"
"""What the sealed cookie is for: a trip that is not over, or a newcomer whom the provider knows."""

MAX_PATH_CHARACTERS = 1000
"""A longer path would not fit into a cookie; whoever wanted it begins at the studio page."""


def openid_router(portal: Portal, settings: Settings) -> APIRouter:
    """Routes to and from the identity provider; none at all where none is set."""
    router = APIRouter(include_in_schema=False)
    if not settings.oidc_issuer:
        return router
    provider = OpenIdProvider(settings)
    session = SessionCookie.from_settings(settings)
    sealed = SealedCookie("openid", portal.database.secret("openid", secrets.token_hex(32)), settings)

    async def send_away(aim: dict[str, str | None]) -> Response:
        try:
            trip = await provider.trip()
        except PortalError as error:
            return _notice(error)
        response = RedirectResponse(trip.url, HTTPStatus.SEE_OTHER)
        sealed.put_on(response, AWAY, {"invite": None, "next": HOME, **asdict(trip), "url": "", **aim})
        return response

    async def welcome(request: Request, code: str, state: str, problem: str) -> Response:
        """The answer to somebody who comes back; whatever it is, the trip is over."""
        held = sealed.read(request, AWAY)
        if held is None or not compare_digest(str(held["state"]).encode(), state.encode()):
            raise InvalidRequest(
                "This answer belongs to no sign-in that was begun in this browser within the last ten minutes, or it "
                f"was used already. Begin anew, at {settings.effective_public_url}."
            )
        invite = held.pop("invite")
        wanted = str(held.pop("next"))
        if problem:
            raise _denied(provider.name, problem)
        identity = await provider.identity(code, Trip(**{name: str(value) for name, value in held.items()}))
        if invite is not None:
            vouched_address(identity)
            response: Response = RedirectResponse(f"/join/{invite}/confirm", HTTPStatus.SEE_OTHER)
            sealed.put_on(response, VOUCHED_FOR, asdict(identity))
            return response
        member = await to_thread.run_sync(portal.identities.sign_in, identity)
        response = await to_thread.run_sync(let_in, portal, session, request, member, wanted)
        sealed.take_off(response)
        return response

    @router.get("/sign-in/openid")
    async def sign_in(next: str = HOME) -> Response:
        path = local_path(next)
        return await send_away({"next": path if len(path) <= MAX_PATH_CHARACTERS else HOME})

    @router.get("/join/{token}/openid")
    async def join(token: str) -> Response:
        try:
            await to_thread.run_sync(portal.members.invitation, token)
        except NotFound as error:
            return spent_link_page(error)
        return await send_away({"invite": token})

    @router.get(BACK)
    async def come_back(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
        try:
            return await welcome(request, code, state, error)
        except PortalError as refusal:
            response = _notice(refusal)
            sealed.take_off(response)
            return response

    @router.get("/join/{token}/confirm")
    def ask_newcomer(request: Request, token: str) -> Response:
        identity = _newcomer(request)
        if identity is None:
            return RedirectResponse(f"/join/{token}", HTTPStatus.SEE_OTHER)
        try:
            invitation = portal.members.invitation(token)
        except NotFound as error:
            return spent_link_page(error)
        written = {"name": invitation.member_name or identity.name, "email": identity.email or ""}
        return join_form(token, invitation, written, provider=provider.name, is_vouched_for=True)

    @router.post("/join/{token}/confirm")
    def join_as(
        request: Request,
        token: str,
        name: Annotated[str, Form()] = "",
        consents_to_training: Annotated[bool, Form()] = False,
        pen_name: Annotated[str, Form()] = "",
        craft: Annotated[str, Form()] = "",
    ) -> Response:
        identity = _newcomer(request)
        if identity is None:
            return _notice(
                InvalidRequest("Too much time has passed since you came back. Open your link and begin anew.")
            )
        try:
            invitation = portal.members.invitation(token)
            member = portal.identities.join(
                token,
                identity,
                name=name,
                consents_to_training=consents_to_training,
                pen_name=pen_name,
                craft=craft,
            )
        except NotFound as error:
            return spent_link_page(error)
        except (InvalidRequest, Conflict) as error:
            written = {"email": identity.email or "", "name": name, "pen_name": pen_name, "craft": craft}
            return join_form(
                token,
                invitation,
                written,
                provider=provider.name,
                is_vouched_for=True,
                consents=consents_to_training,
                refused=error,
            )
        response = let_in(portal, session, request, member, HOME)
        sealed.take_off(response)
        return response

    def _newcomer(request: Request) -> Identity | None:
        held = sealed.read(request, VOUCHED_FOR)
        if held is None:
            return None
        return Identity(str(held["issuer"]), str(held["subject"]), held["email"], str(held["name"]))

    return router


def _denied(provider: str, problem: str) -> PortalError:
    if problem == "access_denied":
        return Forbidden(f"{provider} was not allowed to tell us who you are, so nobody was signed in.")
    return Forbidden(
        f"{provider} sent you back without saying who you are ({problem[:80]!r}), so nobody was signed in. Begin anew; "
        "if it happens again, tell a maintainer of this studio."
    )


def _notice(error: PortalError) -> Response:
    values = {
        "title": "Nobody was signed in",
        "message": error.message,
        "way": "/sign-in",
        "way_words": "To the sign-in page",
    }
    return page("notice.html", values, STATUS[type(error)])
