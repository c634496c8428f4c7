"""Rows of clips, members and models on any database, for tests that need no portal to have asked for them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from storage.database import Database, Session
from storage.tables import ClipRow, MemberRow, ModelVersionRow
from storage.words import ClipStatus, ModelStatus, Role

AT = datetime(2026, 1, 1, tzinfo=UTC)


def people_the_studio(database: Database, models: Sequence[str], members: Sequence[str]) -> None:
    """Models and artists of these names, which are their ids, too."""
    with database.writing() as session:
        for name in models:
            session.add(
                ModelVersionRow(
                    name=name, source="", status=ModelStatus.LIVE, is_default=False, capabilities={}, created_at=AT
                )
            )
        for name in members:
            session.add(
                MemberRow(id=name, email=name, name=name, role=Role.ARTIST, consents_to_training=False, created_at=AT)
            )


def clip(session: Session, number: int, model: str = "alpha", **fields: object) -> ClipRow:
    """A ready, shared clip; clips of one storyboard unless told otherwise."""
    row = ClipRow(
        **{
            "id": str(uuid.UUID(int=number)),
            "member_id": "owner",
            "model": model,
            "status": ClipStatus.READY,
            "created_at": AT,
            "shots": [],
            "prompt": "",
            "storyboard_hash": "one",
            "negative_prompt": "",
            "aspect": "16:9",
            "width": 48,
            "height": 32,
            "fps": 8,
            "seconds": 2.0,
            "seed": number,
            "steps": 4,
            "guidance": 3.0,
            "consents_to_training": False,
            "request_hash": "",
            "ordinal": 0,
            "tag": 0,
            "sha256": str(number),
            "timings": {},
            "shared_at": AT,
            **fields,
        }
    )
    session.add(row)
    session.flush()
    return row
