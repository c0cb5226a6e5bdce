"""Which status may follow which, for the database to refuse the rest."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from storage.tables.base import metadata

allowed_moves = Table(
    "allowed_moves",
    metadata,
    Column("noun", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    PrimaryKeyConstraint("noun", "before", "after"),
)
