"""What happens by itself: the thinking behind each timer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain import events as e
from domain.facts import OrderFile, PaymentFile
from domain.fulfilment import complete
from domain.ids import Cause, OfferId
from domain.nightly import Judged, judge
from domain.offering import expire, lapse, nudge, route
from domain.ordering import OrderStatus
from domain.payments import PaymentStatus
from flows.timers import TimerKind, night
from flows.turn import Timer

# Where an order may stand when its "still not moved" timer goes off.
_STALE = {
    "placed": frozenset({OrderStatus.PLACED, OrderStatus.OFFERED, OrderStatus.UNFILLED}),
    "dispatched": frozenset({OrderStatus.DISPATCHED}),
}


def of_order(kind: TimerKind, file: OrderFile, cause: Cause) -> tuple[e.Event, ...]:
    """What a timer about an order brings about; nothing when the matter is settled."""
    match kind:
        case TimerKind.ROUTE:
            return route(file, cause)
        case TimerKind.EXPIRE:
            return expire(file, _offer_id(file, cause), cause)
        case TimerKind.LAPSE:
            return lapse(file, _offer_id(file, cause), cause)
        case TimerKind.NUDGE:
            return nudge(file, _offer_id(file, cause))
        case TimerKind.COMPLETE:
            delivered = file.order.status is OrderStatus.DELIVERED
            return complete(file.order) if delivered else ()
        case TimerKind.STALE:
            since = cause.key.rpartition(":")[2]
            stale = file.order.status in _STALE[since]
            return (e.OrderStale(file.order),) if stale else ()
        case TimerKind.SILENT | TimerKind.SCORE | TimerKind.NIGHT:
            raise AssertionError("this timer has no order")


def _offer_id(file: OrderFile, cause: Cause) -> OfferId:
    """The offer that the timer's key names."""
    code = cause.key.rpartition(":")[2]
    return next(offer.id for offer in file.offers if str(offer.id) == code)


def of_shops(judged: Judged, cause: Cause) -> tuple[e.Event, ...]:
    """Scores made anew, and limits that change with them."""
    return tuple(judge(judged, cause.at))


def after_shops(judged: Judged) -> tuple[Timer, ...]:
    """The night goes on with the shops that are left, else it is over until the next."""
    if not judged.final:
        return ()
    following = judged.on + timedelta(days=1)
    return (night(judged.on, judged.more) if judged.more else night(following),)


def of_payment(file: PaymentFile) -> tuple[e.Event, ...]:
    """The other side said nothing for 48 hours: the payment stands, marked as silent."""
    if file.payment.status is not PaymentStatus.WAITING:
        return ()
    silent = replace(file.payment, status=PaymentStatus.SILENT)
    return (e.PaymentAnswered(silent, (), file.owed),)
