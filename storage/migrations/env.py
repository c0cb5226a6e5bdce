"""Alembic's way in: the same tables, the same driver."""

from __future__ import annotations

import re

from alembic import context
from sqlalchemy import Connection

from storage.tables.schema import metadata

PARTITION = re.compile(r"_(rest|\d{6})$")


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Partitions follow their table; they are not tables of their own."""
    return not (kind == "table" and name and PARTITION.search(name))


connection: Connection | None = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run `khaacho migrate`: it brings the connection")
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=_is_ours,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
