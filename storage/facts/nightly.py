"""Shops with all that their scores are made of, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from domain.credit_events import Scored
from domain.ids import ShopId
from domain.limits import open_cut
from domain.nightly import Judged, JudgedShop
from domain.opening import NEPAL
from domain.risk import PATTERN_DAYS, WEEK_DAYS, PlacedOrder
from domain.scoring import Parts
from storage.facts import orders
from storage.facts.history import ShopHistory, histories
from storage.facts.people import SHOP_LOCKED, as_shop
from storage.facts.scores import nepals_day
from storage.store import Row, Transaction

SHOPS_AT_ONCE = 50
LATELY = timedelta(days=PATTERN_DAYS + 2 * WEEK_DAYS)
NEXT_SHOPS = """
SELECT * FROM shops WHERE id > $1 AND standing IN ('approved', 'frozen')
ORDER BY id LIMIT $2 FOR NO KEY UPDATE
"""
LAST_SCORES = """
SELECT last.* FROM unnest($1::uuid[]) AS shop (id) CROSS JOIN LATERAL (
    SELECT * FROM scores WHERE shop_id = shop.id ORDER BY scores.id DESC LIMIT 1
) AS last
"""


async def after_payment(tx: Transaction, shop: UUID) -> Judged:
    """The shop that a payment came from, at this moment."""
    row = await tx.row(SHOP_LOCKED, shop)
    assert row is not None
    return Judged(await _judged(tx, [row]), nepals_day(tx))


async def at_night(tx: Transaction, after: UUID, on: date) -> Judged:
    """The next shops, by id, at the end of a day.

    Args:
        after: The last of the batch before.
    """
    rows = await tx.rows(NEXT_SHOPS, after, SHOPS_AT_ONCE)
    more = ShopId(rows[-1]["id"]) if len(rows) == SHOPS_AT_ONCE else None
    newest = on == nepals_day(tx) - timedelta(days=1)
    return Judged(await _judged(tx, rows), on, final=True, newest=newest, more=more)


async def _judged(tx: Transaction, rows: Sequence[Row]) -> tuple[JudgedShop, ...]:
    ids = [row["id"] for row in rows]
    found = await histories(tx, ids)
    last = {row["shop_id"]: scored(row) for row in await tx.rows(LAST_SCORES, ids)}
    return tuple(
        [
            JudgedShop(
                as_shop(row),
                found[row["id"]].history,
                found[row["id"]].changes,
                last.get(row["id"]),
                await _lately(tx, found[row["id"]], row["id"]),
            )
            for row in rows
        ]
    )


async def _lately(tx: Transaction, one: ShopHistory, shop: UUID) -> tuple[PlacedOrder, ...]:
    """The orders of the last weeks, where a cut of the limit still stands."""
    if open_cut(one.changes) is None:
        return ()
    since = tx.at - LATELY
    return tuple(
        PlacedOrder(order.id, order.code, order.placed_at.astimezone(NEPAL).date(), order.total)
        for order in await orders.orders(tx, orders.OF_SHOP_SINCE, shop, since)
    )


def scored(row: Row) -> Scored:
    """A score from its row."""
    return Scored(
        shop_id=ShopId(row["shop_id"]),
        on=row["day"],
        value=row["value"],
        thin=row["thin"],
        settled_bills=row["settled_bills"],
        parts=Parts(row["payment_bp"], row["debt_bp"], row["volume_bp"], row["age_bp"]),
        weights_version=row["weights_version"],
        final=row["final"],
    )
