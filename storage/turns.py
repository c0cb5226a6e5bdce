"""Causes claimed, turns kept: one transaction each, and one person's strictly in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.ids import Cause, PersonId
from domain.people import Person, Role
from flows.turn import Conversation, Notice, Timer, Turn
from storage import outgoing
from storage.codec import dump, load
from storage.facts.people import as_person
from storage.record.events import record
from storage.store import Transaction
from storage.timers import set_timers

CLAIM_MAILBOX = """
SELECT conversation, turn, clock_timestamp() + $2::interval AS at
FROM mailboxes WHERE person_id = $1 FOR NO KEY UPDATE
"""
CLAIM_FREE_MAILBOX = CLAIM_MAILBOX + " SKIP LOCKED"
# A fresh statement after the lock: it sees what the turn before has committed.
NEXT_MESSAGE = """
SELECT c.seq, c.key, c.payload, c.said_at, c.received_at, c.attempts, c.due_at,
    p.id, p.name, p.role, p.language, p.shop_id, p.vendor_id, p.reminders, p.pin_hash,
    EXISTS (
        SELECT FROM causes n WHERE n.person_id = $1 AND n.status = 'new' AND n.seq > c.seq
    ) AS more
FROM causes c JOIN persons p ON p.id = c.person_id
WHERE c.person_id = $1 AND c.status = 'new' ORDER BY c.seq LIMIT 1
"""
CLAIM_TIMER = """
SELECT seq, key, kind, lane, attempts FROM causes
WHERE status = 'new' AND lane IS NOT NULL AND due_at <= $1
ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
RESOLVED = "UPDATE causes SET status = 'done', resolved_at = $2 WHERE seq = $1"
RESOLVED_MESSAGE = """
WITH remembered AS (
    UPDATE mailboxes SET conversation = coalesce($3::jsonb, conversation), turn = turn + 1
    WHERE person_id = $2
), heard AS (
    UPDATE persons SET last_inbound_at = greatest(last_inbound_at, $4) WHERE id = $2
)
UPDATE causes SET status = 'done', resolved_at = $5,
    payload = CASE WHEN $6 THEN ''::bytea ELSE payload END
WHERE seq = $1
"""
WAITING = """
SELECT DISTINCT person_id FROM causes
WHERE status = 'new' AND person_id IS NOT NULL AND due_at <= $1 LIMIT 5000
"""
OLDEST_NEW = "SELECT min(due_at) FROM causes WHERE status = 'new' AND due_at <= $1"


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A person's oldest unread message, with what we remember of them, locked.

    Attributes:
        attempts: How often it failed before.
        remembered: The conversation as it was kept; None before the first.
        turn: How many turns of theirs were kept.
        more: Another message of theirs waits already.
    """

    seq: int
    cause: Cause
    payload: bytes
    said_at: datetime | None
    received_at: datetime
    attempts: int
    person: Person
    remembered: str | None
    turn: int
    more: bool


@dataclass(frozen=True, slots=True)
class ClaimedTimer:
    """A timer whose time has come, locked.

    Attributes:
        kind: Of `flows.timers.TimerKind`; read when it is thought about, so that one that cannot
            be read does not stop those behind it.
    """

    seq: int
    cause: Cause
    kind: str
    lane: UUID
    attempts: int


async def claim_message(
    tx: Transaction, person_id: PersonId, *, wait: bool = True
) -> ClaimedMessage | None:
    """The person's next message, or None when nothing is due.

    Args:
        wait: Wait for a turn of theirs that runs elsewhere; else leave it to whoever runs it.
    """
    claim = CLAIM_MAILBOX if wait else CLAIM_FREE_MAILBOX
    mailbox = await tx.row(claim, person_id, tx.shift)
    if mailbox is None:
        return None
    tx.at = mailbox["at"]
    row = await tx.row(NEXT_MESSAGE, person_id)
    if row is None or row["due_at"] > tx.at:
        return None
    return ClaimedMessage(
        seq=row["seq"],
        cause=Cause(row["key"], tx.at, person_id),
        payload=row["payload"],
        said_at=row["said_at"],
        received_at=row["received_at"],
        attempts=row["attempts"],
        person=as_person(row),
        remembered=mailbox["conversation"],
        turn=mailbox["turn"],
        more=row["more"],
    )


FIRST_STATE = {
    Role.NEWCOMER: "start",
    Role.RETAILER: "idle",
    Role.VENDOR: "idle",
    Role.ADMIN: "idle",
}


def conversation(claimed: ClaimedMessage) -> Conversation:
    """What is remembered; begun anew where the person has another role now."""
    person = claimed.person
    if claimed.remembered:
        remembered = load(Conversation, claimed.remembered)
        if remembered.role is person.role:
            return remembered
    return Conversation(
        person=person.id,
        role=person.role,
        state=FIRST_STATE[person.role],
        language=person.language,
        turn=claimed.turn,
    )


async def claim_timer(tx: Transaction) -> ClaimedTimer | None:
    """A timer that is due and that nobody else holds."""
    row = await tx.row(CLAIM_TIMER, tx.at)
    if row is None:
        return None
    return ClaimedTimer(
        seq=row["seq"],
        cause=Cause(row["key"], tx.at),
        kind=row["kind"],
        lane=row["lane"],
        attempts=row["attempts"],
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A turn with all that follows from its events.

    Attributes:
        told: What others are told.
        due: Timers to set.
    """

    turn: Turn
    told: tuple[Notice, ...] = ()
    due: tuple[Timer, ...] = ()


async def _write(tx: Transaction, cause: Cause, outcome: Outcome) -> None:
    """What happened, what is to be said, what is to come."""
    await record(tx, cause, outcome.turn.events)
    await outgoing.add(tx, cause, outcome.turn.replies, outcome.told)
    await set_timers(tx, outcome.due)


async def keep_timer(tx: Transaction, claimed: ClaimedTimer, outcome: Outcome) -> None:
    """Write down what a timer brought about."""
    await _write(tx, claimed.cause, outcome)
    await tx.run(RESOLVED, claimed.seq, tx.at)


async def keep_message(tx: Transaction, claimed: ClaimedMessage, outcome: Outcome) -> None:
    """Write down a turn that a person's message brought about, and what to remember of it."""
    await _write(tx, claimed.cause, outcome)
    remember = outcome.turn.conversation
    await tx.run(
        RESOLVED_MESSAGE,
        claimed.seq,
        claimed.person.id,
        dump(remember) if remember else None,
        claimed.received_at,
        tx.at,
        outcome.turn.secret,
    )


async def waiting_people(tx: Transaction) -> tuple[PersonId, ...]:
    """Whose messages are due and unread."""
    return tuple(row["person_id"] for row in await tx.rows(WAITING, tx.at))


async def oldest_new(tx: Transaction) -> datetime | None:
    """Since when the oldest unread cause has been due."""
    due: datetime | None = await tx.value(OLDEST_NEW, tx.at)
    return due
