"""Who else is told what, and by which template when they have been silent for a day."""

from __future__ import annotations

from typing import assert_never

from domain import events as e
from domain.people import Standing
from flows.addressed import to_admins, to_business
from flows.credit_notices import of_limit
from flows.money_notices import of_payment, of_shortage
from flows.order_notices import of_offer, of_order
from flows.phrases import Phrase
from flows.turn import Audience, Button, Notice, Reply, Slot


def notices(event: e.Event) -> tuple[Notice, ...]:
    """All messages to others that one event calls for."""
    match event:
        case (
            e.LanguageChosen()
            | e.ConsentGiven()
            | e.ConsentWithdrawn()
            | e.AdminAdded()
            | e.PinSet()
            | e.PinTried()
            | e.VendorPaused()
            | e.AdminActed()
            | e.PriceSet()
            | e.StockSet()
            | e.OrderPlaced()
            | e.OrderRefused()
            | e.VendorsRanked()
            | e.OrderCompleted()
            | e.Transferred()
            | e.Scored()
        ):
            return ()
        case e.ShopRegistered(shop=one) | e.VendorRegistered(vendor=one):
            slots: dict[str, Slot] = {
                "name": one.name,
                "owner": one.owner_name,
                "ward": one.place.ward,
            }
            approve = Button(Phrase.BUTTON_APPROVE, f"approve:{one.code}")
            return (to_admins(Phrase.NEW_BUSINESS, slots, (approve,), read="pending"),)
        case e.StandingChanged() | e.LimitSet() | e.LimitWished():
            return _standing(event)
        case e.OfferMade() | e.OfferNudged() | e.OfferClosedUnfilled() | e.OfferPartTaken():
            return of_offer(event)
        case (
            e.OrderAccepted()
            | e.OrderUnfilled()
            | e.OrderStale()
            | e.OrderDispatched()
            | e.OrderDelivered()
            | e.OrderCancelled()
        ):
            return of_order(event)
        case e.ShortageClaimed() | e.ShortageDecided():
            return of_shortage(event)
        case e.PaymentRecorded() | e.PaymentAnswered():
            return of_payment(event)
        case _:
            assert_never(event)


def _standing(event: e.StandingChanged | e.LimitSet | e.LimitWished) -> tuple[Notice, ...]:
    if isinstance(event, e.LimitWished):
        slots: dict[str, Slot] = {
            "name": event.name,
            "code": event.code,
            "limit": event.credit.limit,
            "owed": event.credit.owed,
        }
        return (to_admins(Phrase.LIMIT_WISHED, slots, read=f"shop {event.code}"),)
    if isinstance(event, e.LimitSet):
        return of_limit(event)
    phrase = {
        Standing.APPROVED: Phrase.YOU_ARE_APPROVED,
        Standing.REJECTED: Phrase.YOU_ARE_REJECTED,
        Standing.FROZEN: Phrase.YOU_ARE_FROZEN,
        Standing.WAITING: Phrase.YOU_ARE_FROZEN,
    }[event.after]
    if event.before is Standing.FROZEN and event.after is Standing.APPROVED:
        phrase = Phrase.YOU_ARE_UNFROZEN
    audience = Audience.SHOP if event.is_shop else Audience.VENDOR
    return (to_business(audience, event.business, Reply(phrase, {"name": event.name})),)
