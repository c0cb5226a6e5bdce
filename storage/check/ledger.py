"""The ledger: both ends of every transfer, what it weighs, holds, reversals, limits."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant

ENDS = Invariant(
    "S1-ends",
    "A transfer has two ends in its vendor's book, one of them its shop's debt, and an amount",
    """
    SELECT id::text AS key FROM (
        SELECT id, vendor_id, amount_paisa, CASE 'receivable:' || vendor_id || ':' || shop_id
            WHEN debit THEN credit WHEN credit THEN debit
        END AS other
        FROM transfers
    ) AS ends
    WHERE amount_paisa <= 0
        OR (split_part(other, ':', 2) = vendor_id::text) IS NOT TRUE
        OR split_part(other, ':', 1) = 'receivable'
    """,
)

REASONS = Invariant(
    "S1-reasons",
    "A transfer's kind and accounts are those of its reason",
    """
    SELECT id::text AS key FROM transfers
    WHERE reason NOT IN ('reversal', 'opening')
        AND (reason, kind, split_part(debit, ':', 1), split_part(credit, ':', 1)) NOT IN (
            ('order_held', 'pending', 'receivable', 'sales'),
            ('order_released', 'voids', 'receivable', 'sales'),
            ('order_delivered', 'posts', 'receivable', 'sales'),
            ('order_delivered', 'posted', 'receivable', 'sales'),
            ('vat_charged', 'posted', 'receivable', 'vat'),
            ('payment', 'posted', 'cash', 'receivable'),
            ('shortage', 'posted', 'returns', 'receivable')
        )
    """,
)

WEIGHTS = Invariant(
    "S2-weights",
    "What a transfer does to debt and holds follows from its ends, kind and amount",
    """
    SELECT t.id::text AS key FROM transfers t LEFT JOIN transfers p ON p.id = t.pending_id
    WHERE t.owed_paisa <> CASE
            WHEN t.kind IN ('pending', 'voids') THEN 0
            WHEN t.debit LIKE 'receivable:%' THEN t.amount_paisa
            ELSE -t.amount_paisa
        END
        OR t.held_paisa <> CASE
            WHEN t.kind = 'pending' THEN t.amount_paisa
            ELSE -coalesce(p.amount_paisa, 0)
        END
    """,
)

HOLDS = Invariant(
    "S3-holds",
    "A hold is settled at most once, for its order, between its ends, for no more than was held",
    """
    SELECT t.id::text AS key FROM transfers t LEFT JOIN transfers p ON p.id = t.pending_id
    WHERE t.pending_id IS NOT NULL AND (
        p.kind IS DISTINCT FROM 'pending'
        OR (p.debit, p.credit, p.order_id) IS DISTINCT FROM (t.debit, t.credit, t.order_id)
        OR t.amount_paisa > p.amount_paisa
        OR (t.kind = 'voids' AND t.amount_paisa <> p.amount_paisa)
    )
    UNION ALL
    SELECT pending_id::text FROM transfers WHERE pending_id IS NOT NULL
    GROUP BY pending_id HAVING count(*) > 1
    """,
)

REVERSALS = Invariant(
    "S3-reversals",
    "A reversal takes back one posted transfer, once, with its ends swapped",
    """
    SELECT t.id::text AS key FROM transfers t LEFT JOIN transfers r ON r.id = t.reverses_id
    WHERE (t.reason = 'reversal') <> (t.reverses_id IS NOT NULL)
        OR (t.reverses_id IS NOT NULL AND (
            t.kind <> 'posted' OR r.kind IS NULL OR r.kind NOT IN ('posted', 'posts')
            OR (r.credit, r.debit, r.amount_paisa, r.order_id, r.payment_id)
                IS DISTINCT FROM (t.debit, t.credit, t.amount_paisa, t.order_id, t.payment_id)
        ))
    UNION ALL
    SELECT reverses_id::text FROM transfers WHERE reverses_id IS NOT NULL
    GROUP BY reverses_id HAVING count(*) > 1
    """,
)

# One cause is one commit, so steps are taken by cause. A hold that raised what a shop owes and
# holds had to fit its limit of that time: the one before the next change of it, else today's.
LIMITS = Invariant(
    "S4-limits",
    "No hold ever brought a shop above the limit it had then",
    """
    WITH changes AS MATERIALIZED (
        SELECT (event ->> 'shop_id')::uuid AS shop_id, at, (event ->> 'before')::bigint AS before
        FROM audit WHERE kind = 'LimitSet'
    ), lowest AS (
        SELECT s.id AS shop_id, s.limit_paisa, least(s.limit_paisa, min(c.before)) AS least_paisa
        FROM shops s LEFT JOIN changes c ON c.shop_id = s.id GROUP BY s.id
    ), steps AS (
        SELECT shop_id, cause_key, max(seq) AS seq, max(at) AS at,
            bool_or(kind = 'pending') AS holds, sum(owed_paisa + held_paisa) AS raised
        FROM transfers GROUP BY shop_id, cause_key
    ), running AS (
        SELECT *, sum(raised) OVER (PARTITION BY shop_id ORDER BY seq) AS exposure FROM steps
    )
    SELECT r.cause_key AS key FROM running r JOIN lowest l USING (shop_id)
    WHERE r.holds AND r.raised > 0 AND r.exposure > l.least_paisa
        AND r.exposure > coalesce((
            SELECT c.before FROM changes c WHERE c.shop_id = r.shop_id AND c.at > r.at
            ORDER BY c.at LIMIT 1
        ), l.limit_paisa)
    """,
)

AUDITED = Invariant(
    "S9-audited",
    "Every transfer has its line in the audit, and every such line its transfer",
    """
    SELECT cause_key AS key FROM (
        SELECT cause_key, 1 AS one FROM transfers
        UNION ALL SELECT cause_key, -1 FROM audit WHERE kind = 'Transferred'
    ) AS both_books
    GROUP BY cause_key HAVING sum(one) <> 0
    """,
)

INVARIANTS: Final = (ENDS, REASONS, WEIGHTS, HOLDS, REVERSALS, LIMITS, AUDITED)
