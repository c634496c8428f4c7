"""What a model's critic says of a clip: whether it shows what its prompt asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clips", sa.Column("as_asked", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("clips", "as_asked")
