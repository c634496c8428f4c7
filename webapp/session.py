"""Who is asking: the session cookie of a browser or the bearer token of a program. Knows no pages and no roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.responses import Response

from portal.errors import NotSignedIn
from portal.members import Member
from portal.portal import Portal
from settings import Settings

SCOPE_KEY = "dailies.member"
"""Where the gate leaves the member in the ASGI scope, for every route behind it."""

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The cookie of the studio: unreadable to scripts, never sent along by other sites' posts."""

    name: str
    secure: bool
    max_age_seconds: int

    @classmethod
    def from_settings(cls, settings: Settings) -> SessionCookie:
        """The cookie that keeps a browser signed in."""
        return cls.named("session", settings, max_age_seconds=settings.session_days * SECONDS_PER_DAY)

    @classmethod
    def named(cls, name: str, settings: Settings, *, max_age_seconds: int) -> SessionCookie:
        """A cookie fit for the public address: bound to the host and to HTTPS where there is HTTPS.

        The `__Host-` prefix makes browsers refuse the cookie unless it is Secure, has no Domain and path `/`
        (RFC 6265bis, section 4.1.3.2), so that no neighbouring subdomain can plant one.
        """
        secure = settings.effective_public_url.startswith("https://")
        return cls(f"__Host-dailies_{name}" if secure else f"dailies_{name}", secure, max_age_seconds)

    def read(self, connection: HTTPConnection) -> str | None:
        """The secret the browser sent, if it sent one."""
        return connection.cookies.get(self.name)

    def put_on(self, response: Response, secret: str) -> None:
        """Sign the browser in that gets this response."""
        response.set_cookie(
            self.name,
            secret,
            max_age=self.max_age_seconds,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take_off(self, response: Response) -> None:
        """Make the browser that gets this response forget the cookie."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


def identify(portal: Portal, cookie: SessionCookie, connection: HTTPConnection) -> Member | None:
    """The member behind a request. A bearer token, if sent, is the only thing that counts: a wrong one is nobody.

    Other schemes are not ours: a proxy in front may ask for a Basic password of its own.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return portal.members.by_api_token(token.strip())
    secret = cookie.read(connection)
    return None if secret is None else portal.members.by_session(secret)


def current_member(connection: HTTPConnection) -> Member:
    """The member the gate let in.

    Raises:
        NotSignedIn: the route is open to everybody and nobody is signed in.
    """
    member = connection.scope.get(SCOPE_KEY)
    if not isinstance(member, Member):
        raise NotSignedIn("Nobody is signed in. Sign in and try again.")
    return member


CurrentMember = Annotated[Member, Depends(current_member)]
"""For routes: the member who asks."""
