"""Orders: their moves and numbers, offers, holds and the stock put aside for them."""

from __future__ import annotations

from typing import Final

from domain.ordering import MOVES
from storage.check.invariant import Invariant

FIRST_NUMBER = 1001
_LEGAL = ", ".join(
    f"('{before}', '{after}')" for before in MOVES for after in sorted(MOVES[before])
)

NUMBERS = Invariant(
    "S5-numbers",
    "Order numbers have no gap and end where the counter stands",
    f"""
    SELECT format('%s orders from %s to %s, counter at %s', many, lowest, highest, last) AS key
    FROM (
        SELECT count(*) AS many, coalesce(min(number), {FIRST_NUMBER}) AS lowest,
            coalesce(max(number), {FIRST_NUMBER - 1}) AS highest
        FROM orders
    ) AS given, counters
    WHERE name = 'order'
        AND (lowest, highest, many) <> ({FIRST_NUMBER}, last, last - {FIRST_NUMBER - 1})
    """,  # noqa: S608  # our own numbers
)

MOVED = Invariant(
    "S5-moves",
    "An order's moves begin with placed, follow on one another and are all allowed",
    f"""
    SELECT order_id::text AS key FROM (
        SELECT order_id, before, after,
            lag(after) OVER (PARTITION BY order_id ORDER BY id) AS stood
        FROM order_moves
    ) AS steps
    WHERE before IS DISTINCT FROM stood
        OR (before IS NULL AND after <> 'placed')
        OR (before IS NOT NULL AND (before, after) NOT IN ({_LEGAL}))
    """,  # noqa: S608  # the domain's own words
)

STATUS = Invariant(
    "S5-status",
    "An order stands where its last move brought it",
    """
    SELECT o.id::text AS key FROM orders o
    LEFT JOIN (SELECT order_id, max(id) AS id FROM order_moves GROUP BY order_id) AS latest
        ON latest.order_id = o.id
    LEFT JOIN order_moves m ON m.id = latest.id
    WHERE m.after IS DISTINCT FROM o.status
    """,
)

LIVE = Invariant(
    "S6-live",
    "An order has at most one live offer",
    """
    SELECT order_id::text AS key FROM offers
    WHERE status IN ('proposed', 'open', 'part', 'accepted')
    GROUP BY order_id HAVING count(*) > 1
    """,
)

OFFERS = Invariant(
    "S7-offers",
    "An order is with the vendor who accepted it, is offered to one, or has no live offer",
    """
    SELECT o.id::text AS key FROM orders o LEFT JOIN (
        SELECT order_id, count(*) FILTER (WHERE status = 'accepted') AS accepted,
            count(*) FILTER (WHERE status IN ('proposed', 'open', 'part')) AS asked,
            (array_agg(vendor_id) FILTER (WHERE status = 'accepted'))[1] AS taker
        FROM offers WHERE status IN ('proposed', 'open', 'part', 'accepted') GROUP BY order_id
    ) AS live ON live.order_id = o.id
    WHERE CASE
        WHEN o.status IN ('accepted', 'dispatched', 'delivered', 'completed')
            THEN coalesce(accepted, 0) <> 1 OR taker <> o.vendor_id
        WHEN o.status = 'offered'
            THEN coalesce(accepted, 0) <> 0 OR coalesce(asked, 0) = 0
        ELSE coalesce(accepted + asked, 0) <> 0
    END
    """,
)

# While a dearer offer waits for the shop's yes, an order that had no hold gets none.
HELD = Invariant(
    "S7-held",
    "A credit order under way has one open hold of its total with its vendor; no other has any",
    """
    WITH holds AS (
        SELECT h.* FROM transfers h WHERE h.kind = 'pending'
            AND NOT EXISTS (SELECT FROM transfers s WHERE s.pending_id = h.id)
    ), proposed AS (
        SELECT order_id FROM offers WHERE status = 'proposed'
    ), totals AS (
        SELECT order_id, sum(net) + sum(round(net * vat_bp / 10000)) AS paisa FROM (
            SELECT l.order_id, l.vat_bp, sum(round(l.price_paisa * l.quantity)) AS net
            FROM order_lines l JOIN orders o ON o.id = l.order_id
            WHERE o.on_credit AND o.status IN ('placed', 'offered', 'accepted', 'dispatched')
            GROUP BY l.order_id, l.vat_bp
        ) AS rates GROUP BY order_id
    )
    SELECT coalesce(o.id, h.order_id)::text AS key
    FROM orders o FULL JOIN holds h ON h.order_id = o.id
    LEFT JOIN totals t ON t.order_id = o.id
    WHERE h.id IS DISTINCT FROM o.hold_id OR CASE
        WHEN h.id IS NULL THEN o.on_credit
            AND o.status IN ('placed', 'offered', 'accepted', 'dispatched')
            AND NOT (o.status = 'offered' AND o.id IN (SELECT order_id FROM proposed))
        ELSE (h.vendor_id, h.shop_id, h.amount_paisa)
            IS DISTINCT FROM (o.vendor_id, o.shop_id, t.paisa)
    END
    """,
)

RESERVED = Invariant(
    "S11-reserved",
    "Stock put aside is what accepted and dispatched orders wait for, and no more than there is",
    """
    SELECT coalesce(q.vendor_id, w.vendor_id) || ' ' || coalesce(q.sku, w.sku) AS key
    FROM quotes q FULL JOIN (
        SELECT o.vendor_id, l.sku, sum(l.quantity) AS quantity
        FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.status IN ('accepted', 'dispatched') AND l.quantity > 0
        GROUP BY o.vendor_id, l.sku
    ) AS w ON w.vendor_id = q.vendor_id AND w.sku = q.sku
    WHERE q.reserved IS DISTINCT FROM coalesce(w.quantity, 0) OR q.reserved > q.stock
    """,
)

PRICES = Invariant(
    "S11-prices",
    "A vendor's price is the last one in the history of prices",
    """
    SELECT q.vendor_id || ' ' || q.sku AS key FROM quotes q LEFT JOIN (
        SELECT DISTINCT ON (vendor_id, sku) vendor_id, sku, after_paisa
        FROM price_changes ORDER BY vendor_id, sku, at DESC, seq DESC
    ) AS latest USING (vendor_id, sku)
    WHERE latest.after_paisa IS DISTINCT FROM q.price_paisa
    """,
)

INVARIANTS: Final = (NUMBERS, MOVED, STATUS, LIVE, OFFERS, HELD, RESERVED, PRICES)
