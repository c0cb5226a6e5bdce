"""Prices and stock, written down."""

from __future__ import annotations

from domain import events as e
from domain.ids import Cause
from storage.store import Transaction

SET_PRICE = """
INSERT INTO quotes (vendor_id, sku, price_paisa, stock, changed_at) VALUES ($1, $2, $3, 0, $4)
ON CONFLICT (vendor_id, sku) DO UPDATE
    SET price_paisa = excluded.price_paisa, changed_at = excluded.changed_at
"""
PRICE_CHANGE = """
INSERT INTO price_changes (at, vendor_id, sku, before_paisa, after_paisa, cause_key)
VALUES ($1, $2, $3, $4, $5, $6)
"""
# What a vendor says it has is free to sell: what it promised already lies aside.
SET_STOCK = """
UPDATE quotes SET stock = reserved + $3, available = $3 > 0, changed_at = $4
WHERE vendor_id = $1 AND sku = $2
"""


async def write(tx: Transaction, cause: Cause, event: e.PriceSet | e.StockSet) -> None:
    """The rows of one event."""
    match event:
        case e.PriceSet():
            before = event.before.paisa if event.before else None
            await tx.run(SET_PRICE, event.vendor_id, event.sku, event.after.paisa, cause.at)
            await tx.run(
                PRICE_CHANGE,
                cause.at,
                event.vendor_id,
                event.sku,
                before,
                event.after.paisa,
                cause.key,
            )
        case e.StockSet():
            await tx.run(SET_STOCK, event.vendor_id, event.sku, event.stock, cause.at)
