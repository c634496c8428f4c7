"""Whose clip an entry of the library is, and which defects its ratings name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "library_entries", sa.Column("member_id", sa.String(36), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("library_entries", sa.Column("tags", sa.Text(), nullable=False, server_default=sa.text("''")))
    entries = sa.table("library_entries", sa.column("clip_id"), sa.column("member_id"), sa.column("tags"))
    clips = sa.table("clips", sa.column("id"), sa.column("member_id"))
    owner = sa.select(clips.c.member_id).where(clips.c.id == entries.c.clip_id).scalar_subquery()
    op.execute(sa.update(entries).values(member_id=owner))
    ratings = sa.table(
        "ratings", sa.column("clip_id"), sa.column("is_current", sa.Boolean()), sa.column("tags", sa.JSON())
    )
    named: dict[str, set[str]] = {}
    query = sa.select(ratings.c.clip_id, ratings.c.tags).where(ratings.c.is_current)
    for clip_id, tags in op.get_bind().execute(query):
        if tags:
            named.setdefault(clip_id, set()).update(tags)
    for clip_id, tags in named.items():
        op.execute(sa.update(entries).where(entries.c.clip_id == clip_id).values(tags=f"|{'|'.join(sorted(tags))}|"))
    op.create_index("ix_library_entries_member_newest", "library_entries", ["member_id", "shared_at", "clip_id"])


def downgrade() -> None:
    op.drop_index("ix_library_entries_member_newest", "library_entries")
    op.drop_column("library_entries", "tags")
    op.drop_column("library_entries", "member_id")
