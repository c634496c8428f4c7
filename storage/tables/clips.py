"""Clips, what they begin with, what happened to them, and the narrow rows that the library lists.

Knows columns and constraints, no queries and no rules.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.columns import Table, word_column
from storage.words import ClipStatus


class ClipRow(Table):
    """One requested video and, later, its file. Holds all that is needed to render the same frames again."""

    __tablename__ = "clips"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "idempotency_key", "ordinal"),
        sa.Index("ix_clips_newest", "created_at", "id"),
        sa.Index("ix_clips_member_newest", "member_id", "created_at", "id"),
        sa.Index("ix_clips_member_finished", "member_id", "finished_at"),
        sa.Index("ix_clips_status_tag", "status", "tag"),
        sa.Index("ix_clips_model_tag", "model", "tag"),
        # All that pairs for the arena are found by, so that the wide rows are not read.
        sa.Index(
            "ix_clips_takes",
            *("status", "storyboard_hash", "aspect", "id", "shared_at", "member_id"),
            *("model", "steps", "guidance", "fast", "sha256"),
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"))
    model: Mapped[str] = mapped_column(sa.ForeignKey("model_versions.name"))
    status: Mapped[ClipStatus] = mapped_column(word_column(ClipStatus))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    # What was asked for, verbatim. Of each shot: prompt, seconds and, since 0002, the rewritten prompt or null
    shots: Mapped[list[Any]]
    prompt: Mapped[str] = mapped_column(sa.Text)
    storyboard_hash: Mapped[str | None] = mapped_column(sa.String(64))
    """Tells which clips were asked to show the same: SHA-256 of all shots' prompts and seconds."""
    negative_prompt: Mapped[str] = mapped_column(sa.Text)
    aspect: Mapped[str] = mapped_column(sa.String(8))
    width: Mapped[int]
    height: Mapped[int]
    fps: Mapped[int]
    seconds: Mapped[float]
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    steps: Mapped[int]
    guidance: Mapped[float]
    fast: Mapped[bool] = mapped_column(server_default=sa.false())
    consents_to_training: Mapped[bool]

    # How it begins. Ids of other clips, which are never deleted; SQLite adds no foreign keys to a table that is there
    first_frame_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    """The still that the render is given, of the clip's own size."""
    extends: Mapped[str | None] = mapped_column(sa.String(36))
    """The clip whose film stands before what is rendered for this one."""
    kept_shots: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of the shots are that film's."""
    kept_seconds: Mapped[float] = mapped_column(default=0.0, server_default="0")
    take_of: Mapped[str | None] = mapped_column(sa.String(36))
    """The first of the takes that differ in nothing but their seed; null for that one itself."""

    # The same request sent twice makes one clip
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(200))
    request_hash: Mapped[str] = mapped_column(sa.String(64))
    ordinal: Mapped[int]

    # The queue
    tag: Mapped[int] = mapped_column(sa.BigInteger)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    total_steps: Mapped[int] = mapped_column(default=0)

    # What came of it
    error: Mapped[str | None] = mapped_column(sa.Text)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    poster_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    frames: Mapped[int | None]
    gpu_seconds: Mapped[float | None]
    timings: Mapped[dict[str, Any]]
    as_asked: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """What the critic of its model says of the first shot: by what the prompt asks for, whether it is to be seen."""

    # Since when every member may see it; null is: only its owner and those who see all clips
    shared_at: Mapped[datetime | None]


class UploadRow(Table):
    """A picture that a member sent, to begin clips with. The same picture sent twice is one row."""

    __tablename__ = "uploads"
    __table_args__ = (sa.UniqueConstraint("member_id", "sha256"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]


class ClipEventRow(Table):
    """One thing that happened to a clip, in order: what the page's progress stream replays."""

    __tablename__ = "clip_events"

    clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[ClipStatus] = mapped_column(word_column(ClipStatus))
    step: Mapped[int]
    steps: Mapped[int]
    preview_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime]


class LibraryEntryRow(Table):
    """What the library lists and searches of one shared clip, in a narrow row: a hundred thousand are looked through in
    the time that the wide rows of the clips would take to be found. `storage/library.py` keeps it true."""

    __tablename__ = "library_entries"
    __table_args__ = (
        sa.Index("ix_library_entries_newest", "shared_at", "clip_id"),
        # All that the best ones are chosen by, so that the texts are not read.
        sa.Index("ix_library_entries_best", "star_sum", "rating_count", "clip_id", "model", "aspect"),
        sa.Index("ix_library_entries_member_newest", "member_id", "shared_at", "clip_id"),
    )

    clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    shared_at: Mapped[datetime]
    model: Mapped[str] = mapped_column(sa.String(64))
    aspect: Mapped[str] = mapped_column(sa.String(8))
    search_text: Mapped[str] = mapped_column(sa.Text)
    rating_count: Mapped[int]
    star_sum: Mapped[int]
    member_id: Mapped[str] = mapped_column(sa.String(36), server_default=sa.text("''"))
    """Whose clip it is. No foreign key: SQLite adds none to a table that is there."""
    tags: Mapped[str] = mapped_column(sa.Text, server_default=sa.text("''"))
    """The defects that ratings name, each between bars: `|blur|wrong place|`."""
