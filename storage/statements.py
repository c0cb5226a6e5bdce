"""Statements from the ledger, as known on any day."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from domain.confirmation import Answered, Confirmation
from domain.ledger import Reason
from domain.money import Money
from domain.payments import PaymentStatus
from domain.statement import Parties, Period, Posting, Statement, draw_up
from storage.store import Row, Transaction

# All of one account up to the period's end; served by transfers_shop_ix, allocations_order_ix.
# What stood disputed is a claim that nobody had decided at the time.
POSTINGS = """
SELECT t.at, (t.at AT TIME ZONE 'Asia/Kathmandu')::date AS day, t.reason,
    t.owed_paisa, v.name AS vendor, o.number AS "order", b.due_on,
    p.number AS receipt, p.method, p.status, p.at AS paid_at, p.answered_at,
    CASE WHEN t.reason = 'order_delivered' THEN (
        SELECT coalesce(sum(a.amount_paisa), 0)::bigint FROM allocations a
        WHERE a.order_id = t.order_id AND a.at < known.until
    ) ELSE 0 END AS settled,
    t.order_id IS NOT NULL AND t.payment_id IS NULL AND EXISTS (
        SELECT FROM shortages s WHERE s.order_id = t.order_id AND s.claimed_at <= $3
            AND (s.decided_at IS NULL OR s.decided_at > $3 OR s.status = 'denied')
    ) AS disputed
FROM (
    SELECT least(
        $3::timestamptz + interval '1 microsecond',
        ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Kathmandu'
    ) AS until
) AS known, transfers t
JOIN vendors v ON v.id = t.vendor_id
LEFT JOIN orders o ON o.id = t.order_id
LEFT JOIN bills b ON b.order_id = t.order_id
LEFT JOIN payments p ON p.id = t.payment_id
WHERE t.shop_id = $1 AND ($2::uuid IS NULL OR t.vendor_id = $2)
    AND t.owed_paisa <> 0 AND t.at < known.until
ORDER BY t.at, t.seq
"""
PARTIES = """
SELECT s.code AS shop_code, s.name AS shop_name, coalesce(v.code, '') AS vendor_code,
    coalesce(v.name, '') AS vendor_name
FROM shops s LEFT JOIN vendors v ON v.id = $2 WHERE s.id = $1
"""


async def statement(
    tx: Transaction, shop_id: UUID, vendor_id: UUID | None, period: Period, known_at: datetime
) -> Statement:
    """A shop's account with one vendor or with all, as it was known at a moment.

    Nothing is edited, only added, so what is read for a moment gone by is the same for ever.
    """
    parties = await tx.row(PARTIES, shop_id, vendor_id)
    assert parties is not None
    rows = await tx.rows(POSTINGS, shop_id, vendor_id, known_at, period.last)
    postings = [_posting(row, known_at) for row in rows]
    return draw_up(Parties(**dict(parties)), period, known_at, postings)


def _posting(row: Row, known_at: datetime) -> Posting:
    return Posting(
        at=row["at"],
        day=row["day"],
        reason=Reason(row["reason"]),
        amount=Money(row["owed_paisa"]),
        vendor=row["vendor"],
        order=row["order"],
        receipt=row["receipt"],
        method=row["method"] or "",
        due_on=row["due_on"],
        settled=Money(row["settled"]),
        confirmation=_confirmation(row, known_at),
    )


def _confirmation(row: Row, known_at: datetime) -> Confirmation:
    if row["status"] is None:
        return Confirmation.DISPUTED if row["disputed"] else Confirmation.BOTH
    answered = Answered(PaymentStatus(row["status"]), row["paid_at"], row["answered_at"])
    return answered.as_known(known_at)
