"""The identity provider, asked by OpenID Connect: where to send somebody, and who came back. Knows the protocol, by
Authlib; no pages and no members.

Authorization code flow with PKCE, state and nonce. The ID token counts only if the provider's own keys signed it, for
this studio, for this very trip, and not long ago.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth, OAuthError
from joserfc.errors import JoseError

from portal.errors import Forbidden, Unavailable
from portal.identities import Identity
from settings import Settings

BACK = "/sign-in/openid/back"
"""Where the provider sends people back to."""

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""By keys of which the provider keeps one half. A provider that lists `none`, or signatures by a shared secret, is not
believed that these say who signed."""

PATIENCE_SECONDS = 10.0
LEEWAY_SECONDS = 60
"""So far the provider's clock may be off."""

MAX_SUBJECT_CHARACTERS = 255
MAX_NAME_CHARACTERS = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to the provider and back: what must fit when somebody returns."""

    url: str
    """Where the browser is sent."""
    state: str
    """Comes back in the address: whoever returns is who left."""
    nonce: str
    """Comes back in the ID token: it was made for this trip."""
    verifier: str
    """Whose hash the provider was told (PKCE): a code that somebody read along is worth nothing without it."""


class OpenIdProvider:
    """One provider, whose discovery document is fetched when it is first needed and then kept.

    Args:
        settings: with an issuer and a client id.
    """

    def __init__(self, settings: Settings) -> None:
        self.name = settings.effective_oidc_name or settings.oidc_issuer
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._back = settings.effective_public_url + BACK
        self._client_id = settings.oidc_client_id
        # Through the registry, which is how Authlib wants its Starlette client made.
        self._client = OAuth().register(
            "openid",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value() or None,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": PATIENCE_SECONDS,
            },
        )

    async def trip(self) -> Trip:
        """A new way to the provider.

        Raises:
            Unavailable: the provider cannot be reached.
            Forbidden: its discovery document is not that of the issuer.
        """
        with self._trouble_in_words():
            await self._metadata()
            made = await self._client.create_authorization_url(self._back)
            return Trip(made["url"], made["state"], made["nonce"], made["code_verifier"])

    async def identity(self, code: str, trip: Trip) -> Identity:
        """Who came back from the trip with this code.

        Raises:
            Unavailable: the provider cannot be reached.
            Forbidden: it does not know the code (any more), or what it answers does not hold.
        """
        with self._trouble_in_words():
            metadata = await self._metadata()
            token = await self._client.fetch_access_token(
                redirect_uri=self._back, code=code, code_verifier=trip.verifier
            )
            if "id_token" not in token:
                raise ValueError("the answer has no ID token")
            claims = await self._client.parse_id_token(
                token,
                nonce=trip.nonce,
                claims_options={
                    "iss": {"essential": True, "value": metadata["issuer"]},
                    "aud": {"essential": True, "value": self._client_id},
                },
                leeway=LEEWAY_SECONDS,
            )
            if "email" not in claims and "userinfo_endpoint" in metadata:
                # Where an access token is given out, too, providers may tell the rest only to whoever shows it.
                more = await self._client.userinfo(token=token)
                if more.get("sub") != claims["sub"]:
                    raise ValueError("the ID token and the user info are not of one person")
                claims = {**more, **claims}
            return _identity(metadata["issuer"], claims)

    async def _metadata(self) -> dict[str, Any]:
        """The discovery document, of which only signatures are kept that say who signed."""
        metadata: dict[str, Any] = await self._client.load_server_metadata()
        if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
            raise ValueError(f"its discovery document is of the issuer {str(metadata.get('issuer'))[:200]!r}")
        listed = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [name for name in listed if name in SIGNATURES] or ["RS256"]
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if self._client.client_secret and "client_secret_basic" not in methods and "client_secret_post" in methods:
            self._client.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105
        return metadata

    @contextmanager
    def _trouble_in_words(self) -> Iterator[None]:
        """What goes wrong on the way, as a sentence for the person; what exactly it was goes to the log."""
        try:
            yield
        except httpx2.HTTPError as error:
            log.warning("the identity provider %s cannot be asked: %r", self._issuer, error)
            raise Unavailable(
                f"{self.name} cannot be asked just now, so nobody was signed in. Try again in a moment, or sign in "
                "with your password if you have one."
            ) from error
        except (OAuthError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
            log.warning("the answer of the identity provider %s does not hold: %r", self._issuer, error)
            raise Forbidden(
                f"What {self.name} answered does not hold, so nobody was signed in. Begin anew; if it happens again, "
                "tell a maintainer of this studio, whose log says why."
            ) from error


def _identity(issuer: str, claims: dict[str, Any]) -> Identity:
    """The person of claims that were verified."""
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_CHARACTERS:
        raise ValueError("the subject is no text of at most 255 characters")
    email, name = claims.get("email"), claims.get("name")
    # Some providers write the truth value as text.
    is_vouched_for = isinstance(email, str) and claims.get("email_verified") in (True, "true")
    return Identity(
        issuer=issuer,
        subject=subject,
        email=email if is_vouched_for else None,
        name=name[:MAX_NAME_CHARACTERS] if isinstance(name, str) else "",
    )
