"""What people say of clips: stars, decisions, votes, comments, and how many stars there are.

Knows columns and constraints, no queries and no rules.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.columns import Table, word_column
from storage.words import ComparisonVerdict, ReviewDecision


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
    decision: Mapped[ReviewDecision] = mapped_column(word_column(ReviewDecision))
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
    verdict: Mapped[ComparisonVerdict | None] = mapped_column(word_column(ComparisonVerdict))
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
