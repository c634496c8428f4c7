"""What there is one of in an installation. Knows columns, no queries and no rules."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.columns import Table


class SecretRow(Table):
    """A random key made once for this installation, such as the one that makes raters pseudonymous in exports."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(64))
