"""What WhatsApp brought, stored once: who wrote, what they wrote, how far our messages came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from domain.ids import PersonId, derived_id
from storage import delivery
from storage.arrivals import Contact, IdentityItem, MessageItem, OtherItem, StatusItem
from storage.delivery import Progress
from storage.store import Row, Transaction

KNOWN = """
SELECT person_id, phone, bsuid FROM contact_points
WHERE phone = ANY($1::text[])
UNION
SELECT person_id, phone, bsuid FROM contact_points
WHERE bsuid = ANY($2::text[])
"""
ADD_PERSONS = """
INSERT INTO persons (id, name, met_at)
SELECT id, name, $3 FROM unnest($1::uuid[], $2::text[]) AS met (id, name)
ON CONFLICT (id) DO NOTHING
"""
ADD_MAILBOXES = """
INSERT INTO mailboxes (person_id) SELECT unnest($1::uuid[]) ON CONFLICT (person_id) DO NOTHING
"""
ADD_CONTACTS = """
INSERT INTO contact_points (person_id, phone, bsuid, username, seen_at)
SELECT person_id, phone, bsuid, username, $5
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
    AS met (person_id, phone, bsuid, username)
ON CONFLICT DO NOTHING
"""
LEARN_BSUID = """
UPDATE contact_points SET bsuid = $2 WHERE phone = $1 AND bsuid IS NULL
    AND NOT EXISTS (SELECT FROM contact_points WHERE bsuid = $2)
"""
LEARN_PHONE = """
UPDATE contact_points SET phone = $2 WHERE bsuid = $1 AND phone IS DISTINCT FROM $2
    AND NOT EXISTS (SELECT FROM contact_points WHERE phone = $2)
"""
LOSE_PHONE = "UPDATE contact_points SET phone = NULL WHERE phone = $1 AND bsuid <> $2"
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
RETURNING 1
"""


# --- messages -------------------------------------------------------------------------------


async def keep_messages(
    tx: Transaction, messages: Sequence[MessageItem]
) -> tuple[tuple[PersonId, ...], int]:
    """Store new messages under their senders.

    Returns:
        Whose turns can start, and how many messages were new.
    """
    if not messages:
        return (), 0
    senders = await _senders(tx, [message.contact for message in messages])
    fresh = await tx.rows(
        ADD_MESSAGES,
        [message.wamid for message in messages],
        senders,
        [message.payload for message in messages],
        [sha256(message.payload).digest() for message in messages],
        [message.said_at for message in messages],
        tx.at,
    )
    return tuple(dict.fromkeys(row["person_id"] for row in fresh)), len(fresh)


async def _senders(tx: Transaction, contacts: Sequence[Contact]) -> list[PersonId]:
    """The person behind each contact; whoever is new is met now."""
    known = await _known(tx, contacts)
    met: dict[PersonId, Contact] = {}
    senders: list[PersonId] = []
    for contact in contacts:
        row = _match(known, contact)
        if row is None:
            person = _newcomer(contact)
            met[person] = contact
        else:
            person = row["person_id"]
            await _learn(tx, row, contact)
        senders.append(person)
    if met:
        await _meet(tx, met)
    return senders


async def _known(tx: Transaction, contacts: Iterable[Contact]) -> list[Row]:
    contacts = tuple(contacts)
    return await tx.rows(
        KNOWN,
        [contact.phone for contact in contacts if contact.phone],
        [contact.bsuid for contact in contacts if contact.bsuid],
    )


def _match(known: Iterable[Row], contact: Contact) -> Row | None:
    """By business-scoped id first. A number seen with another id has a new owner."""
    by_phone: Row | None = None
    for row in known:
        if contact.bsuid and row["bsuid"] == contact.bsuid:
            return row
        if contact.phone and row["phone"] == contact.phone:
            by_phone = row
    if by_phone is None or (contact.bsuid and by_phone["bsuid"]):
        return None
    return by_phone


def _newcomer(contact: Contact) -> PersonId:
    return PersonId(derived_id("person", contact.bsuid or contact.phone or ""))


async def _learn(tx: Transaction, row: Row, contact: Contact) -> None:
    if contact.bsuid and row["bsuid"] is None:
        await tx.run(LEARN_BSUID, contact.phone, contact.bsuid)
    elif contact.bsuid and contact.phone and row["phone"] != contact.phone:
        await tx.run(LEARN_PHONE, contact.bsuid, contact.phone)


async def _meet(tx: Transaction, met: dict[PersonId, Contact]) -> None:
    for contact in met.values():
        if contact.phone and contact.bsuid:
            await tx.run(LOSE_PHONE, contact.phone, contact.bsuid)
    people = list(met)
    contacts = list(met.values())
    await tx.run(ADD_PERSONS, people, [contact.name for contact in contacts], tx.at)
    await tx.run(ADD_MAILBOXES, people)
    await tx.run(
        ADD_CONTACTS,
        people,
        [contact.phone for contact in contacts],
        [contact.bsuid for contact in contacts],
        [contact.username for contact in contacts],
        tx.at,
    )


# --- everything else ------------------------------------------------------------------------


async def change_identities(tx: Transaction, identities: Sequence[IdentityItem]) -> None:
    """Point contacts at their new number or id."""
    for change in identities:
        before, after = change.previous, change.current
        bsuid = before.bsuid or after.bsuid
        if bsuid and after.phone:
            await tx.run(LEARN_PHONE, bsuid, after.phone)
        await _change(tx, before, after)
    await _stray(tx, [(one.key, "identity", one.payload) for one in identities])


CHANGE_IDENTITY = """
UPDATE contact_points SET phone = coalesce($3, phone), bsuid = coalesce($4, bsuid), seen_at = $5
WHERE (phone = $1 OR bsuid = $2)
    AND NOT EXISTS (
        SELECT FROM contact_points other
        WHERE (other.phone = $3 OR other.bsuid = $4) AND other.id <> contact_points.id
    )
"""


async def _change(tx: Transaction, before: Contact, after: Contact) -> None:
    await tx.run(CHANGE_IDENTITY, before.phone, before.bsuid, after.phone, after.bsuid, tx.at)


async def keep_others(tx: Transaction, others: Sequence[OtherItem]) -> None:
    """Keep what is no message and no status, as it came."""
    await _stray(tx, [(one.key, one.kind, one.payload) for one in others])


async def _stray(tx: Transaction, strays: Sequence[tuple[str, str, bytes]]) -> None:
    if strays:
        keys, kinds, payloads = zip(*strays, strict=True)
        await tx.run(ADD_STRAYS, list(keys), list(kinds), list(payloads), tx.at)


async def keep_statuses(tx: Transaction, statuses: Sequence[StatusItem]) -> int:
    """Keep delivery statuses and settle the messages they speak of.

    Returns:
        How many were new.
    """
    if not statuses:
        return 0
    trackers = await delivery.trackers(tx, statuses)
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
    progress: dict[object, Progress] = {}
    for status, outgoing_id in zip(statuses, trackers, strict=True):
        if outgoing_id is not None:
            before = progress.get(outgoing_id) or Progress(outgoing_id, status.wamid)
            progress[outgoing_id] = before.with_status(status, tx.at)
    await delivery.settle(tx, tuple(progress.values()))
    return len(fresh)
