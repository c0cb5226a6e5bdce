"""What has to happen by itself, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from domain import events as e
from domain.fulfilment import COMPLETES_AFTER
from domain.ids import OfferId
from domain.offers import NUDGE_AFTER, OFFER_LASTS
from domain.payments import SILENT_AFTER, PaymentStatus
from flows.turn import Timer

STALE_PLACED_AFTER = timedelta(hours=2)
STALE_DISPATCHED_AFTER = timedelta(hours=24)


class TimerKind(StrEnum):
    """Which thinking a timer goes to."""

    ROUTE = "route"
    NUDGE = "nudge"
    EXPIRE = "expire"
    COMPLETE = "complete"
    STALE = "stale"
    SILENT = "silent"


def timers(event: e.Event, at: datetime) -> tuple[Timer, ...]:
    """The timers that an event sets.

    Args:
        at: When the event happened.
    """
    match event:
        case e.OrderPlaced(order=order):
            return (
                Timer(f"route:{order.id}", TimerKind.ROUTE, order.id, at),
                Timer(
                    f"stale:{order.id}:placed", TimerKind.STALE, order.id, at + STALE_PLACED_AFTER
                ),
            )
        case e.OrderDispatched(order=order):
            late = at + STALE_DISPATCHED_AFTER
            return (Timer(f"stale:{order.id}:dispatched", TimerKind.STALE, order.id, late),)
        case e.OrderDelivered(order=order):
            done = at + COMPLETES_AFTER
            return (Timer(f"complete:{order.id}", TimerKind.COMPLETE, order.id, done),)
        case e.PaymentRecorded(payment=payment) if payment.status is PaymentStatus.WAITING:
            silent = at + SILENT_AFTER
            return (Timer(f"silent:{payment.id}", TimerKind.SILENT, payment.id, silent),)
        case _:
            return ()


def offer_clock(offer_id: OfferId, sent_at: datetime) -> tuple[Timer, ...]:
    """The timers of an offer, from the moment its message was recorded as sent."""
    return (
        Timer(f"nudge:{offer_id}", TimerKind.NUDGE, offer_id, sent_at + NUDGE_AFTER),
        Timer(f"expire:{offer_id}", TimerKind.EXPIRE, offer_id, sent_at + OFFER_LASTS),
    )
