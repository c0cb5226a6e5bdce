"""Scores, written down."""

from __future__ import annotations

from domain import events as e
from domain.ids import Cause
from storage.store import Transaction

ADD_SCORE = """
INSERT INTO scores (shop_id, day, final, value, thin, settled_bills, payment_bp, debt_bp, volume_bp,
    age_bp, weights_version, cause_key, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


async def write(tx: Transaction, cause: Cause, event: e.Scored) -> None:
    """The row of a score."""
    await tx.run(
        ADD_SCORE,
        event.shop_id,
        event.on,
        event.final,
        event.value,
        event.thin,
        event.settled_bills,
        event.parts.payment_bp,
        event.parts.debt_bp,
        event.parts.volume_bp,
        event.parts.age_bp,
        event.weights_version,
        cause.key,
        cause.at,
    )
