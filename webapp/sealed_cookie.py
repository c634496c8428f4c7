"""A cookie for minutes whose contents the browser can neither read nor change. Knows no pages and no protocol.

What a person needs on the way to an identity provider and back stays with their own browser, encrypted: nothing is
written for strangers who only press the button, nothing has to be tidied up, and every web process of the installation
can read it. Lax, not Strict, for the way back is begun by the provider's site, and a Strict cookie would not come with
it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.requests import HTTPConnection
from starlette.responses import Response

from settings import Settings
from webapp.session import SessionCookie

MINUTES = 10
HEADER = {"alg": "dir", "enc": "A256GCM"}


class SealedCookie:
    """One such cookie. Who holds it cannot open it; who sends it from elsewhere has no key.

    Args:
        name: what it is called, without its prefix.
        key: 64 hexadecimal digits, a secret of the installation.
    """

    def __init__(self, name: str, key: str, settings: Settings) -> None:
        self._cookie = SessionCookie.named(name, settings, max_age_seconds=60 * MINUTES)
        self._key = OctKey.import_key(bytes.fromhex(key))

    def put_on(self, response: Response, purpose: str, contents: Mapping[str, str | None]) -> None:
        """Give the contents to the browser that gets this response, in place of what it held."""
        claims = {**contents, "purpose": purpose, "exp": int(time.time()) + 60 * MINUTES}
        self._cookie.put_on(response, jwe.encrypt_compact(HEADER, json.dumps(claims).encode(), self._key))

    def read(self, connection: HTTPConnection, purpose: str) -> dict[str, str | None] | None:
        """What the browser holds for that purpose; None where that is nothing, something else, or too old."""
        sealed = self._cookie.read(connection)
        if sealed is None:
            return None
        try:
            opened = jwe.decrypt_compact(sealed, self._key, algorithms=list(HEADER.values()))
        except (JoseError, ValueError):
            return None
        # Only who has the key wrote it, so it is what `put_on` makes.
        claims: dict[str, Any] = json.loads(opened.plaintext or b"{}")
        if claims.pop("purpose", None) != purpose or claims.pop("exp", 0) < time.time():
            return None
        return claims

    def take_off(self, response: Response) -> None:
        """Make the browser that gets this response forget it."""
        self._cookie.take_off(response)
