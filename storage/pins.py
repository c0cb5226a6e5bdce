"""A person's PIN hash, and whether it may be tried now."""

from __future__ import annotations

from datetime import datetime

from domain.ids import PersonId
from storage.store import Transaction

PIN = "SELECT pin_hash, pin_locked_until FROM persons WHERE id = $1"


async def pin_of(tx: Transaction, person: PersonId) -> tuple[str | None, datetime | None]:
    """The hash, None when no PIN was chosen yet, and until when tries are locked."""
    row = await tx.row(PIN, person)
    assert row is not None
    return row["pin_hash"], row["pin_locked_until"]
