"""The gate: every request passes here before any route, and what no rule opens is closed.

Pure ASGI, so that streams pass untouched. It finds out who is asking, compares their role with the rule of the path,
turns away posts that other sites make a browser send, closes what Gradio would leave open, and puts the security
headers on. Knows paths and roles; whether a member may see one particular clip is the portal's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.errors import Forbidden, NotFound, NotSignedIn, PortalError
from portal.members import Member
from portal.portal import Portal
from settings import Settings
from storage.words import Role
from webapp.errors import error_response, portal_error_response
from webapp.plain_pages import page
from webapp.session import SCOPE_KEY, SessionCookie, identify

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

PAGES: dict[str, Role] = {"/studio": Role.ARTIST}
"""The Gradio mounts and the role each asks for."""

PLAIN_PAGES: dict[str, Role] = {
    "/review": Role.CURATOR,
    "/people": Role.MAINTAINER,
    "/datasets": Role.MAINTAINER,
    "/models": Role.MAINTAINER,
}
"""Pages that are not Gradio's and ask for more than being a member."""

OPEN_PATHS = frozenset(
    {
        "/healthz",
        "/sign-in",
        "/sign-in/openid",
        "/sign-in/openid/back",
        "/manifest.json",
        "/favicon.ico",
        "/robots.txt",
    }
)
OPEN_PREFIXES = ("/join/", "/assets/")

GRADIO_FRONTEND = ("/assets/", "/static/", "/svelte/")
"""Below a mount: Gradio's own scripts and styles, the same for everybody."""

GRADIO_OPEN_FILES = frozenset({"/theme.css", "/favicon.ico"})

GRADIO_CALLS = frozenset(
    {
        "",
        "/",
        "/config",
        "/gradio_api/info",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/startup-events",
        "/gradio_api/reset",
    }
)
"""Below a mount: all that our pages use of Gradio. The rest is closed, such as its file server, which hands one
member's cached file to another, its upload, proxy, cancel, monitoring and documentation routes."""

ECHOED_HEADERS = ("cookie", "authorization", "proxy-authorization", "x-forwarded-for", "host")
"""Request headers that have no place in a response; some routes of Gradio copy them there."""

STRICT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
GRADIO_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Gradio starts from inline scripts and compiles its templates with `Function`; other hosts stay closed even so."""


class Door(StrEnum):
    """What a path asks of whoever comes."""

    OPEN = "open"
    """Anybody may enter."""
    MEMBERS = "members"
    """A member of the role of the rule may enter."""
    OPERATOR = "operator"
    """A maintainer, or a program on this very machine."""
    CLOSED = "closed"
    """Nobody may enter; the path does not exist for them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What stands at the door of one path."""

    door: Door
    role: Role = Role.ARTIST


def rule_for(path: str) -> Rule:
    """The rule of a path, as decoded by the server. A path that nothing names is for members."""
    for mount, role in PAGES.items():
        if path == mount or path.startswith(mount + "/"):
            return _rule_below_mount(path.removeprefix(mount), role)
    for place, role in PLAIN_PAGES.items():
        if path == place or path.startswith(place + "/"):
            return Rule(Door.MEMBERS, role)
    if path in OPEN_PATHS or path.startswith(OPEN_PREFIXES):
        return Rule(Door.OPEN)
    if path == "/metrics":
        return Rule(Door.OPERATOR, Role.MAINTAINER)
    return Rule(Door.MEMBERS)


def _rule_below_mount(rest: str, role: Role) -> Rule:
    if rest.startswith(GRADIO_FRONTEND) or rest in GRADIO_OPEN_FILES:
        return Rule(Door.OPEN)
    if rest in GRADIO_CALLS or rest.startswith("/gradio_api/heartbeat/"):
        return Rule(Door.MEMBERS, role)
    return Rule(Door.CLOSED, role)


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, portal: Portal, settings: Settings) -> None:
        self._app = app
        self._portal = portal
        self._cookie = SessionCookie.from_settings(settings)
        self._public_host = urlsplit(settings.effective_public_url).netloc.lower()
        self._is_https = self._cookie.secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in or turn it away."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            # Nothing here speaks WebSocket, and browsers send them across sites without asking.
            await send({"type": "websocket.close", "code": 1008, "reason": "no WebSocket is served here"})
            return
        dressed_send = self._with_security_headers(scope["path"], send)
        refusal = await self._refusal(scope)
        await (refusal or self._app)(scope, receive, dressed_send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """The answer that turns this request away, or None to let it in."""
        connection = HTTPConnection(scope)
        if scope["method"] not in SAFE_METHODS and self._is_from_elsewhere(connection):
            return portal_error_response(
                Forbidden("This request came from another site. Open the studio itself and do it there.")
            )
        rule = rule_for(scope["path"])
        if rule.door is Door.CLOSED:
            return portal_error_response(NotFound(f"There is nothing at {scope['path'][:200]}."))
        if rule.door is Door.OPEN or (rule.door is Door.OPERATOR and _is_on_this_machine(connection)):
            return None
        member = await to_thread.run_sync(identify, self._portal, self._cookie, connection)
        if member is None:
            return _ask_to_sign_in(connection)
        if not member.role.includes(rule.role):
            return _refuse_role(connection, member, rule.role)
        scope[SCOPE_KEY] = member
        return None

    def _is_from_elsewhere(self, connection: HTTPConnection) -> bool:
        """Whether another site made a browser send this. Programs send neither header and have no cookie to abuse."""
        site = connection.headers.get("sec-fetch-site")
        if site is not None:
            return site not in ("same-origin", "none")
        origin = connection.headers.get("origin")
        if origin is None:
            return False
        return urlsplit(origin).netloc.lower() not in (connection.headers.get("host", "").lower(), self._public_host)

    def _with_security_headers(self, path: str, send: Send) -> Send:
        policy = GRADIO_POLICY if path.startswith(tuple(PAGES)) else STRICT_POLICY

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in ECHOED_HEADERS:
                    del headers[name]
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Frame-Options"] = "DENY"
                headers["Referrer-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
                if self._is_https:
                    # Without HTTPS browsers ignore these two, and complain of the first on the console.
                    headers["Cross-Origin-Opener-Policy"] = "same-origin"
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        return dressed


def _is_on_this_machine(connection: HTTPConnection) -> bool:
    """Whether a program on this machine asks directly. Behind a proxy everybody looks local, so its headers count."""
    forwarded = {"forwarded", "x-forwarded-for", "x-real-ip"} & set(connection.headers.keys())
    return connection.client is not None and connection.client.host in ("127.0.0.1", "::1") and not forwarded


def _wants_page(connection: HTTPConnection) -> bool:
    is_page = not connection.scope["path"].startswith(("/api/v1/", "/media/"))
    return is_page and "text/html" in connection.headers.get("accept", "")


def _ask_to_sign_in(connection: HTTPConnection) -> Response:
    if _wants_page(connection) and connection.scope["method"] in SAFE_METHODS:
        query = connection.url.query
        wanted = connection.scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", HTTPStatus.SEE_OTHER)
    return portal_error_response(NotSignedIn("Sign in first, or send a valid API token as “Authorization: Bearer …”."))


def _refuse_role(connection: HTTPConnection, member: Member, role: Role) -> Response:
    message = f"This page is for {role}s; you are signed in as {member.role}. Ask a maintainer for the role."
    error: PortalError = Forbidden(message)
    if _wants_page(connection):
        return page("notice.html", {"title": "Not with this role", "message": message}, HTTPStatus.FORBIDDEN)
    return error_response(HTTPStatus.FORBIDDEN, error.code, message)
