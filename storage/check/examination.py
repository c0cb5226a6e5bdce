"""All invariants, tried one after the other.

The codes are those of our promises: S what is true at every moment, L what may lag a while but is
true again once everything has come to rest. All queries see one snapshot and change nothing.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Final

from storage.check import (
    deliveries,
    ledger,
    messages,
    orders,
    payments,
    schema,
    scores,
    seals,
    waiting,
)
from storage.check.invariant import KEYS_SHOWN, Invariant, Result
from storage.checkpoints import Kept
from storage.store import Store, Transaction

INVARIANTS: Final[tuple[Invariant, ...]] = (
    *ledger.INVARIANTS,
    *orders.INVARIANTS,
    *deliveries.INVARIANTS,
    *payments.INVARIANTS,
    *messages.INVARIANTS,
    *schema.INVARIANTS,
    *scores.INVARIANTS,
    *seals.INVARIANTS,
    *waiting.INVARIANTS,
)

# Counting all that is found keeps the planner from hoping for an early end, which a sound database
# never gives it.
_FIND = """
SELECT key, count(*) OVER () AS found FROM ({breaks}) AS breaks ORDER BY {by} LIMIT {limit}
"""


async def examine(store: Store) -> tuple[Result, ...]:
    """Try every invariant over the whole database, as it is at one moment; writes nothing."""
    async with store.snapshot() as tx:
        return await examine_in(tx)


async def examine_in(tx: Transaction) -> tuple[Result, ...]:
    """Try every invariant over what this transaction sees."""
    return tuple([await _try(tx, one) for one in INVARIANTS])


async def examine_signed(tx: Transaction, kept: Kept) -> Result:
    """Hold the seals against what was signed and kept outside the database."""
    values = (json.dumps(kept.checkpoints), list(kept.keys))
    tried = await _try(tx, seals.SIGNED, *values)
    keys = (*kept.faults, *tried.keys)
    return replace(tried, found=tried.found + len(kept.faults), keys=keys[:KEYS_SHOWN])


async def check_all(store: Store) -> tuple[Result, ...]:
    """The invariants that do not hold."""
    return tuple(result for result in await examine(store) if not result.holds)


async def _try(tx: Transaction, invariant: Invariant, *more: object) -> Result:
    began = time.perf_counter()
    if invariant.look is not None:
        keys = await invariant.look(tx)
        spent = round((time.perf_counter() - began) * 1000)
        return Result(invariant, len(keys), tuple(keys[:KEYS_SHOWN]), spent)
    values = (tx.at,) if "$1" in invariant.breaks else ()
    find = _FIND.format(breaks=invariant.breaks, by=invariant.by, limit=KEYS_SHOWN)
    rows = await tx.rows(find, *values, *more)
    return Result(
        invariant,
        found=rows[0]["found"] if rows else 0,
        keys=tuple(row["key"] for row in rows),
        milliseconds=round((time.perf_counter() - began) * 1000),
    )
