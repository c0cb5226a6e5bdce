"""What WhatsApp brought, stored once: who wrote, what they wrote, how far our messages came."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from domain.ids import PersonId
from storage import contacts, delivery
from storage.arrivals import IdentityItem, MessageItem, OtherItem, StatusItem
from storage.delivery import Progress
from storage.store import Transaction

HERE = "SELECT key FROM causes WHERE key = ANY($1::text[])"
ADD_MESSAGES = """
INSERT INTO causes (key, kind, person_id, payload, payload_hash, said_at, received_at, due_at)
SELECT key, 'message', person_id, payload, payload_hash, said_at, $6, $6
FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bytea[], $5::timestamptz[])
    AS came (key, person_id, payload, payload_hash, said_at)
ON CONFLICT (key) DO NOTHING
RETURNING person_id
"""
ADD_STRAYS = """
INSERT INTO strays (key, kind, payload, received_at)
SELECT key, kind, payload, $4
FROM unnest($1::text[], $2::text[], $3::bytea[]) AS came (key, kind, payload)
ON CONFLICT (key) DO NOTHING
RETURNING key
"""
ADD_STATUSES = """
INSERT INTO message_statuses
    (wamid, status, at, outgoing_id, error_code, error_detail, category, billed, payload)
SELECT wamid, status, at, outgoing_id, error_code, error_detail, category, billed, payload
FROM unnest(
    $1::text[], $2::text[], $3::timestamptz[], $4::uuid[], $5::int[], $6::text[], $7::text[],
    $8::bool[], $9::bytea[]
) AS came (wamid, status, at, outgoing_id, error_code, error_detail, category, billed, payload)
ON CONFLICT (wamid, status, at) DO NOTHING
RETURNING wamid, status
"""


# --- messages -------------------------------------------------------------------------------


async def keep_messages(
    tx: Transaction, messages: Sequence[MessageItem]
) -> tuple[tuple[PersonId, ...], int]:
    """Store new messages under their senders.

    Returns:
        Whose turns can start, and how many messages were new.
    """
    messages = await _new(tx, messages) if messages else []
    if not messages:
        return (), 0
    people = await contacts.senders(tx, messages)
    fresh = await tx.rows(
        ADD_MESSAGES,
        [message.wamid for message in messages],
        people,
        [message.payload for message in messages],
        [sha256(message.payload).digest() for message in messages],
        [message.said_at for message in messages],
        tx.at,
    )
    return tuple(dict.fromkeys(row["person_id"] for row in fresh)), len(fresh)


async def _new(tx: Transaction, messages: Sequence[MessageItem]) -> list[MessageItem]:
    """An old message that comes again says nothing of who has its number today."""
    here = {row["key"] for row in await tx.rows(HERE, [one.wamid for one in messages])}
    return [one for one in messages if one.wamid not in here]


# --- everything else ------------------------------------------------------------------------


async def keep_identities(
    tx: Transaction, identities: Sequence[IdentityItem]
) -> tuple[IdentityItem, ...]:
    """Keep changes of numbers and ids as they came.

    Returns:
        Those that were not here before: only these may move anybody.
    """
    fresh = await _stray(tx, [(one.key, "identity", one.payload) for one in identities])
    return tuple(one for one in identities if one.key in fresh)


async def keep_others(tx: Transaction, others: Sequence[OtherItem]) -> None:
    """Keep what is no message and no status, as it came."""
    await _stray(tx, [(one.key, one.kind, one.payload) for one in others])


async def _stray(tx: Transaction, strays: Sequence[tuple[str, str, bytes]]) -> set[str]:
    if not strays:
        return set()
    keys, kinds, payloads = zip(*strays, strict=True)
    rows = await tx.rows(ADD_STRAYS, list(keys), list(kinds), list(payloads), tx.at)
    return {row["key"] for row in rows}


async def keep_statuses(tx: Transaction, statuses: Sequence[StatusItem]) -> int:
    """Keep delivery statuses and settle the messages they speak of.

    Returns:
        How many were new.
    """
    if not statuses:
        return 0
    trackers = await delivery.trackers(tx, statuses)
    lost = await delivery.failed_before(tx, statuses)
    fresh = await tx.rows(
        ADD_STATUSES,
        [status.wamid for status in statuses],
        [status.status.value for status in statuses],
        [status.at or tx.at for status in statuses],
        trackers,
        [status.error_code for status in statuses],
        [status.error_detail for status in statuses],
        [status.category for status in statuses],
        [status.billed for status in statuses],
        [status.payload for status in statuses],
    )
    new = {(row["wamid"], row["status"]) for row in fresh}
    progress: dict[tuple[UUID, str], Progress] = {}
    for status, outgoing_id in zip(statuses, trackers, strict=True):
        if outgoing_id is not None and (status.wamid, status.status.value) in new:
            key = (outgoing_id, status.wamid)
            before = progress.get(key) or Progress(outgoing_id, status.wamid)
            progress[key] = before.with_status(status, tx.at)
    # "Sent" that comes after "failed" is old news: a new try may be on its way by now.
    told = [one for one in progress.values() if one.wamid not in lost or one.delivered_at]
    await delivery.settle(tx, told)
    return len(fresh)
