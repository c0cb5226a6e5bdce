"""What came in and what goes out: kept as it came, resolved once, nothing vanished."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant

# A message that held a PIN is blanked once it is resolved; its hash stays.
PAYLOADS = Invariant(
    "S8-payloads",
    "Every message is kept as it came",
    """
    SELECT key FROM causes
    WHERE payload_hash <> sha256(payload) AND NOT (status = 'done' AND payload = ''::bytea)
    """,
)

ONCE = Invariant(
    "S8-once",
    "No cause is kept twice",
    "SELECT key FROM causes GROUP BY key HAVING count(*) > 1",
)

CAUSED = Invariant(
    "S9-caused",
    "Every transfer and every move of an order has a cause that is done",
    """
    SELECT cause_key AS key
    FROM (SELECT cause_key FROM transfers UNION SELECT cause_key FROM order_moves) AS effects
    WHERE NOT EXISTS (
        SELECT FROM causes c WHERE c.key = effects.cause_key AND c.status = 'done'
    )
    """,
)

# What is said about a failed try has the cause's key, a hash and the number of the try.
SPOKEN = Invariant(
    "S9-spoken",
    "Every message on its way out has its cause, done unless it speaks of a failed try",
    """
    SELECT key FROM (
        SELECT DISTINCT o.cause_key AS key FROM outgoing o
        WHERE NOT EXISTS (SELECT FROM causes c WHERE c.key = o.cause_key AND c.status = 'done')
    ) AS others
    WHERE key !~ '#[0-9]+$' OR NOT EXISTS (
        SELECT FROM causes c WHERE c.key = regexp_replace(others.key, '#[0-9]+$', '')
    )
    """,
)

SENT = Invariant(
    "S10-sent",
    "A sent message has its WhatsApp id and the time; one being sent, and no other, its lease",
    """
    SELECT id::text AS key FROM outgoing
    WHERE (status = 'sent' AND (wamid IS NULL OR sent_at IS NULL))
        OR (status = 'sending') <> (lease_until IS NOT NULL)
    """,
)

NUMBERED = Invariant(
    "S10-numbered",
    "What a cause says is numbered from 0 without a gap",
    """
    SELECT cause_key AS key FROM outgoing GROUP BY cause_key
    HAVING min(nth) <> 0 OR max(nth) + 1 <> count(DISTINCT nth)
    """,
)

TOLD = Invariant(
    "S10-told",
    "WhatsApp tells of no message of ours that we do not know",
    """
    SELECT DISTINCT s.outgoing_id::text AS key FROM message_statuses s
    WHERE s.outgoing_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM outgoing o WHERE o.id = s.outgoing_id)
    """,
)

TURNS = Invariant(
    "S14-turns",
    "A mailbox counts its person's resolved messages",
    """
    SELECT m.person_id::text AS key FROM mailboxes m LEFT JOIN (
        SELECT person_id, count(*) AS turns FROM causes
        WHERE status = 'done' AND person_id IS NOT NULL GROUP BY person_id
    ) AS done USING (person_id)
    WHERE m.turn <> coalesce(done.turns, 0)
    """,
)

REACHED = Invariant(
    "S14-reached",
    "Everybody has a mailbox and a number or id to be reached at",
    """
    SELECT p.id::text AS key FROM persons p
    WHERE NOT EXISTS (SELECT FROM mailboxes m WHERE m.person_id = p.id)
        -- a newcomer whose number turned out to be somebody else's new one may have none left
        OR (p.role <> 'newcomer'
            AND NOT EXISTS (SELECT FROM contact_points c WHERE c.person_id = p.id))
    """,
)

INVARIANTS: Final = (
    PAYLOADS,
    ONCE,
    CAUSED,
    SPOKEN,
    SENT,
    NUMBERED,
    TOLD,
    TURNS,
    REACHED,
)
