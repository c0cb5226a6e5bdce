"""What happened, written down: every event's rows, and its line in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from domain import events as e
from domain.ids import Cause
from storage.codec import dump_event
from storage.record import credit, goods, money, orders, people
from storage.store import Transaction

AUDIT = """
INSERT INTO audit (at, cause_key, nth, actor, kind, event) VALUES ($1, $2, $3, $4, $5, $6::jsonb)
"""


async def record(tx: Transaction, cause: Cause, events: Sequence[e.Event]) -> None:
    """Write events down in the order they happened."""
    for event in events:
        await _write(tx, cause, event)
    await tx.run_many(
        AUDIT,
        [
            (cause.at, cause.key, nth, cause.actor, type(event).__name__, dump_event(event))
            for nth, event in enumerate(events)
        ],
    )


async def _write(tx: Transaction, cause: Cause, event: e.Event) -> None:  # a list
    match event:
        case (
            e.LanguageChosen()
            | e.ShopRegistered()
            | e.VendorRegistered()
            | e.ConsentGiven()
            | e.ConsentWithdrawn()
            | e.StandingChanged()
            | e.LimitSet()
            | e.AdminAdded()
            | e.PinSet()
            | e.PinTried()
            | e.VendorPaused()
        ):
            await people.write(tx, cause, event)
        case e.PriceSet() | e.StockSet():
            await goods.write(tx, cause, event)
        case (
            e.OrderPlaced()
            | e.OfferMade()
            | e.OfferClosedUnfilled()
            | e.OfferPartTaken()
            | e.OrderAccepted()
            | e.OrderUnfilled()
            | e.OrderDispatched()
            | e.OrderDelivered()
            | e.OrderCompleted()
            | e.OrderCancelled()
        ):
            await orders.write(tx, cause, event)
        case e.OrderRefused() | e.VendorsRanked() | e.ShortageClaimed() | e.ShortageDecided():
            await orders.write_beside(tx, cause, event)
        case e.Scored():
            await credit.write(tx, cause, event)
        case e.Transferred() | e.PaymentRecorded() | e.PaymentAnswered():
            await money.write(tx, cause, event)
        case e.LimitWished() | e.OfferNudged() | e.OrderStale() | e.AdminActed():
            pass  # the audit line is all there is to keep
        case _:
            assert_never(event)
