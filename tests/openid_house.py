"""A small OpenID Connect provider that speaks the real protocol over real HTTP, in place of one that a studio would
have somewhere else: discovery, keys, a page that asks, codes that are good once, PKCE, signed ID tokens.

What it tells can be bent, to see what a studio does with a provider that lies.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Header, Request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

CLIENT_ID = "dailies"
CLIENT_SECRET = "between-the-two-of-us"

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Guild</title>
<link rel="icon" href="data:,"></head><body><main><h1>The Guild</h1>
<form method="post"><button name="answer" value="yes">Continue</button> <button name="answer" value="no">Refuse</button>
</form></main></body></html>"""


@dataclass(frozen=True)
class Person:
    """Who sits before the provider's page."""

    subject: str = "guild|1"
    email: str = "nova@example.org"
    name: str = "Nova Ray"
    email_verified: object = True


@dataclass
class Provider:
    """The provider, and how it is bent."""

    issuer: str = ""
    person: Person = field(default_factory=Person)
    lies: dict[str, object] = field(default_factory=dict)
    """Claims of the ID token that are not what they should be."""
    algorithm: str = "RS256"
    """`RS256 by a stranger` signs with a key that the provider does not publish, by the name of the one it does."""
    told_issuer: str = ""
    """The issuer in the discovery document, if it is another."""
    tells_by_user_info: bool = False
    """Whether address and name are not in the ID token."""
    user_info_subject: str | None = None
    takes_secret_in: str = "client_secret_basic"
    is_away: bool = False
    """Whether it answers as one does that is being restarted."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True))
    _codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)

    def new_code(self, asked: Mapping[str, str]) -> str:
        """A code that is good once, for whoever sits before the page now."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        self._people[code] = self.person
        return code

    def answer(self, form: Mapping[str, str]) -> dict[str, object]:
        """The tokens for a code.

        Raises:
            KeyError: the code is not known, or was used.
            ValueError: the verifier or the address does not fit.
        """
        asked = self._codes.pop(form["code"])
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked["code_challenge"] != hashed or asked["redirect_uri"] != form["redirect_uri"]:
            raise ValueError("the verifier or the address does not fit")
        person, access_token = self._people[form["code"]], secrets.token_urlsafe(16)
        self._people[access_token] = person
        told = {} if self.tells_by_user_info else claims_of(person)
        claims = {
            "iss": self.issuer,
            "sub": person.subject,
            "aud": CLIENT_ID,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": asked["nonce"],
            **told,
            **self.lies,
        }
        token = self._signed({name: value for name, value in claims.items() if value is not None})
        return {"access_token": access_token, "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def user_info(self, access_token: str) -> dict[str, object]:
        """What is known of the person who was given the token."""
        person = self._people[access_token]
        return {"sub": self.user_info_subject or person.subject, **claims_of(person)}

    def _signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": "RS256", "kid": "one"}
        if self.algorithm == "none":
            parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        if self.algorithm == "HS256":
            key = OctKey.import_key(CLIENT_SECRET)
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key, algorithms=["HS256"])
        stranger = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
        return jwt.encode(header, claims, self.key if self.algorithm == "RS256" else stranger)


def claims_of(person: Person) -> dict[str, object]:
    """What the provider tells of a person."""
    return {"email": person.email, "email_verified": person.email_verified, "name": person.name}


def provider_app(provider: Provider) -> FastAPI:
    """Its four routes, and the one that tells of people."""
    app = FastAPI(openapi_url=None)

    @app.middleware("http")
    async def maintenance(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if provider.is_away:
            return HTMLResponse("<h1>503 Service Unavailable</h1>", HTTPStatus.SERVICE_UNAVAILABLE)
        return await call_next(request)

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, object]:
        return {
            "issuer": provider.told_issuer or provider.issuer,
            "authorization_endpoint": f"{provider.issuer}/authorize",
            "token_endpoint": f"{provider.issuer}/token",
            "userinfo_endpoint": f"{provider.issuer}/people",
            "jwks_uri": f"{provider.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            # More than a careful studio takes.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": [provider.takes_secret_in],
        }

    @app.get("/keys")
    def keys() -> dict[str, object]:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    def page() -> Response:
        return HTMLResponse(PAGE)

    @app.post("/authorize")
    def answered(request: Request, answer: Annotated[str, Form()] = "yes") -> Response:
        asked = dict(request.query_params)
        right = {"client_id": CLIENT_ID, "response_type": "code", "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in right.items()):
            return JSONResponse({"error": "invalid_request"}, HTTPStatus.BAD_REQUEST)
        told = {"code": provider.new_code(asked)} if answer == "yes" else {"error": "access_denied"}
        back = f"{asked['redirect_uri']}?{urlencode({**told, 'state': asked['state']})}"
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)

    @app.post("/token")
    async def token(request: Request) -> Response:
        async with request.form() as sent:
            form = {name: str(value) for name, value in sent.items()}
        if not _is_the_studio(request.headers.get("authorization", ""), form, provider.takes_secret_in):
            return JSONResponse({"error": "invalid_client"}, HTTPStatus.UNAUTHORIZED)
        try:
            return JSONResponse(provider.answer(form))
        except (KeyError, ValueError) as error:
            return JSONResponse({"error": "invalid_grant", "error_description": str(error)}, HTTPStatus.BAD_REQUEST)

    @app.get("/people")
    def people(authorization: Annotated[str, Header()]) -> dict[str, object]:
        return provider.user_info(authorization.removeprefix("Bearer "))

    return app


def _is_the_studio(header: str, form: Mapping[str, str], takes_secret_in: str) -> bool:
    if takes_secret_in == "client_secret_basic":
        return header == f"Basic {base64.b64encode(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode()).decode()}"
    return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)


@contextmanager
def open_provider() -> Iterator[Provider]:
    """The provider, listening on loopback for the length of the block."""
    provider = Provider()
    server = uvicorn.Server(uvicorn.Config(provider_app(provider), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
