"""Refined model versions, and the refinements that they come from."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATUSES = ("queued", "learning", "done", "failed", "cancelled")


def upgrade() -> None:
    op.create_table(
        "refinements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=True),
        sa.Column("dataset_id", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("max_steps", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="refinementstatus", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created_at", storage.tables.UTCDateTime(timezone=True), nullable=False),
        sa.Column("started_at", storage.tables.UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", storage.tables.UTCDateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("curve", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_refinements_dataset_id_datasets")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_refinements_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refinements")),
    )
    op.create_index(op.f("ix_refinements_created_at"), "refinements", ["created_at"])
    for column in (
        sa.Column("base", sa.String(length=64), nullable=True),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("adapter_sha256", sa.String(length=64), nullable=True),
        sa.Column("refinement_id", sa.String(length=36), nullable=True),
        sa.Column("traffic_percent", sa.Integer(), server_default="0", nullable=False),
    ):
        op.add_column("model_versions", column)


def downgrade() -> None:
    for column in ("traffic_percent", "refinement_id", "adapter_sha256", "parent", "base"):
        op.drop_column("model_versions", column)
    op.drop_index(op.f("ix_refinements_created_at"), table_name="refinements")
    op.drop_table("refinements")
