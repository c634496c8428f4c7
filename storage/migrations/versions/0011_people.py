"""People: crafts, pen names and quotas of members, what browsers and tokens are called.

All in place, for building `members` anew, as batches may, would have SQLite delete what refers to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("pen_name", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("craft", sa.String(length=16), nullable=True))
    op.add_column("members", sa.Column("quota_gpu_seconds", sa.Integer(), nullable=True))
    op.add_column("sessions", sa.Column("agent", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("api_tokens", sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_clips_member_finished", "clips", ["member_id", "finished_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_clips_member_finished", table_name="clips")
    op.drop_column("api_tokens", "name")
    op.drop_column("sessions", "agent")
    op.drop_column("members", "quota_gpu_seconds")
    op.drop_column("members", "craft")
    op.drop_column("members", "pen_name")
