"""Payments: receipts without gaps, each in the ledger once, allocated no further than it goes."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant

FIRST_RECEIPT = 101

RECEIPTS = Invariant(
    "S12-receipts",
    "Receipt numbers have no gap and end where the counter stands",
    f"""
    SELECT format('%s receipts from %s to %s, counter at %s', many, lowest, highest, last) AS key
    FROM (
        SELECT count(*) AS many, coalesce(min(number), {FIRST_RECEIPT}) AS lowest,
            coalesce(max(number), {FIRST_RECEIPT - 1}) AS highest
        FROM payments
    ) AS given, counters
    WHERE name = 'receipt'
        AND (lowest, highest, many) <> ({FIRST_RECEIPT}, last, last - {FIRST_RECEIPT - 1})
    """,  # noqa: S608  # our own numbers
)

POSTED = Invariant(
    "S12-posted",
    "A payment that counts is in the ledger once, whole; one claimed or denied is not",
    """
    WITH posted AS (
        SELECT payment_id, count(*) AS times, min(amount_paisa) AS amount_paisa,
            min(debit) AS debit, min(credit) AS credit
        FROM transfers WHERE reason = 'payment' GROUP BY payment_id
    )
    SELECT coalesce(p.id, t.payment_id)::text AS key
    FROM payments p FULL JOIN posted t ON t.payment_id = p.id
    WHERE CASE
        WHEN p.status IN ('waiting', 'confirmed', 'silent', 'disputed') THEN
            (t.times, t.amount_paisa, t.debit, t.credit) IS DISTINCT FROM (
                1, p.amount_paisa, 'cash:' || p.vendor_id || ':' || p.method,
                'receivable:' || p.vendor_id || ':' || p.shop_id
            )
        ELSE t.times IS NOT NULL
    END
    """,
)

ALLOCATED = Invariant(
    "S12-allocated",
    "A payment that counts goes to bills of its shop and vendor, and no further than it reaches",
    """
    SELECT p.id::text AS key FROM payments p JOIN (
        SELECT a.payment_id, sum(a.amount_paisa) AS paisa,
            bool_and((o.shop_id, o.vendor_id) = (q.shop_id, q.vendor_id)) AS own
        FROM allocations a JOIN orders o ON o.id = a.order_id JOIN payments q ON q.id = a.payment_id
        GROUP BY a.payment_id
    ) AS spread ON spread.payment_id = p.id
    WHERE paisa NOT BETWEEN 0 AND p.amount_paisa OR NOT own
        OR (p.status IN ('claimed', 'denied') AND paisa <> 0)
    """,
)

# A shortage agreed after paying leaves more paid than is due; never more than was billed.
OVERPAID = Invariant(
    "S12-overpaid",
    "No bill gets more than was billed",
    """
    SELECT order_id::text AS key
    FROM (SELECT order_id, sum(amount_paisa) AS paisa FROM allocations GROUP BY order_id) AS paid
    LEFT JOIN (
        SELECT order_id, sum(amount_paisa) AS paisa FROM transfers
        WHERE reason IN ('order_delivered', 'vat_charged') GROUP BY order_id
    ) AS billed USING (order_id)
    WHERE paid.paisa NOT BETWEEN 0 AND coalesce(billed.paisa, 0)
    """,
)

INVARIANTS: Final = (RECEIPTS, POSTED, ALLOCATED, OVERPAID)
