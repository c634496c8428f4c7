"""The arena: comparisons, and a hash that tells which clips were asked to show the same."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BATCH = 1000
TAKES = (
    *("status", "storyboard_hash", "aspect", "id", "shared_at", "member_id"),
    *("model", "steps", "guidance", "fast", "sha256"),
)


def upgrade() -> None:
    # In place, as in 0002: a table built anew would lose the clips' events on SQLite.
    op.add_column("clips", sa.Column("storyboard_hash", sa.String(length=64), nullable=True))
    _fill_in()
    op.create_index("ix_clips_takes", "clips", list(TAKES))
    op.create_table(
        "comparisons",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("first_clip_id", sa.String(length=36), nullable=False),
        sa.Column("second_clip_id", sa.String(length=36), nullable=False),
        sa.Column("is_first_left", sa.Boolean(), nullable=False),
        sa.Column("control_clip_id", sa.String(length=36), nullable=True),
        sa.Column("offered_at", UTCDateTime(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                *("left", "right", "tie", "both_bad"),
                name="comparisonverdict",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("voted_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("first_clip_id < second_clip_id", name=op.f("ck_comparisons_pair_is_ordered")),
        sa.CheckConstraint(
            "control_clip_id IN (first_clip_id, second_clip_id)", name=op.f("ck_comparisons_control_is_of_the_pair")
        ),
        sa.CheckConstraint("(verdict IS NULL) = (voted_at IS NULL)", name=op.f("ck_comparisons_vote_has_its_time")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_comparisons_member_id_members")),
        sa.ForeignKeyConstraint(["first_clip_id"], ["clips.id"], name=op.f("fk_comparisons_first_clip_id_clips")),
        sa.ForeignKeyConstraint(["second_clip_id"], ["clips.id"], name=op.f("fk_comparisons_second_clip_id_clips")),
        sa.ForeignKeyConstraint(["control_clip_id"], ["clips.id"], name=op.f("fk_comparisons_control_clip_id_clips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
        sa.UniqueConstraint(
            "member_id",
            "first_clip_id",
            "second_clip_id",
            name=op.f("uq_comparisons_member_id_first_clip_id_second_clip_id"),
        ),
    )
    op.create_index(
        "uq_comparisons_open",
        "comparisons",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text("verdict IS NULL"),
        postgresql_where=sa.text("verdict IS NULL"),
    )
    op.create_index("ix_comparisons_pair", "comparisons", ["first_clip_id", "second_clip_id", "verdict"])


def downgrade() -> None:
    op.drop_table("comparisons")
    op.drop_index("ix_clips_takes", "clips")
    op.drop_column("clips", "storyboard_hash")


def _fill_in() -> None:
    """Give the clips there are their hash, some at a time."""
    clips = sa.table(
        "clips", sa.column("id", sa.String), sa.column("shots", sa.JSON), sa.column("storyboard_hash", sa.String)
    )
    connection = op.get_bind()
    hash_of = sa.update(clips).where(clips.c.id == sa.bindparam("clip_id"))
    last = ""
    while rows := connection.execute(
        sa.select(clips.c.id, clips.c.shots).where(clips.c.id > last).order_by(clips.c.id).limit(BATCH)
    ).all():
        hashes = [{"clip_id": clip_id, "storyboard_hash": _storyboard_hash(shots)} for clip_id, shots in rows]
        connection.execute(hash_of.values(storyboard_hash=sa.bindparam("storyboard_hash")), hashes)
        last = rows[-1].id


def _storyboard_hash(shots: list[dict[str, Any]]) -> str:
    """As `portal/shot.py` had it when this was written."""
    told = [[shot["prompt"], float(shot["seconds"])] for shot in shots]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
