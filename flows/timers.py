"""What has to happen by itself, and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from domain import events as e
from domain.fulfilment import COMPLETES_AFTER
from domain.ids import OfferId
from domain.offers import NUDGE_AFTER, OFFER_LASTS, SHOP_ANSWERS_WITHIN, OfferStatus
from domain.opening import NEPAL
from domain.payments import SILENT_AFTER, PaymentStatus
from flows.turn import Timer

STALE_PLACED_AFTER = timedelta(hours=2)
STALE_DISPATCHED_AFTER = timedelta(hours=24)
NIGHT_AT = time(2, 15)  # in Nepal
FIRST = UUID(int=0)  # before every shop
AT_ONCE = frozenset({"route", "score"})  # kinds that somebody waits for


class TimerKind(StrEnum):
    """Which thinking a timer goes to."""

    ROUTE = "route"
    NUDGE = "nudge"
    EXPIRE = "expire"
    LAPSE = "lapse"
    COMPLETE = "complete"
    STALE = "stale"
    SILENT = "silent"
    SCORE = "score"
    NIGHT = "night"


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
        case e.OfferPartTaken(offer=offer) | e.OfferMade(offer=offer) if offer.status in (
            OfferStatus.PROPOSED,
            OfferStatus.PART,
        ):
            decided = at + SHOP_ANSWERS_WITHIN
            return (Timer(f"lapse:{offer.id}", TimerKind.LAPSE, offer.id, decided),)
        case e.OrderDispatched(order=order):
            late = at + STALE_DISPATCHED_AFTER
            return (Timer(f"stale:{order.id}:dispatched", TimerKind.STALE, order.id, late),)
        case e.OrderDelivered(order=order):
            done = at + COMPLETES_AFTER
            return (Timer(f"complete:{order.id}", TimerKind.COMPLETE, order.id, done),)
        case e.PaymentRecorded(payment=payment) if payment.status is PaymentStatus.WAITING:
            silent = at + SILENT_AFTER
            answered = Timer(f"silent:{payment.id}", TimerKind.SILENT, payment.id, silent)
            return (answered, *_rescored(event, at))
        case e.PaymentAnswered():
            return _rescored(event, at)
        case _:
            return ()


def _rescored(event: e.PaymentRecorded | e.PaymentAnswered, at: datetime) -> tuple[Timer, ...]:
    """Bills that were just paid tell on the shop's score."""
    payment = event.payment
    if not event.allocations:
        return ()
    return (Timer(f"score:{payment.id}", TimerKind.SCORE, payment.shop_id, at),)


def night(on: date, after: UUID = FIRST) -> Timer:
    """The work at the end of a day, in the night that follows it.

    Args:
        after: The last shop that is done.
    """
    due = datetime.combine(on + timedelta(days=1), NIGHT_AT, tzinfo=NEPAL)
    return Timer(f"night:{on}:{after}", TimerKind.NIGHT, after, due)


def day_to_end(at: datetime) -> date:
    """The day whose night comes next, or began within the hour."""
    local = at.astimezone(NEPAL) - timedelta(hours=NIGHT_AT.hour + 1, minutes=NIGHT_AT.minute)
    return local.date()


def night_of(key: str) -> date:
    """The day that a night's timer is about."""
    return date.fromisoformat(key.split(":")[1])


def offer_clock(offer_id: OfferId, sent_at: datetime) -> tuple[Timer, ...]:
    """The timers of an offer, from the moment its message was recorded as sent."""
    return (
        Timer(f"nudge:{offer_id}", TimerKind.NUDGE, offer_id, sent_at + NUDGE_AFTER),
        Timer(f"expire:{offer_id}", TimerKind.EXPIRE, offer_id, sent_at + OFFER_LASTS),
    )
