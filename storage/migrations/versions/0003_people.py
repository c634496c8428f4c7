"""People: tries to sign in are counted."""

import sqlalchemy as sa
from alembic import op

from storage.tables import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("place_hash", sa.String(length=64), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_at"), "sign_in_tries", ["at"])
    op.create_index("ix_sign_in_tries_email", "sign_in_tries", ["email_hash", "at"])
    op.create_index("ix_sign_in_tries_place", "sign_in_tries", ["place_hash", "at"])


def downgrade() -> None:
    op.drop_table("sign_in_tries")
