"""What a timer's thinking may know."""

from __future__ import annotations

from domain.facts import OrderFile, PaymentFile
from flows.timers import TimerKind
from storage.facts import money, orders
from storage.store import Transaction
from storage.turns import ClaimedTimer

# How each kind finds its order, and whether it may be offered to another vendor.
_FILES = {
    TimerKind.ROUTE: (orders.BY_ID, True),
    TimerKind.EXPIRE: (orders.BY_OFFER_ID, True),
    TimerKind.NUDGE: (orders.BY_OFFER_ID, False),
    TimerKind.COMPLETE: (orders.BY_ID, False),
    TimerKind.STALE: (orders.BY_ID, False),
}


async def timed_facts(tx: Transaction, timer: ClaimedTimer) -> OrderFile | PaymentFile:
    """Load and lock what a timer is about."""
    kind = TimerKind(timer.kind)
    if kind is TimerKind.SILENT:
        payment = await money.payment_file(tx, timer.lane)
        assert payment is not None
        return payment
    query, priced = _FILES[kind]
    file = await orders.file(tx, query, timer.lane, priced=priced)
    assert file is not None
    return file
