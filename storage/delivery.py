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

BY_WAMID = "SELECT id, wamid FROM outgoing WHERE wamid = ANY($1::text[])"
SETTLE = """
UPDATE outgoing SET
    status = CASE
        WHEN $2 AND status IN ('sent', 'unknown', 'sending') THEN 'failed'
        WHEN NOT $2 AND status IN ('unknown', 'sending') THEN 'sent'
        ELSE status
    END,
    wamid = coalesce(wamid, $3),
    sent_at = coalesce(sent_at, $4),
    delivered_at = coalesce(delivered_at, $5),
    read_at = coalesce(read_at, $6),
    error_code = coalesce($7, error_code),
    error_detail = CASE WHEN $2 THEN $8 ELSE error_detail END,
    billed = billed OR $9,
    lease_until = NULL
WHERE id = $1
RETURNING offer_id, sent_at, status
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


async def settle(tx: Transaction, progress: Sequence[Progress]) -> None:
    """Write down how far messages came; an offer's clock starts once its message was sent."""
    for one in sorted(progress, key=lambda told: told.outgoing_id):
        row = await tx.row(
            SETTLE,
            one.outgoing_id,
            one.failed,
            one.wamid,
            one.sent_at,
            one.delivered_at,
            one.read_at,
            one.error_code,
            one.error_detail,
            one.billed,
        )
        if row and row["offer_id"] and row["status"] == "sent":
            await start_offer_clock(tx, row["offer_id"], row["sent_at"] or tx.at)


async def start_offer_clock(tx: Transaction, offer_id: UUID, sent_at: datetime) -> None:
    """From now on the vendor's time runs; nothing happens when it runs already."""
    if await tx.value(START_CLOCK, offer_id, sent_at):
        await timers.set_timers(tx, offer_clock(OfferId(offer_id), sent_at))
