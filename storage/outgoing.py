"""Messages on their way out: written in the turn's transaction, sent later, settled by statuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.ids import Cause, PersonId
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import Audience, Notice, Reply
from storage import delivery
from storage.codec import dump, load
from storage.store import Row, Transaction

LEASE = timedelta(seconds=60)
# How long we wait for a status webhook to settle a message that may have been sent.
UNKNOWN_FOR = timedelta(minutes=2)
DEFAULT_LANGUAGE = Language.NEPALI

_ADD = """
INSERT INTO outgoing (id, cause_key, nth, person_id, reply, template, read, offer_id, created_at,
    due_at)
SELECT gen_random_uuid(), $1, $2, p.id, $3::jsonb, $4, $5, $6, $7, $7 FROM persons p
"""
ADD_TO_PERSON = _ADD + "WHERE p.id = $8"
ADD_TO_SHOP = _ADD + "WHERE p.shop_id = $8 AND p.owner ORDER BY p.met_at, p.id LIMIT 1"
ADD_TO_VENDOR = _ADD + "WHERE p.vendor_id = $8 AND p.owner ORDER BY p.met_at, p.id LIMIT 1"
ADD_TO_VENDOR_OTHERS = _ADD + "WHERE p.vendor_id = $8 ORDER BY p.met_at, p.id OFFSET 1"
ADD_TO_ADMINS = _ADD + "WHERE p.role = 'admin' AND $8::uuid IS NULL"
_ADD_TO = {
    Audience.PERSON: ADD_TO_PERSON,
    Audience.SHOP: ADD_TO_SHOP,
    Audience.VENDOR: ADD_TO_VENDOR,
    Audience.VENDOR_OTHERS: ADD_TO_VENDOR_OTHERS,
    Audience.ADMINS: ADD_TO_ADMINS,
}
# Only the oldest unsent message of each person: nobody gets an answer before the one before it.
CLAIM = """
UPDATE outgoing o SET status = 'sending', lease_until = $1::timestamptz + $3::interval,
    fence = o.fence + 1, attempts = o.attempts + 1, wamid = NULL
FROM (
    SELECT q.id FROM outgoing q
    WHERE q.status = 'queued' AND q.due_at <= $1
        AND NOT EXISTS (
            SELECT FROM outgoing e WHERE e.person_id = q.person_id AND e.seq < q.seq
                AND e.status IN ('queued', 'sending')
        )
    ORDER BY q.due_at LIMIT $2 FOR UPDATE SKIP LOCKED
) AS picked, persons p LEFT JOIN LATERAL (
    SELECT phone, bsuid FROM contact_points c WHERE c.person_id = p.id
    ORDER BY c.seen_at DESC LIMIT 1
) AS contact ON true
WHERE o.id = picked.id AND p.id = o.person_id
RETURNING o.id, o.seq, o.person_id, o.reply, o.template, o.read, o.as_template, o.attempts,
    o.fence, o.created_at, p.language, p.last_inbound_at, contact.phone, contact.bsuid,
    EXISTS (
        SELECT FROM offers f WHERE f.id = o.offer_id AND f.status NOT IN ('open', 'accepted')
    ) AS stale
"""
SENT = """
UPDATE outgoing SET status = 'sent', wamid = $3, sent_at = $4, lease_until = NULL
WHERE id = $1 AND fence = $2 AND status IN ('sending', 'unknown')
RETURNING offer_id
"""
CLOSE = """
UPDATE outgoing SET status = $3, due_at = $4, error_code = $5, error_detail = $6,
    lease_until = NULL, as_template = as_template OR $7
WHERE id = $1 AND fence = $2 AND status = 'sending'
"""
LOST_LEASES = """
UPDATE outgoing SET status = 'unknown', due_at = $1::timestamptz + $2::interval, lease_until = NULL
WHERE status = 'sending' AND lease_until < $1
"""
UNSETTLED = """
UPDATE outgoing SET status = 'queued', due_at = $1 WHERE status = 'unknown' AND due_at < $1
"""
AS_TEMPLATE = """
UPDATE outgoing SET status = 'queued', due_at = $1, as_template = true, wamid = NULL
WHERE status = 'failed' AND error_code = ANY($2::int[]) AND NOT as_template
    AND template IS NOT NULL AND created_at > $1::timestamptz - interval '1 day'
"""
DEAD_OFFER = """
SELECT offer_id FROM outgoing WHERE id = $1 AND offer_id IS NOT NULL
"""
LAST_SAID = "SELECT reply FROM outgoing WHERE person_id = $1 ORDER BY seq DESC LIMIT 1"
OLDEST_DUE = "SELECT min(due_at) FROM outgoing WHERE status = 'queued'"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send now, with all that is needed to word and address it.

    Attributes:
        stale: What it says is no longer true, such as an offer that was withdrawn.
        fence: Tells this try from later ones; who holds an old one can no longer settle it.
        as_template: Meta has said that the window is closed.
        last_inbound_at: When the person last wrote; the 24-hour window runs from there.
    """

    id: UUID
    person_id: PersonId
    kept_reply: str
    kept_template: str | None
    read: str
    stale: bool
    as_template: bool
    attempts: int
    fence: int
    created_at: datetime
    language: Language
    last_inbound_at: datetime | None
    phone: str | None
    bsuid: str | None

    @property
    def reply(self) -> Reply:
        """What to say; read only when it is said, so that one unreadable row fails alone."""
        return load(Reply, self.kept_reply)

    @property
    def template(self) -> Phrase | None:
        """What to say outside the 24-hour window, if anything."""
        return Phrase(self.kept_template) if self.kept_template else None


async def add(
    tx: Transaction, cause: Cause, replies: Sequence[Reply], notices: Sequence[Notice]
) -> None:
    """Write down what is to be said: replies to the speaker first, then to others."""
    spoken = [Notice(Audience.PERSON, cause.actor, reply) for reply in replies]
    for nth, notice in enumerate((*spoken, *notices)):
        await tx.run(
            _ADD_TO[notice.audience],
            cause.key,
            nth,
            dump(notice.reply),
            notice.template.value if notice.template else None,
            notice.read,
            notice.offer,
            cause.at,
            notice.to,
        )


async def claim(tx: Transaction, at_most: int) -> tuple[Outgoing, ...]:
    """Take messages that are due, one a person, and hold them for `LEASE`."""
    rows = await tx.rows(CLAIM, tx.at, at_most, LEASE)
    return tuple(_outgoing(row) for row in sorted(rows, key=lambda row: row["seq"]))


def _outgoing(row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        kept_reply=row["reply"],
        kept_template=row["template"],
        read=row["read"],
        stale=row["stale"],
        as_template=row["as_template"],
        attempts=row["attempts"],
        fence=row["fence"],
        created_at=row["created_at"],
        language=Language(row["language"]) if row["language"] else DEFAULT_LANGUAGE,
        last_inbound_at=row["last_inbound_at"],
        phone=row["phone"],
        bsuid=row["bsuid"],
    )


async def sent(tx: Transaction, outgoing: Outgoing, wamid: str) -> None:
    """Meta has it. An offer's clock starts here."""
    offer_id = await tx.value(SENT, outgoing.id, outgoing.fence, wamid, tx.at)
    if offer_id:
        await delivery.start_offer_clock(tx, offer_id, tx.at)


@dataclass(frozen=True, slots=True)
class Unsent:
    """What to do with a message that did not leave.

    Attributes:
        status: ``queued`` to try again at ``due_at``, ``unknown`` to wait for a status until
            then, ``dead``, or ``superseded``.
        as_template: The next try goes as the template.
    """

    status: str
    due_at: datetime
    error_code: int
    error_detail: str
    as_template: bool = False


async def unsent(tx: Transaction, outgoing: Outgoing, outcome: Unsent) -> None:
    """It did not leave, or nobody knows whether it did."""
    await tx.run(
        CLOSE,
        outgoing.id,
        outgoing.fence,
        outcome.status,
        outcome.due_at,
        outcome.error_code,
        outcome.error_detail,
        outcome.as_template,
    )
    if outcome.status in ("dead", "unknown"):
        offer_id = await tx.value(DEAD_OFFER, outgoing.id)
        if offer_id:
            await delivery.start_offer_clock(tx, offer_id, tx.at)


async def sweep(tx: Transaction, window_codes: Sequence[int]) -> None:
    """Pick up what was left behind: lost leases, unsettled sends, closed windows."""
    await tx.run(LOST_LEASES, tx.at, UNKNOWN_FOR)
    await tx.run(UNSETTLED, tx.at)
    await tx.run(AS_TEMPLATE, tx.at, list(window_codes))


async def oldest_due(tx: Transaction) -> datetime | None:
    """Since when the oldest waiting message has been due."""
    due: datetime | None = await tx.value(OLDEST_DUE)
    return due


async def last_said(tx: Transaction, person: PersonId) -> Reply | None:
    """What this person was told last, sent or about to be."""
    text = await tx.value(LAST_SAID, person)
    return load(Reply, text) if text else None
