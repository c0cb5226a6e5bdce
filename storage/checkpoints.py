"""What was signed of the chain of seals, as the database remembers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from storage.seals import GENESIS, HASHED
from storage.store import Transaction

LOCK: Final = 7_245_003

NEWEST_SEAL = "SELECT position, hash FROM seals ORDER BY position DESC LIMIT 1"
LAST = "SELECT number, signed_at, line FROM checkpoints WHERE key = $1 ORDER BY number DESC LIMIT 1"
AFTER = "SELECT line FROM checkpoints WHERE key = $1 AND number > $2 ORDER BY number"
ADD = """
INSERT INTO checkpoints (key, number, position, line, signed_at) VALUES ($1, $2, $3, $4, $5)
"""
OUR_TURN = "SELECT pg_try_advisory_xact_lock($1)"
# All that was added on top of a signed seal follows from it, link by link.
GROWN = f"""
SELECT coalesce(bool_and(sound), false) FROM (
    SELECT hash = {HASHED} AND CASE
        WHEN position = $1 THEN hash = $2
        ELSE (position, previous) = (place_before + 1, hash_before)
    END IS TRUE AS sound
    FROM (
        SELECT *, lag(position, 1, 0::bigint) OVER w AS place_before,
            lag(hash, 1, {GENESIS}) OVER w AS hash_before
        FROM seals WHERE position >= $1 WINDOW w AS (ORDER BY position)
    ) AS links
    UNION ALL SELECT $1 = 0 OR EXISTS (SELECT FROM seals WHERE position = $1)
) AS links
"""  # noqa: S608  # our own names


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands."""

    position: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A key's last checkpoint, as the database has it."""

    number: int
    signed_at: datetime
    line: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept outside the database.

    Attributes:
        keys: Public keys that sign into that place.
        checkpoints: Of each sound line its ``key``, ``number``, ``position``, ``hash``, ``line``.
        faults: What is wrong with the place itself, in words.
    """

    keys: Sequence[str]
    checkpoints: Sequence[Mapping[str, str | int]]
    faults: Sequence[str]


async def our_turn(tx: Transaction) -> bool:
    """Whether nobody else signs at this moment; they are kept out until this transaction ends."""
    return bool(await tx.value(OUR_TURN, LOCK))


async def head(tx: Transaction) -> Head | None:
    """The newest seal."""
    row = await tx.row(NEWEST_SEAL)
    return Head(row["position"], row["hash"]) if row else None


async def last(tx: Transaction, key: str) -> Signed | None:
    """What this key signed last."""
    row = await tx.row(LAST, key)
    return Signed(row["number"], row["signed_at"], row["line"]) if row else None


async def has_grown_from(tx: Transaction, signed: Head) -> bool:
    """Whether the chain still holds this seal, and all above it rests on it."""
    return bool(await tx.value(GROWN, signed.position, signed.hash))


async def add(tx: Transaction, key: str, signed: Signed, position: int) -> None:
    """Remember a checkpoint."""
    await tx.run(ADD, key, signed.number, position, signed.line, signed.signed_at)


async def lines_after(tx: Transaction, key: str, number: int) -> Sequence[str]:
    """A key's lines from the one after this number on."""
    return [row["line"] for row in await tx.rows(AFTER, key, number)]
