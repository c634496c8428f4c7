"""How many ratings gave the clips of each model version so many stars, counted as they come."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_STARS = ("one_star", "two_stars", "three_stars", "four_stars", "five_stars")


def upgrade() -> None:
    op.create_table(
        "rating_tallies",
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("clips", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _STARS),
        sa.ForeignKeyConstraint(
            ["model"], ["model_versions.name"], name=op.f("fk_rating_tallies_model_model_versions")
        ),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_rating_tallies")),
    )
    sums = ", ".join(f"SUM(CASE WHEN r.overall = {stars} THEN 1 ELSE 0 END)" for stars in range(1, 6))
    op.execute(
        f"INSERT INTO rating_tallies (model, clips, {', '.join(_STARS)}) "  # noqa: S608 - our own words
        f"SELECT c.model, COUNT(DISTINCT r.clip_id), {sums} FROM clips c JOIN ratings r ON r.clip_id = c.id "
        "WHERE r.is_current GROUP BY c.model"
    )


def downgrade() -> None:
    op.drop_table("rating_tallies")
