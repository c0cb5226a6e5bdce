"""Deliveries: what arrived, what was billed for it, and what was taken off again."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant

ARRIVED = Invariant(
    "S7-arrived",
    "Every line of a delivered order says what arrived; no other order has arrivals",
    """
    SELECT o.id || ' ' || l.sku AS key FROM orders o JOIN order_lines l ON l.order_id = o.id
    WHERE l.quantity > 0
        AND (l.arrived IS NOT NULL) <> (o.status IN ('delivered', 'completed'))
    """,
)

# Each line is rounded, then VAT once per rate; PostgreSQL rounds a numeric half away from zero.
BILLED = Invariant(
    "S7-billed",
    "A delivery's sale and VAT in the ledger are the value of what arrived, once",
    """
    WITH worth AS (
        SELECT order_id, sum(net) AS net, sum(round(net * vat_bp / 10000)) AS vat FROM (
            SELECT order_id, vat_bp, sum(round(price_paisa * coalesce(arrived, 0))) AS net
            FROM order_lines GROUP BY order_id, vat_bp
        ) AS rates GROUP BY order_id
    ), posted AS (
        SELECT order_id,
            count(*) FILTER (WHERE reason = 'order_delivered') AS sales,
            coalesce(sum(amount_paisa) FILTER (WHERE reason = 'order_delivered'), 0) AS net,
            count(*) FILTER (WHERE reason = 'vat_charged') AS taxes,
            coalesce(sum(amount_paisa) FILTER (WHERE reason = 'vat_charged'), 0) AS vat,
            bool_and((t.shop_id, t.vendor_id) = (o.shop_id, o.vendor_id)) AS own
        FROM transfers t LEFT JOIN orders o ON o.id = t.order_id
        WHERE reason IN ('order_delivered', 'vat_charged') GROUP BY order_id
    )
    SELECT coalesce(o.id, p.order_id)::text AS key
    FROM orders o FULL JOIN posted p ON p.order_id = o.id LEFT JOIN worth w ON w.order_id = o.id
    WHERE CASE
        WHEN o.status IN ('delivered', 'completed') THEN
            (coalesce(p.net, 0), coalesce(p.vat, 0))
                IS DISTINCT FROM (coalesce(w.net, 0), coalesce(w.vat, 0))
            OR p.sales > 1 OR p.taxes > 1 OR p.own IS FALSE
        ELSE p.sales IS NOT NULL
    END
    """,
)

BILLS = Invariant(
    "S7-bills",
    "Every delivered order has one bill with its number, shop and vendor; no other has one",
    """
    SELECT coalesce(o.id, b.order_id)::text AS key
    FROM orders o FULL JOIN bills b ON b.order_id = o.id
    WHERE CASE
        WHEN o.status IN ('delivered', 'completed') THEN
            (b.number, b.shop_id, b.vendor_id) IS DISTINCT FROM (o.number, o.shop_id, o.vendor_id)
        ELSE b.order_id IS NOT NULL
    END
    """,
)

SETTLED = Invariant(
    "S7-settled",
    "A bill is closed when nothing is left to pay of it, and only then",
    """
    SELECT b.order_id::text AS key FROM bills b
    LEFT JOIN (
        SELECT order_id, sum(owed_paisa) AS paisa FROM transfers
        WHERE payment_id IS NULL GROUP BY order_id
    ) AS due ON due.order_id = b.order_id
    LEFT JOIN (
        SELECT order_id, sum(amount_paisa) AS paisa FROM allocations GROUP BY order_id
    ) AS paid ON paid.order_id = b.order_id
    WHERE (b.settled_at IS NOT NULL) <> (coalesce(due.paisa, 0) <= coalesce(paid.paisa, 0))
    """,
)

SHORTAGES = Invariant(
    "S7-shortages",
    "What is taken off a bill for shortages is what its vendor agreed to",
    """
    SELECT order_id::text AS key
    FROM (
        SELECT order_id, sum(amount_paisa) AS paisa FROM shortages
        WHERE status = 'agreed' GROUP BY order_id
    ) AS agreed FULL JOIN (
        SELECT order_id, sum(amount_paisa) AS paisa FROM transfers
        WHERE reason = 'shortage' GROUP BY order_id
    ) AS posted USING (order_id)
    WHERE agreed.paisa IS DISTINCT FROM posted.paisa
    """,
)

INVARIANTS: Final = (ARRIVED, BILLED, BILLS, SETTLED, SHORTAGES)
