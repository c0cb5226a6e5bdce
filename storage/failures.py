"""Causes that could not be carried out: tried again, and parked in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.ids import Cause
from flows.turn import Notice, Reply
from storage import outgoing
from storage.store import Transaction

TRIES_AT_MOST = 5
BACKOFF: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 4, 15, 60))

FAILED = """
UPDATE causes SET attempts = attempts + 1, due_at = $3, status = $4, fault = $5
WHERE seq = $1 AND attempts = $2 AND status = 'new'
RETURNING person_id
"""
FORGET_TALK = "UPDATE mailboxes SET conversation = NULL WHERE person_id = $1"


class Fate(StrEnum):
    """What becomes of a cause that failed.

    AGAIN    it is tried again later
    PARKED   it was tried `TRIES_AT_MOST` times; an admin looks at it
    SETTLED  somebody else has carried it out, or failed at it, meanwhile
    """

    AGAIN = "again"
    PARKED = "parked"
    SETTLED = "settled"


async def failed(tx: Transaction, seq: int, attempts: int, fault: str) -> Fate:
    """Thinking went wrong: try again later, or park it.

    What was remembered of the person goes with a parked message: it may be what cannot be
    thought about, and their next message must not fail of it too.
    """
    parked = attempts + 1 >= TRIES_AT_MOST
    wait = BACKOFF[min(attempts, len(BACKOFF) - 1)]
    status = "dead" if parked else "new"
    row = await tx.row(FAILED, seq, attempts, tx.at + wait, status, fault[:500])
    if row is None:
        return Fate.SETTLED
    if parked and row["person_id"]:
        await tx.run(FORGET_TALK, row["person_id"])
    return Fate.PARKED if parked else Fate.AGAIN


async def tell(
    tx: Transaction,
    cause: Cause,
    attempt: int,
    replies: Sequence[Reply],
    told: Sequence[Notice],
) -> None:
    """Say something about a cause that failed; each attempt's words are its own."""
    said_for = replace(cause, key=f"{cause.key}#{attempt}")
    await outgoing.add(tx, said_for, replies, told)
