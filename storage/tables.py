"""The tables, declared once. Knows columns and constraints, no queries and no rules.

Times are UTC. Free text that people wrote is `Text`, stored byte for byte. Secrets (session cookies, API tokens, invite
links) are stored as the SHA-256 of what was handed out, so that a stolen database opens no door.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.words import ClipStatus, ComparisonVerdict, ModelStatus, RefinementStatus, ReviewDecision, Role


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so a naive time is refused and UTC is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Check and normalise on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"got the naive time {value}; store times with a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Put the time zone back on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _word_column(words: type[StrEnum]) -> sa.Enum:
    """A closed set as text with a CHECK: readable in any database tool, refused when misspelt."""
    return sa.Enum(
        words,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda members: [m.value for m in members],
        name=words.__name__.lower(),
    )


class Table(DeclarativeBase):
    """Base of all tables. Constraint names are spelt out so that migrations can name them on every database."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime(), dict[str, Any]: sa.JSON(), list[Any]: sa.JSON()}  # noqa: RUF012


class MemberRow(Table):
    """A person with an account."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.Text)
    role: Mapped[Role] = mapped_column(_word_column(Role))
    password_hash: Mapped[str | None] = mapped_column(sa.Text)
    consents_to_training: Mapped[bool]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    pen_name: Mapped[str | None] = mapped_column(sa.Text)
    craft: Mapped[str | None] = mapped_column(sa.String(16))
    """A `Craft`. Without a CHECK: SQLite could only add one by building the table anew."""
    quota_gpu_seconds: Mapped[int | None]
    """What this member may use in 24 hours; null is what the role may, 0 is no limit."""

    @hybrid_property
    def shown_name(self) -> str:
        """What other members read: the pen name where there is one."""
        return self.pen_name or self.name

    @shown_name.inplace.expression
    @classmethod
    def _shown_name_in_queries(cls) -> sa.ColumnElement[str]:
        return sa.func.coalesce(cls.pen_name, cls.name)


class InviteRow(Table):
    """A link that makes a member, or (with `member_id`) lets a member who has no password yet set one."""

    __tablename__ = "invites"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    role: Mapped[Role] = mapped_column(_word_column(Role))
    email: Mapped[str | None] = mapped_column(sa.String(254))
    member_id: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    uses_left: Mapped[int]
    is_first_maintainer: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]


class SessionRow(Table):
    """A browser that is signed in."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), index=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(sa.Text, server_default=sa.text("''"))
    """What the browser said it is, cut short."""


class SignInTryRow(Table):
    """One try to sign in whose password was not right, or is being looked at. Kept for minutes."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        sa.Index("ix_sign_in_tries_email", "email_hash", "at"),
        sa.Index("ix_sign_in_tries_place", "place_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email_hash: Mapped[str] = mapped_column(sa.String(64))
    place_hash: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class ApiTokenRow(Table):
    """A bearer token for the HTTP API."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), index=True)
    created_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(sa.Text, server_default=sa.text("''"))
    """What its owner calls it."""


class IdentityRow(Table):
    """A person at an identity provider (OpenID Connect) who signs in to a member's account."""

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(sa.String(500), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    """Who it is, in the provider's own words; never given to anybody else there, as an e-mail address may be."""
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    """The address that the provider vouched for when it was linked."""
    linked_at: Mapped[datetime]


class ModelVersionRow(Table):
    """What can render: a base checkpoint by name, where it came from and what may be asked of it; or a refined version,
    a base and the adapter that is put onto it."""

    __tablename__ = "model_versions"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    source: Mapped[str] = mapped_column(sa.Text)
    revision: Mapped[str | None] = mapped_column(sa.String(64))
    status: Mapped[ModelStatus] = mapped_column(_word_column(ModelStatus))
    is_default: Mapped[bool]
    capabilities: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]

    # Of refined versions; null of bases. No foreign keys: SQLite would have to build the table anew, to which clips
    # point, and rows of neither table are ever deleted.
    base: Mapped[str | None] = mapped_column(sa.String(64))
    parent: Mapped[str | None] = mapped_column(sa.String(64))
    """The version that the refinement started from: the base itself, or another refined one."""
    adapter_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    refinement_id: Mapped[str | None] = mapped_column(sa.String(36))
    traffic_percent: Mapped[int] = mapped_column(server_default="0")
    """Of a hundred requests that name no model, how many this version renders in place of its base."""


class RefinementRow(Table):
    """Learning from a dataset: what was asked for, how far it is, and what came of it."""

    __tablename__ = "refinements"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    member_id: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    """Who asked; null for the command line."""
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id"))
    base: Mapped[str] = mapped_column(sa.String(64))
    parent: Mapped[str] = mapped_column(sa.String(64))
    method: Mapped[str] = mapped_column(sa.String(16))
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    rank: Mapped[int]
    max_steps: Mapped[int]
    status: Mapped[RefinementStatus] = mapped_column(_word_column(RefinementStatus))
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(default=0)
    curve: Mapped[list[Any]]
    """Points [step, loss, validation loss or null], in order."""
    error: Mapped[str | None] = mapped_column(sa.Text)
    metrics: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]


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
    status: Mapped[ClipStatus] = mapped_column(_word_column(ClipStatus))
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
    status: Mapped[ClipStatus] = mapped_column(_word_column(ClipStatus))
    step: Mapped[int]
    steps: Mapped[int]
    preview_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    at: Mapped[datetime]


class RatingRow(Table):
    """One member's judgement of one clip. Revising adds a row; `is_current` marks the one that counts."""

    __tablename__ = "ratings"
    __table_args__ = (
        sa.CheckConstraint("overall BETWEEN 1 AND 5", name="overall_is_one_to_five"),
        sa.Index(
            "uq_ratings_current",
            "clip_id",
            "member_id",
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        ),
    )

    clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    is_current: Mapped[bool]
    overall: Mapped[int]
    aspects: Mapped[dict[str, Any]]
    tags: Mapped[list[Any]]
    comment: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]


class ReviewRow(Table):
    """A curator's decision on a clip, the last one; the audit log tells of those before it."""

    __tablename__ = "reviews"

    clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id"), primary_key=True)
    decision: Mapped[ReviewDecision] = mapped_column(_word_column(ReviewDecision))
    reason: Mapped[str] = mapped_column(sa.Text)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"))
    """Who decided."""
    decided_at: Mapped[datetime]


class ComparisonRow(Table):
    """Two clips that were put before one member side by side, and the vote on them once it is given.

    First and second go by the order of the ids, so that a pair is one pair, whichever stood on the left.
    """

    __tablename__ = "comparisons"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "first_clip_id", "second_clip_id"),
        sa.CheckConstraint("first_clip_id < second_clip_id", name="pair_is_ordered"),
        sa.CheckConstraint("control_clip_id IN (first_clip_id, second_clip_id)", name="control_is_of_the_pair"),
        sa.CheckConstraint("(verdict IS NULL) = (voted_at IS NULL)", name="vote_has_its_time"),
        # Each member has one pair at a time to vote on.
        sa.Index(
            "uq_comparisons_open",
            "member_id",
            unique=True,
            sqlite_where=sa.text("verdict IS NULL"),
            postgresql_where=sa.text("verdict IS NULL"),
        ),
        sa.Index("ix_comparisons_pair", "first_clip_id", "second_clip_id", "verdict"),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"))
    first_clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id"))
    second_clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id"))
    is_first_left: Mapped[bool]
    control_clip_id: Mapped[str | None] = mapped_column(sa.ForeignKey("clips.id"))
    """Of a control pair the clip that the prompt belongs to, which is the right answer; null of every other pair."""
    offered_at: Mapped[datetime]
    verdict: Mapped[ComparisonVerdict | None] = mapped_column(_word_column(ComparisonVerdict))
    voted_at: Mapped[datetime | None]


class CommentRow(Table):
    """Words that a member pinned to a moment of a clip."""

    __tablename__ = "comments"
    __table_args__ = (sa.Index("ix_comments_clip_moment", "clip_id", "at_seconds", "created_at", "id"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    clip_id: Mapped[str] = mapped_column(sa.ForeignKey("clips.id", ondelete="CASCADE"))
    member_id: Mapped[str] = mapped_column(sa.ForeignKey("members.id"))
    at_seconds: Mapped[float]
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]


class RatingTallyRow(Table):
    """How many current ratings gave the clips of one model version so many stars: what the review page would else count
    anew from millions of rows. `storage/rating_tallies.py` keeps it true."""

    __tablename__ = "rating_tallies"

    model: Mapped[str] = mapped_column(sa.ForeignKey("model_versions.name"), primary_key=True)
    clips: Mapped[int]
    """Clips that anybody rated."""
    one_star: Mapped[int]
    two_stars: Mapped[int]
    three_stars: Mapped[int]
    four_stars: Mapped[int]
    five_stars: Mapped[int]


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


class DatasetRow(Table):
    """A frozen selection of rated clips. The manifest itself is a media file named by its hash, the id."""

    __tablename__ = "datasets"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    created_by: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    filters: Mapped[dict[str, Any]]
    clips: Mapped[int]
    ratings: Mapped[int]
    counts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON())
    """Raters, prompts, pairs and splits. Null for what was frozen before they were counted."""
    created_at: Mapped[datetime]


class AuditEntryRow(Table):
    """Who did what to what, and when. Added in the transaction of what it tells of, and never touched again."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    member_id: Mapped[str | None] = mapped_column(sa.ForeignKey("members.id"))
    """Who did it; null for the command line and the studio itself."""
    action: Mapped[str] = mapped_column(sa.String(32))
    """An `AuditAction`. Without a CHECK, so that a new one needs no migration and an old one is read for ever."""
    subject: Mapped[str] = mapped_column(sa.String(64))
    """The id of what it was done to: of a member, an invite, a clip or a dataset, as the action says."""
    detail: Mapped[dict[str, Any]]


class SecretRow(Table):
    """A random key made once for this installation, such as the one that makes raters pseudonymous in exports."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(64))
