"""The HTTP API of one's own account. Parse, ask the portal, answer. Knows no policy: everybody asks for themselves."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request

from portal.portal import Portal
from portal.profiles import Profile
from settings import Settings
from webapp.api import COMMON
from webapp.people_api import CONFLICT, NOT_FOUND
from webapp.profile_schemas import (
    AccountAnswer,
    AccountChange,
    ClosedAnswer,
    FreshTokenAnswer,
    PasswordChange,
    SessionAnswer,
    SessionsAnswer,
    TokenAnswer,
    TokenOrder,
    TokensAnswer,
)
from webapp.session import CurrentMember, SessionCookie


def profile_router(portal: Portal, settings: Settings) -> APIRouter:
    """Routes for every member."""
    router = APIRouter(**COMMON, tags=["account"])
    cookie = SessionCookie.from_settings(settings)
    profiles = portal.profiles

    @router.get("/account")
    def get_account(member: CurrentMember) -> AccountAnswer:
        """Your own account, what you can sign in with, and what you have used of your quota."""
        return _account(member, profiles.of(member))

    @router.patch("/account")
    def change_account(change: AccountChange, member: CurrentMember) -> AccountAnswer:
        """Change your name, pen name, craft, or whether clips that you ask for from now on may be used for training."""
        profile = profiles.change(
            member,
            name=change.name,
            pen_name=change.pen_name,
            craft=change.craft,
            consents_to_training=change.consents_to_training,
        )
        return _account(member, profile)

    @router.put("/account/password", responses=CONFLICT)
    def change_password(change: PasswordChange, member: CurrentMember, request: Request) -> SessionsAnswer:
        """Set another password. Every other browser is signed out; API tokens stay.

        Where there is none yet, a browser that is signed in sets the first one, and a program cannot.
        """
        place = request.client.host if request.client else None
        secret = cookie.read(request)
        profiles.change_password(member, change.current, change.new, secret=secret, place=place)
        return _sessions(member, secret)

    @router.get("/account/sessions")
    def list_sessions(member: CurrentMember, request: Request) -> SessionsAnswer:
        """The browsers in which you are signed in."""
        return _sessions(member, cookie.read(request))

    @router.delete("/account/sessions")
    def sign_out_elsewhere(member: CurrentMember, request: Request) -> ClosedAnswer:
        """Sign out every browser but the one that asks. A program that asks signs out all of them."""
        return ClosedAnswer(closed=profiles.sign_out_elsewhere(member, cookie.read(request)))

    @router.get("/account/tokens")
    def list_tokens(member: CurrentMember) -> TokensAnswer:
        """Your API tokens, without their secrets."""
        return TokensAnswer(tokens=[TokenAnswer.model_validate(token) for token in profiles.tokens(member)])

    @router.post("/account/tokens", status_code=HTTPStatus.CREATED, responses=CONFLICT)
    def make_token(order: TokenOrder, member: CurrentMember) -> FreshTokenAnswer:
        """Make an API token that may do what you may. It is told this once."""
        token, secret = profiles.make_token(member, order.name)
        return FreshTokenAnswer(id=token.id, name=token.name, created_at=token.created_at, token=secret)

    @router.delete("/account/tokens/{token_id}", responses=NOT_FOUND)
    def revoke_token(token_id: str, member: CurrentMember) -> TokenAnswer:
        """Revoke one of your API tokens at once."""
        return TokenAnswer.model_validate(profiles.revoke_token(member, token_id))

    def _account(member: CurrentMember, profile: Profile) -> AccountAnswer:
        return AccountAnswer.of(profile, portal.identities.of(member), profiles.spending(member))

    def _sessions(member: CurrentMember, secret: str | None) -> SessionsAnswer:
        found = profiles.browsers(member, secret)
        return SessionsAnswer(sessions=[SessionAnswer.model_validate(browser) for browser in found])

    return router
