"""Builds the row of an invite. Knows hashes of tokens, no rules and no queries."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

from portal.moments import now
from storage.tables import InviteRow
from storage.words import Role


def token_hash(token: str) -> str:
    """What is stored of a secret that was handed out."""
    # The tokens are 256 random bits: a plain hash cannot be searched backwards, a slow one would only cost time.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_invite(
    token: str,
    role: Role,
    lifetime: timedelta,
    *,
    email: str | None = None,
    member_id: str | None = None,
    uses: int = 1,
    is_first_maintainer: bool = False,
) -> InviteRow:
    """An invite that can be used from now on, `lifetime` long."""
    created = now()
    return InviteRow(
        id=str(uuid.uuid4()),
        token_hash=token_hash(token),
        role=role,
        email=email,
        member_id=member_id,
        uses_left=uses,
        is_first_maintainer=is_first_maintainer,
        created_at=created,
        expires_at=created + lifetime,
    )
