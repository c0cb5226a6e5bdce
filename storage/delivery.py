"""What became of the messages we sent, as WhatsApp tells it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.ids import OfferId
from flows.timers import offer_clock
from storage import timers
from storage.arrivals import MessageStatus, StatusItem
from storage.store import Transaction

FAILED_BEFORE = """
SELECT DISTINCT wamid FROM message_statuses WHERE wamid = ANY($1::text[]) AND status = 'failed'
"""
BY_WAMID = "SELECT id, wamid FROM outgoing WHERE wamid = ANY($1::text[])"
# In one order everywhere, so that two batches of statuses do not wait for each other crosswise.
LOCK = "SELECT FROM outgoing WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE"
# Whatever the order in which statuses come: what arrived stays sent, and a failure counts only for
# the try it speaks of.
SETTLE = """
UPDATE outgoing o SET
    status = CASE
        WHEN o.status = 'superseded' THEN o.status
        WHEN coalesce(o.delivered_at, told.delivered_at) IS NOT NULL THEN 'sent'
        WHEN told.failed AND o.status IN ('sending', 'unknown', 'sent')
            AND coalesce(o.wamid, told.wamid) = told.wamid THEN 'failed'
        WHEN NOT told.failed AND o.status IN ('queued', 'sending', 'unknown', 'dead') THEN 'sent'
        ELSE o.status
    END,
    wamid = CASE
        WHEN o.status = 'queued' AND told.failed THEN o.wamid
        ELSE coalesce(o.wamid, told.wamid)
    END,
    sent_at = coalesce(o.sent_at, told.sent_at),
    delivered_at = least(o.delivered_at, told.delivered_at),
    read_at = least(o.read_at, told.read_at),
    error_code = coalesce(told.error_code, o.error_code),
    error_detail = CASE WHEN told.failed THEN told.error_detail ELSE o.error_detail END,
    billed = o.billed OR told.billed,
    lease_until = NULL
FROM unnest(
    $1::uuid[], $2::bool[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
    $7::int[], $8::text[], $9::bool[]
) AS told (id, failed, wamid, sent_at, delivered_at, read_at, error_code, error_detail, billed)
WHERE o.id = told.id
RETURNING o.offer_id, o.sent_at, o.status
"""
START_CLOCK = """
UPDATE offers SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL AND status = 'open' RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one message came, by all that was told of it.

    Attributes:
        sent_at: Or delivered, or read: each implies those before it.
    """

    outgoing_id: UUID
    wamid: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    failed: bool = False
    error_code: int | None = None
    error_detail: str = ""
    billed: bool = False

    def with_status(self, status: StatusItem, at: datetime) -> Progress:
        """The progress once this status is known too.

        Args:
            at: Our time, where the status names none.
        """
        when = status.at or at
        told = replace(self, billed=self.billed or status.billed)
        match status.status:
            case MessageStatus.FAILED:
                return replace(
                    told,
                    failed=True,
                    error_code=status.error_code,
                    error_detail=status.error_detail,
                )
            case MessageStatus.SENT:
                return replace(told, sent_at=when)
            case MessageStatus.DELIVERED:
                return replace(told, sent_at=told.sent_at or when, delivered_at=when)
            case MessageStatus.READ | MessageStatus.PLAYED:
                return replace(
                    told,
                    sent_at=told.sent_at or when,
                    delivered_at=told.delivered_at or when,
                    read_at=when,
                )


async def trackers(tx: Transaction, statuses: Sequence[StatusItem]) -> list[UUID | None]:
    """Our id of the message each status speaks of: echoed by Meta, else found by its wamid."""
    found = [_as_id(status.tracker) for status in statuses]
    wanted = [status.wamid for status, ours in zip(statuses, found, strict=True) if ours is None]
    by_wamid = (
        {row["wamid"]: row["id"] for row in await tx.rows(BY_WAMID, wanted)} if wanted else {}
    )
    return [
        ours or by_wamid.get(status.wamid) for status, ours in zip(statuses, found, strict=True)
    ]


def _as_id(tracker: str) -> UUID | None:
    try:
        return UUID(tracker)
    except ValueError:
        return None


async def failed_before(tx: Transaction, statuses: Sequence[StatusItem]) -> frozenset[str]:
    """Those of the tries spoken of that are known to have failed."""
    rows = await tx.rows(FAILED_BEFORE, [status.wamid for status in statuses])
    return frozenset(row["wamid"] for row in rows)


async def settle(tx: Transaction, progress: Sequence[Progress]) -> None:
    """Write down how far messages came; an offer's clock starts once its message was sent."""
    while progress:
        # Two tries of one message may be told of at once; a statement takes one for each message.
        once = {one.outgoing_id: one for one in reversed(progress)}
        await _settle(tx, tuple(once.values()))
        progress = [one for one in progress if one is not once[one.outgoing_id]]


async def _settle(tx: Transaction, progress: Sequence[Progress]) -> None:
    ids = [one.outgoing_id for one in progress]
    await tx.run(LOCK, ids)
    rows = await tx.rows(
        SETTLE,
        ids,
        [one.failed for one in progress],
        [one.wamid for one in progress],
        [one.sent_at for one in progress],
        [one.delivered_at for one in progress],
        [one.read_at for one in progress],
        [one.error_code for one in progress],
        [one.error_detail for one in progress],
        [one.billed for one in progress],
    )
    offers = {row["offer_id"]: row for row in rows if row["offer_id"]}
    for offer_id, row in sorted(offers.items()):
        if row["status"] in ("sent", "failed"):
            await start_offer_clock(tx, offer_id, row["sent_at"] or tx.at)


async def start_offer_clock(tx: Transaction, offer_id: UUID, sent_at: datetime) -> None:
    """From now on the vendor's time runs; nothing happens when it runs already."""
    if await tx.value(START_CLOCK, offer_id, sent_at):
        await timers.set_timers(tx, offer_clock(OfferId(offer_id), sent_at))
