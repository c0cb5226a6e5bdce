"""A vendor's stock: put aside when it takes an order, given back or handed over later."""

from __future__ import annotations

from domain.ordering import Order
from storage.store import Transaction

# A vendor that takes an order has the goods, whatever it told us of its stock before.
RESERVE = """
UPDATE quotes SET reserved = reserved + $3, stock = greatest(stock, reserved + $3)
WHERE vendor_id = $1 AND sku = $2
"""
RELEASE = "UPDATE quotes SET reserved = reserved - $3 WHERE vendor_id = $1 AND sku = $2"
HAND_OVER = """
UPDATE quotes SET reserved = reserved - $3, stock = stock - $4 WHERE vendor_id = $1 AND sku = $2
"""


def _lines(order: Order) -> list[tuple[object, ...]]:
    """By product, so that two orders never wait for each other crosswise."""
    return [
        (order.vendor_id, line.sku, line.quantity)
        for line in sorted(order.lines, key=lambda line: line.sku)
    ]


async def reserve(tx: Transaction, order: Order) -> None:
    """Put the order's goods aside."""
    await tx.run_many(RESERVE, _lines(order))


async def release(tx: Transaction, order: Order) -> None:
    """Give them back."""
    await tx.run_many(RELEASE, _lines(order))


async def hand_over(tx: Transaction, order: Order) -> None:
    """What arrived is gone; what did not goes back to stock."""
    await tx.run_many(
        HAND_OVER,
        [
            (order.vendor_id, line.sku, line.quantity, line.arrived)
            for line in sorted(order.lines, key=lambda line: line.sku)
        ],
    )
