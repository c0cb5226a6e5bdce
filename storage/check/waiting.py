"""What waits: never too long, and never for something that will not come."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant

CAUSES = Invariant(
    "L1-causes",
    "Messages and timers are resolved within a minute of their time",
    """
    SELECT key FROM causes WHERE status = 'new' AND due_at < $1::timestamptz - interval '1 minute'
    """,
)

OUTGOING = Invariant(
    "L2-outgoing",
    "Messages leave, or are settled, within five minutes of their time",
    """
    SELECT id::text AS key FROM outgoing
    WHERE (status IN ('queued', 'unknown') AND due_at < $1::timestamptz - interval '5 minutes')
        OR (status = 'sending' AND lease_until < $1::timestamptz - interval '5 minutes')
    """,
)

# A vendor's clock starts when its offer was sent; before that, the message is still on its way.
OFFERS = Invariant(
    "L3-offers",
    "An open offer runs out on time, or its message is still on the way",
    """
    SELECT f.id::text AS key FROM offers f
    WHERE f.status = 'open' AND CASE
        WHEN f.sent_at IS NULL THEN NOT EXISTS (
            SELECT FROM outgoing o
            WHERE o.offer_id = f.id AND o.status IN ('queued', 'sending', 'unknown')
        )
        ELSE NOT EXISTS (
            SELECT FROM causes c WHERE c.key = 'expire:' || f.id AND c.status = 'new'
                AND c.due_at > $1::timestamptz - interval '30 seconds'
        )
    END
    """,
)

TIMERS = Invariant(
    "L3-timers",
    "Whatever goes on by itself has its timer: placed and delivered orders, unanswered payments",
    """
    SELECT waits.timer AS key FROM (
        SELECT 'route:' || id AS timer FROM orders WHERE status = 'placed'
        UNION ALL SELECT 'complete:' || id FROM orders WHERE status = 'delivered'
        UNION ALL SELECT 'silent:' || id FROM payments WHERE status = 'waiting'
    ) AS waits
    WHERE NOT EXISTS (SELECT FROM causes c WHERE c.key = waits.timer AND c.status <> 'done')
    """,
)

PARKED = Invariant(
    "L4-parked",
    "No cause is parked",
    "SELECT key FROM causes WHERE status = 'dead'",
)

INVARIANTS: Final = (CAUSES, OUTGOING, OFFERS, TIMERS, PARKED)
