"""What a timer's thinking may know."""

from __future__ import annotations

from domain.facts import OrderFile, PaymentFile
from domain.nightly import Judged
from flows.timers import TimerKind, night_of
from storage.facts import money, nightly, orders
from storage.store import Transaction
from storage.turns import ClaimedTimer

# How each kind finds its order, and whether it may be offered to another vendor.
_FILES = {
    TimerKind.ROUTE: (orders.BY_ID, True),
    TimerKind.EXPIRE: (orders.BY_OFFER_ID, True),
    TimerKind.LAPSE: (orders.BY_OFFER_ID, True),
    TimerKind.NUDGE: (orders.BY_OFFER_ID, False),
    TimerKind.COMPLETE: (orders.BY_ID, False),
    TimerKind.STALE: (orders.BY_ID, False),
}


async def timed_facts(tx: Transaction, timer: ClaimedTimer) -> OrderFile | PaymentFile | Judged:
    """Load and lock what a timer is about."""
    kind = TimerKind(timer.kind)
    if kind is TimerKind.SILENT:
        payment = await money.payment_file(tx, timer.lane)
        assert payment is not None
        return payment
    if kind is TimerKind.SCORE:
        return await nightly.after_payment(tx, timer.lane)
    if kind is TimerKind.NIGHT:
        return await nightly.at_night(tx, timer.lane, night_of(timer.cause.key))
    query, priced = _FILES[kind]
    file = await orders.file(tx, query, timer.lane, priced=priced)
    assert file is not None
    return file
