"""The sealer: hashes what was added to the books, each seal on top of the one before.

Rows are numbered when they are written and seen when their turn commits, so a low number may show
up after a higher one, or never when its turn was rolled back. A gap is therefore sealed only once
nobody can fill it: whoever takes a number holds the book's insert lock from before that until his
commit, so when all who held it after we read the highest number are gone, all up to it is final.
(A transaction's id is no help: a number is taken before the id is.) Turns are only looked at,
never waited for by lock, and never wait.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from storage.books import AUDIT, TRANSFERS, Book
from storage.store import Store, Transaction

LOCK: Final = 7_245_002
ROWS_AT_MOST: Final = 10_000  # of each book in one seal, so that a backlog is no long statement
WRITERS_SECONDS: Final = 1.5
LOOK_SECONDS: Final = 0.02

GENESIS: Final = "decode(repeat('00', 32), 'hex')"  # what the first seal stands on
HASHED: Final = """sha256(previous || int8send(position) || int8send(transfers_after)
    || int8send(transfers_upto) || int8send(audit_after) || int8send(audit_upto)
    || timestamptz_send(sealed_at) || sha256(transfers) || sha256(audit))"""

NUMBERED = f"SELECT {TRANSFERS.sequence} AS transfers, {AUDIT.sequence} AS audit"
WRITERS = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relation IN (
        SELECT 'transfers'::regclass UNION ALL SELECT relid FROM pg_partition_tree('audit')
    )
"""
OUR_TURN = "SELECT pg_try_advisory_xact_lock($1)"


def _added(book: Book, horizon: str) -> str:
    """The rows after the last seal, up to a number nobody can come in below any more."""
    return f"""
    SELECT coalesce(max(seq), min(after)) AS upto,
        coalesce(string_agg(entry, ''::bytea ORDER BY seq), '') AS entries
    FROM (SELECT {book.table}_upto AS after FROM newest) AS start LEFT JOIN LATERAL (
        SELECT seq, {book.entry} AS entry FROM {book.table}
        WHERE seq > after AND seq <= {horizon} ORDER BY seq LIMIT {ROWS_AT_MOST}
    ) AS added ON true
    """  # noqa: S608  # our own names and numbers


SEAL = f"""
WITH newest AS (
    SELECT coalesce(s.position, 0) AS position, coalesce(s.hash, {GENESIS}) AS hash,
        coalesce(s.transfers_upto, 0) AS transfers_upto, coalesce(s.audit_upto, 0) AS audit_upto
    FROM (VALUES (1)) AS always LEFT JOIN LATERAL (
        SELECT * FROM seals ORDER BY position DESC LIMIT 1
    ) AS s ON true
), added AS (
    SELECT n.position + 1 AS position, n.hash AS previous,
        n.transfers_upto AS transfers_after, t.upto AS transfers_upto,
        n.audit_upto AS audit_after, a.upto AS audit_upto,
        t.entries AS transfers, a.entries AS audit, $3::timestamptz AS sealed_at
    FROM newest n, ({_added(TRANSFERS, "$1")}) AS t, ({_added(AUDIT, "$2")}) AS a
)
INSERT INTO seals (position, previous, hash, transfers_after, transfers_upto, audit_after,
    audit_upto, transfers, audit, sealed_at)
SELECT position, previous, {HASHED}, transfers_after, transfers_upto, audit_after,
    audit_upto, transfers, audit, sealed_at
FROM added WHERE octet_length(transfers) + octet_length(audit) > 0
RETURNING position
"""  # noqa: S608  # our own names and numbers


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far both books are final: no row up to these numbers will still come.

    Attributes:
        transfers: The highest final ``transfers.seq``.
        audit: The highest final ``audit.seq``.
    """

    transfers: int
    audit: int


async def seal(store: Store) -> int:
    """Seal all that is final; returns how many seals that took.

    Can be called by any number of processes at any time: one of them does it, the others return.
    A crash leaves no trace but rows that the next call seals.
    """
    horizon = await final(store)
    made = 0
    if horizon is not None:
        while await _seal_once(store, horizon):
            made += 1
    return made


async def final(store: Store) -> Horizon | None:
    """How far the books are final, or None when a turn writes for long: the next call will know."""
    async with store.transaction() as tx:
        row = await tx.row(NUMBERED)
        assert row is not None
        writers = await _writers(tx)  # read after the numbers: all who took one are among them
    until = time.monotonic() + WRITERS_SECONDS
    while writers:
        if time.monotonic() > until:
            return None
        await asyncio.sleep(LOOK_SECONDS)
        async with store.transaction() as tx:
            writers &= await _writers(tx)
    return Horizon(row["transfers"], row["audit"])


async def _writers(tx: Transaction) -> frozenset[str]:
    return frozenset(row["virtualtransaction"] for row in await tx.rows(WRITERS))


async def _seal_once(store: Store, horizon: Horizon) -> bool:
    async with store.transaction() as tx:
        return bool(await tx.value(OUR_TURN, LOCK)) and await add_seal(tx, horizon)


async def add_seal(tx: Transaction, horizon: Horizon) -> bool:
    """One seal over what was added since the last; False when that is nothing."""
    made = await tx.value(SEAL, horizon.transfers, horizon.audit, tx.at)
    return made is not None
