"""Orders and offers, written down: the order as it is now, and the move that brought it there."""

from __future__ import annotations

from domain import events as e
from domain.ids import Cause
from domain.ordering import Order, OrderStatus
from storage.codec import dump
from storage.record import offers, stock
from storage.store import Transaction

ADD_ORDER = """
INSERT INTO orders (id, number, basket_id, shop_id, vendor_id, status, on_credit, placed_by,
    placed_at, hold_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
COUNT_ORDER = "UPDATE counters SET last = $1 WHERE name = 'order' AND last < $1"
ADD_LINE = """
INSERT INTO order_lines (order_id, position, sku, name_en, name_ne, unit, asked, quantity,
    price_paisa, vat_bp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
CHANGE_ORDER = """
UPDATE orders SET vendor_id = $2, status = $3, delivery_code = $4, hold_id = $5
WHERE id = $1
RETURNING (SELECT o.status FROM orders o WHERE o.id = $1) AS before
"""
# Lines as they are now; those no longer among them are nothing. What did not change is not written.
CHANGE_LINES = """
UPDATE order_lines l SET quantity = now.quantity, arrived = now.arrived,
    price_paisa = now.price_paisa, vat_bp = now.vat_bp
FROM (
    SELECT was.sku, coalesce(new.quantity, 0) AS quantity,
        coalesce(new.arrived, was.arrived) AS arrived,
        coalesce(new.price_paisa, was.price_paisa) AS price_paisa,
        coalesce(new.vat_bp, was.vat_bp) AS vat_bp
    FROM order_lines was LEFT JOIN unnest(
        $2::text[], $3::numeric[], $4::numeric[], $5::bigint[], $6::int[]
    ) AS new (sku, quantity, arrived, price_paisa, vat_bp) ON new.sku = was.sku
    WHERE was.order_id = $1
) AS now
WHERE l.order_id = $1 AND l.sku = now.sku AND (l.quantity, l.arrived, l.price_paisa, l.vat_bp)
    IS DISTINCT FROM (now.quantity, now.arrived, now.price_paisa, now.vat_bp)
"""
MOVE = """
INSERT INTO order_moves (order_id, before, after, actor, reason, cause_key, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
BILL = """
INSERT INTO bills (order_id, number, shop_id, vendor_id, due_on, billed_at, settled_at)
VALUES ($1, $2, $3, $4, ($5::timestamptz AT TIME ZONE 'Asia/Kathmandu')::date, $6, $7)
"""
RANKING = """
INSERT INTO rankings (order_id, candidates, at) VALUES ($1, $2::jsonb, $3)
ON CONFLICT (order_id) DO UPDATE SET candidates = excluded.candidates, at = excluded.at
"""
REFUSED = """
INSERT INTO credit_refusals (shop_id, refusal, total_paisa, available_paisa, cause_key, at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
CLAIM = """
INSERT INTO shortages (id, code, order_id, vendor_id, short, amount_paisa, status, claimed_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)
"""
DECIDE = "UPDATE shortages SET status = $2, decided_at = $3 WHERE id = $1"

Event = (
    e.OrderPlaced
    | e.OfferMade
    | e.OfferClosedUnfilled
    | e.OfferPartTaken
    | e.OrderAccepted
    | e.OrderUnfilled
    | e.OrderDispatched
    | e.OrderDelivered
    | e.OrderCompleted
    | e.OrderCancelled
)


async def write(tx: Transaction, cause: Cause, event: Event) -> None:  # noqa: C901  # a list
    """The rows of one event of an order's life."""
    order = event.order
    match event:
        case e.OrderPlaced():
            await _place(tx, cause, order)
        case e.OfferMade():
            await _change(tx, cause, order)
            await offers.save(tx, cause, event.offer)
        case e.OfferClosedUnfilled():
            await offers.save(tx, cause, event.offer)
            if order.status is OrderStatus.ACCEPTED:
                await stock.release(tx, order)
                await _change(tx, cause, order.moved(OrderStatus.OFFERED), event.offer.reason)
            await offers.supersede(tx, order)
        case e.OfferPartTaken():
            await offers.save(tx, cause, event.offer)
        case e.OrderAccepted():
            await _change(tx, cause, order)
            await offers.save(tx, cause, event.offer)
            await stock.reserve(tx, order)
        case e.OrderDelivered():
            await _change(tx, cause, order)
            await stock.hand_over(tx, order)
            await _bill(tx, cause, event)
        case e.OrderCancelled():
            await _change(tx, cause, order, f"{event.by}: {event.reason}")
            if event.before in (OrderStatus.ACCEPTED, OrderStatus.DISPATCHED):
                await stock.release(tx, order)
            await offers.withdraw(tx, cause, order)
        case e.OrderUnfilled() | e.OrderDispatched() | e.OrderCompleted():
            await _change(tx, cause, order)


async def _place(tx: Transaction, cause: Cause, order: Order) -> None:
    await tx.run(
        ADD_ORDER,
        order.id,
        order.number,
        order.basket_id,
        order.shop_id,
        order.vendor_id,
        order.status.value,
        order.on_credit,
        order.placed_by,
        order.placed_at,
        order.hold_id,
    )
    await tx.run(COUNT_ORDER, order.number)
    await tx.run_many(
        ADD_LINE,
        [
            (
                order.id,
                position,
                line.sku,
                line.name.en,
                line.name.ne,
                line.unit,
                line.asked,
                line.quantity,
                line.price.paisa,
                line.vat_bp,
            )
            for position, line in enumerate(order.lines)
        ],
    )
    await _move(tx, cause, order, None, "")


async def _change(tx: Transaction, cause: Cause, order: Order, reason: str = "") -> None:
    """The order as it is now; a new status is a move."""
    before = await tx.value(
        CHANGE_ORDER,
        order.id,
        order.vendor_id,
        order.status.value,
        order.delivery_code,
        order.hold_id,
    )
    await tx.run(
        CHANGE_LINES,
        order.id,
        [line.sku for line in order.lines],
        [line.quantity for line in order.lines],
        [line.arrived for line in order.lines],
        [line.price.paisa for line in order.lines],
        [line.vat_bp for line in order.lines],
    )
    if before != order.status.value:
        await _move(tx, cause, order, before, reason)


async def _move(
    tx: Transaction, cause: Cause, order: Order, before: str | None, reason: str
) -> None:
    await tx.run(
        MOVE,
        order.id,
        before,
        order.status.value,
        cause.actor,
        reason,
        cause.key,
        cause.at,
    )


async def _bill(tx: Transaction, cause: Cause, event: e.OrderDelivered) -> None:
    """What is to pay; a cash order is paid in the same breath, an empty delivery owes nothing."""
    order = event.order
    paid = not order.on_credit or not order.total
    await tx.run(
        BILL,
        order.id,
        order.number,
        order.shop_id,
        order.vendor_id,
        event.due_at,
        cause.at,
        cause.at if paid else None,
    )


async def write_beside(
    tx: Transaction,
    cause: Cause,
    event: e.OrderRefused | e.VendorsRanked | e.ShortageClaimed | e.ShortageDecided,
) -> None:
    """The rows of events that do not move an order."""
    match event:
        case e.VendorsRanked():
            await tx.run(RANKING, event.order.id, dump(event.candidates), cause.at)
        case e.OrderRefused():
            await tx.run(
                REFUSED,
                event.shop_id,
                event.refusal.value,
                event.total.paisa,
                event.available.paisa,
                cause.key,
                cause.at,
            )
        case e.ShortageClaimed(shortage=claim):
            await tx.run(
                CLAIM,
                claim.id,
                claim.code,
                claim.order_id,
                claim.vendor_id,
                dump(dict(claim.short)),
                claim.amount.paisa,
                claim.status.value,
                cause.at,
            )
        case e.ShortageDecided(shortage=decided):
            await tx.run(DECIDE, decided.id, decided.status.value, cause.at)
