"""The bodies of the HTTP API that speak of one's own account. Knows shapes, no limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field, StrictBool, StrictStr

from portal.identities import LinkedIdentity
from portal.profiles import Profile
from portal.quotas import Spending
from storage.words import Role
from webapp.api_schemas import Answer, Body


class QuotaAnswer(Answer):
    """GPU-seconds of the last 24 hours; the window rolls. `limit` null is no limit; `waiting` is an estimate."""

    limit: int | None
    used: float
    waiting: float
    left: float | None

    @classmethod
    def of(cls, spending: Spending) -> QuotaAnswer:
        """From the portal's view."""
        left = None if spending.left is None else round(spending.left, 1)
        return cls(limit=spending.quota, used=round(spending.used, 1), waiting=round(spending.waiting, 1), left=left)


class IdentityAnswer(Answer):
    """A person at an identity provider who signs in to the account; `email` is what it was when it was linked."""

    issuer: str
    email: str
    linked_at: datetime


class AccountAnswer(Answer):
    """One's own account. Other members read `pen_name` where there is one, else `name`."""

    id: str
    email: str
    name: str
    pen_name: str | None
    craft: str | None
    role: Role
    consents_to_training: bool
    created_at: datetime
    has_password: bool
    identities: list[IdentityAnswer]
    quota: QuotaAnswer

    @classmethod
    def of(cls, profile: Profile, identities: Sequence[LinkedIdentity], spending: Spending) -> AccountAnswer:
        """From the portal's views."""
        return cls(
            id=profile.id,
            email=profile.email,
            name=profile.name,
            pen_name=profile.pen_name,
            craft=profile.craft,
            role=profile.role,
            consents_to_training=profile.consents_to_training,
            created_at=profile.created_at,
            has_password=profile.has_password,
            identities=[IdentityAnswer.model_validate(identity) for identity in identities],
            quota=QuotaAnswer.of(spending),
        )


class AccountChange(Body):
    """What to change of one's account; what is left out stays, and an empty pen name or craft is taken away."""

    name: StrictStr | None = None
    pen_name: StrictStr | None = None
    craft: StrictStr | None = None
    consents_to_training: StrictBool | None = Field(
        None, description="Whether clips asked for from now on may be used for training."
    )


class PasswordChange(Body):
    """A new password, and the one that holds until now; that is left out where there is none yet."""

    current: StrictStr = ""
    new: StrictStr


class SessionAnswer(Answer):
    """A browser that is signed in; `agent` is what it says that it is."""

    agent: str
    created_at: datetime
    expires_at: datetime
    is_this: bool


class SessionsAnswer(Answer):
    """All browsers in which one is signed in, newest first."""

    sessions: list[SessionAnswer]


class ClosedAnswer(Answer):
    """How many browsers were signed out."""

    closed: int


class TokenOrder(Body):
    """A new API token, and what it is for."""

    name: StrictStr


class TokenAnswer(Answer):
    """An API token without its secret. Tokens made on the command line have an empty name."""

    id: str
    name: str
    created_at: datetime


class FreshTokenAnswer(TokenAnswer):
    """A new API token. Its secret is told this once and not stored."""

    token: str


class TokensAnswer(Answer):
    """One's own API tokens, newest first."""

    tokens: list[TokenAnswer]
