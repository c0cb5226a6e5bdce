"""The two books that are sealed, and the bytes of a row that are hashed.

A row is hashed as PostgreSQL's binary form of its columns: each with its type and length, so no
two rows share it, whatever the session's time zone or date style. The columns stand here and not in
a function of the database, where a superuser could change what is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SEQ_BYTES = 8
HASH_BYTES = 32  # SHA-256
ENTRY_BYTES = SEQ_BYTES + HASH_BYTES


@dataclass(frozen=True, slots=True)
class Book:
    """A table whose rows are only ever added.

    Attributes:
        table: Its name; its rows are numbered by ``seq``.
        columns: What is hashed of a row, in this order.
    """

    table: str
    columns: tuple[str, ...]

    @property
    def entry(self) -> str:
        """SQL for what a seal keeps of a row: its number and its hash."""
        return f"int8send(seq) || sha256(record_send(ROW({', '.join(self.columns)})))"

    @property
    def sequence(self) -> str:
        """SQL for the highest number given out so far, also to those who did not commit."""
        return f"coalesce(pg_sequence_last_value(pg_get_serial_sequence('{self.table}', 'seq')), 0)"


TRANSFERS: Final = Book(
    "transfers",
    (
        "seq",
        "id",
        "vendor_id",
        "shop_id",
        "debit",
        "credit",
        "amount_paisa",
        "kind",
        "reason",
        "order_id",
        "payment_id",
        "pending_id",
        "reverses_id",
        "owed_paisa",
        "held_paisa",
        "cause_key",
        "at",
    ),
)
AUDIT: Final = Book("audit", ("seq", "at", "cause_key", "nth", "actor", "kind", "event"))
BOOKS: Final = (TRANSFERS, AUDIT)
