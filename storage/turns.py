"""Causes claimed, turns kept: one transaction each, and one person's strictly in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.ids import Cause, PersonId
from domain.people import Person, Role
from flows.timers import TimerKind
from flows.turn import Conversation, Notice, Reply, Timer, Turn
from storage import outgoing
from storage.codec import dump, load
from storage.facts.people import PERSON, as_person
from storage.record import record
from storage.store import Row, Transaction
from storage.timers import set_timers

TRIES_AT_MOST = 5
BACKOFF: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 4, 15, 60))

CLAIM_MAILBOX = "SELECT conversation, turn FROM mailboxes WHERE person_id = $1 FOR UPDATE"
CLAIM_FREE_MAILBOX = CLAIM_MAILBOX + " SKIP LOCKED"
# A fresh statement after the lock: it sees what the turn before has committed.
NEXT_MESSAGE = """
SELECT seq, key, payload, said_at, received_at, attempts, due_at
FROM causes WHERE person_id = $1 AND status = 'new' ORDER BY seq LIMIT 1
"""
CLAIM_TIMER = """
SELECT seq, key, kind, lane, attempts FROM causes
WHERE status = 'new' AND lane IS NOT NULL AND due_at <= $1
ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
KEEP_MAILBOX = """
UPDATE mailboxes SET conversation = $2::jsonb, turn = turn + 1 WHERE person_id = $1
"""
SPOKE = """
UPDATE persons SET last_inbound_at = greatest(last_inbound_at, $2) WHERE id = $1
"""
RESOLVED = "UPDATE causes SET status = 'done', resolved_at = $2 WHERE seq = $1"
RESOLVED_UNREAD = """
UPDATE causes SET status = 'done', resolved_at = $2, payload = ''::bytea WHERE seq = $1
"""
FAILED = """
UPDATE causes SET attempts = attempts + 1, due_at = $2, status = $3, fault = $4 WHERE seq = $1
"""
WAITING = """
SELECT DISTINCT person_id FROM causes
WHERE status = 'new' AND person_id IS NOT NULL AND due_at <= $1 LIMIT 200
"""
OLDEST_NEW = "SELECT min(due_at) FROM causes WHERE status = 'new' AND due_at <= $1"


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A person's oldest unread message, with their conversation, locked.

    Attributes:
        attempts: How often it failed before.
    """

    seq: int
    cause: Cause
    payload: bytes
    said_at: datetime | None
    received_at: datetime
    attempts: int
    person: Person
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class ClaimedTimer:
    """A timer whose time has come, locked."""

    seq: int
    cause: Cause
    kind: TimerKind
    lane: UUID
    attempts: int


async def claim_message(
    tx: Transaction, person_id: PersonId, *, wait: bool = True
) -> ClaimedMessage | None:
    """The person's next message, or None when nothing is due.

    Args:
        wait: Wait for a turn of theirs that runs elsewhere; else leave it to whoever runs it.
    """
    mailbox = await tx.row(CLAIM_MAILBOX if wait else CLAIM_FREE_MAILBOX, person_id)
    if mailbox is None:
        return None
    row = await tx.row(NEXT_MESSAGE, person_id)
    if row is None or row["due_at"] > tx.at:
        return None
    found = await tx.row(PERSON, person_id)
    assert found is not None
    person = as_person(found)
    return ClaimedMessage(
        seq=row["seq"],
        cause=Cause(row["key"], tx.at, person_id),
        payload=row["payload"],
        said_at=row["said_at"],
        received_at=row["received_at"],
        attempts=row["attempts"],
        person=person,
        conversation=_conversation(mailbox, person),
    )


FIRST_STATE = {
    Role.NEWCOMER: "start",
    Role.RETAILER: "idle",
    Role.VENDOR: "idle",
    Role.ADMIN: "idle",
}


def _conversation(mailbox: Row, person: Person) -> Conversation:
    """What was remembered; begun anew where the person has another role now."""
    text = mailbox["conversation"]
    if text:
        remembered = load(Conversation, text)
        if remembered.role is person.role:
            return remembered
    return Conversation(
        person=person.id,
        role=person.role,
        state=FIRST_STATE[person.role],
        language=person.language,
        turn=mailbox["turn"],
    )


async def claim_timer(tx: Transaction) -> ClaimedTimer | None:
    """A timer that is due and that nobody else holds."""
    row = await tx.row(CLAIM_TIMER, tx.at)
    if row is None:
        return None
    return ClaimedTimer(
        seq=row["seq"],
        cause=Cause(row["key"], tx.at),
        kind=TimerKind(row["kind"]),
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


async def keep(tx: Transaction, seq: int, cause: Cause, outcome: Outcome) -> None:
    """Write a turn down: what happened, what is to be said, what to remember."""
    turn = outcome.turn
    await record(tx, cause, turn.events)
    await outgoing.add(tx, cause, turn.replies, outcome.told)
    await set_timers(tx, outcome.due)
    await tx.run(RESOLVED_UNREAD if turn.secret else RESOLVED, seq, tx.at)


async def keep_message(tx: Transaction, claimed: ClaimedMessage, outcome: Outcome) -> None:
    """Write down a turn that a person's message brought about."""
    await tx.run(SPOKE, claimed.person.id, claimed.received_at)
    conversation = outcome.turn.conversation or claimed.conversation
    await tx.run(KEEP_MAILBOX, claimed.person.id, dump(conversation))
    await keep(tx, claimed.seq, claimed.cause, outcome)


async def tell(
    tx: Transaction,
    cause: Cause,
    attempt: int,
    replies: Sequence[Reply],
    told: Sequence[Notice],
) -> None:
    """Say something about a cause that failed; each attempt's words are its own."""
    said_for = replace(cause, key=f"{cause.key}#{attempt}")
    await outgoing.add(tx, said_for, replies, told)


async def failed(tx: Transaction, seq: int, attempts: int, fault: str) -> bool:
    """Thinking went wrong: try again later, or park it after `TRIES_AT_MOST`.

    Returns:
        Whether it is parked now.
    """
    parked = attempts + 1 >= TRIES_AT_MOST
    wait = BACKOFF[min(attempts, len(BACKOFF) - 1)]
    await tx.run(FAILED, seq, tx.at + wait, "dead" if parked else "new", fault[:500])
    return parked


async def waiting_people(tx: Transaction) -> tuple[PersonId, ...]:
    """Whose messages are due and unread."""
    return tuple(row["person_id"] for row in await tx.rows(WAITING, tx.at))


async def oldest_new(tx: Transaction) -> datetime | None:
    """Since when the oldest unread cause has been due."""
    due: datetime | None = await tx.value(OLDEST_NEW, tx.at)
    return due
