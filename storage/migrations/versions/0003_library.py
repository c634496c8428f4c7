"""The library: since when a clip is shared, and the narrow rows that are listed and searched.

Nothing was shared before, so there is nothing to fill in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place, as in 0002: a table built anew would lose the clips' events on SQLite.
    op.add_column("clips", sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "library_entries",
        sa.Column("clip_id", sa.String(length=36), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("aspect", sa.String(length=8), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("star_sum", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clip_id"], ["clips.id"], name=op.f("fk_library_entries_clip_id_clips"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_library_entries")),
    )
    op.create_index("ix_library_entries_newest", "library_entries", ["shared_at", "clip_id"])
    op.create_index(
        "ix_library_entries_best", "library_entries", ["star_sum", "rating_count", "clip_id", "model", "aspect"]
    )


def downgrade() -> None:
    op.drop_table("library_entries")
    op.drop_column("clips", "shared_at")
