"""Seals over the books, each on top of the one before, and which of them were signed."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, LargeBinary, Table, Text
from sqlalchemy.schema import PrimaryKeyConstraint

from storage.tables.base import metadata, moment

# A seal covers the rows whose seq is above `after` and up to `upto`: `transfers` and `audit` hold,
# for each row there was, its seq (8 bytes) and SHA-256 (32), in their order.
seals = Table(
    "seals",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("transfers_after", BigInteger, nullable=False),
    Column("transfers_upto", BigInteger, nullable=False),
    Column("audit_after", BigInteger, nullable=False),
    Column("audit_upto", BigInteger, nullable=False),
    Column("transfers", LargeBinary, nullable=False),
    Column("audit", LargeBinary, nullable=False),
    moment("sealed_at"),
    CheckConstraint("position > 0", name="position"),
    CheckConstraint("octet_length(previous) = 32 AND octet_length(hash) = 32", name="hash"),
    CheckConstraint(
        "transfers_after <= transfers_upto AND audit_after <= audit_upto", name="range"
    ),
    CheckConstraint(
        "octet_length(transfers) % 40 = 0 AND octet_length(audit) % 40 = 0"
        " AND octet_length(transfers) + octet_length(audit) > 0",
        name="entries",
    ),
)

# The same lines stand in a file outside the database; a key signs 1, 2, 3 and so on.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("key", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("line", Text, nullable=False),
    moment("signed_at"),
    PrimaryKeyConstraint("key", "number"),
)
