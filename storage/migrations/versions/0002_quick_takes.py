"""Quick takes: whether a clip is rendered by the model's few-step student.

Rewritten prompts need no column: they are a third entry of each shot, and rows that lack it were rendered as written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place, with a default in the database: building the table anew, as batches may, would have SQLite delete every
    # clip on the way, and with the clips their events.
    op.add_column("clips", sa.Column("fast", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("clips", "fast")
