"""Causes that wait for their time, and causes of no person: stored like messages, due later."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from flows.turn import Timer
from storage.store import Transaction

SET = """
INSERT INTO causes (key, kind, lane, payload, payload_hash, received_at, due_at)
SELECT key, kind, lane, ''::bytea, $5, $6, due_at
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[])
    AS timer (key, kind, lane, due_at)
ON CONFLICT (key) DO NOTHING
"""
_NOTHING = sha256(b"").digest()


async def set_timers(tx: Transaction, timers: Sequence[Timer]) -> None:
    """Remember timers; one that is set already stays as it is."""
    if timers:
        await tx.run(
            SET,
            [timer.key for timer in timers],
            [timer.kind for timer in timers],
            [timer.lane for timer in timers],
            [timer.due_at for timer in timers],
            _NOTHING,
            tx.at,
        )
