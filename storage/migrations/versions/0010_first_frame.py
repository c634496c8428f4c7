"""First frames: pictures that members send, clips that begin with one or go on from another clip, takes of one wish."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.tables.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_uploads_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("member_id", "sha256", name=op.f("uq_uploads_member_id_sha256")),
    )
    op.add_column("clips", sa.Column("first_frame_sha256", sa.String(length=64), nullable=True))
    op.add_column("clips", sa.Column("extends", sa.String(length=36), nullable=True))
    op.add_column("clips", sa.Column("kept_shots", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("clips", sa.Column("kept_seconds", sa.Double(), nullable=False, server_default="0"))
    op.add_column("clips", sa.Column("take_of", sa.String(length=36), nullable=True))


def downgrade() -> None:
    for name in ("take_of", "kept_seconds", "kept_shots", "extends", "first_frame_sha256"):
        op.drop_column("clips", name)
    op.drop_table("uploads")
