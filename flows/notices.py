"""Who else is told what, and by which template when they have been silent for a day."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never
from uuid import UUID

from domain import events as e
from domain.offers import OfferStatus
from domain.ordering import Order, OrderStatus
from domain.payments import Payment, PaymentStatus
from domain.people import Standing
from domain.shortages import ShortageStatus
from flows.phrases import Phrase
from flows.retailer_orders import goods
from flows.turn import Amount, Audience, Button, Notice, Reply, Said, Slot
from flows.vendor_orders import offer_buttons


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
        ):
            return ()
        case e.ShopRegistered(shop=one) | e.VendorRegistered(vendor=one):
            slots: dict[str, Slot] = {
                "name": one.name,
                "owner": one.owner_name,
                "ward": one.place.ward,
            }
            approve = Button(Phrase.BUTTON_APPROVE, f"approve:{one.code}")
            return (_admins(Phrase.NEW_BUSINESS, slots, (approve,), read="pending"),)
        case e.StandingChanged() | e.LimitSet() | e.LimitWished():
            return _standing(event)
        case e.OfferMade() | e.OfferNudged() | e.OfferClosedUnfilled() | e.OfferPartTaken():
            return _offers(event)
        case (
            e.OrderAccepted()
            | e.OrderUnfilled()
            | e.OrderStale()
            | e.OrderDispatched()
            | e.OrderDelivered()
            | e.OrderCancelled()
        ):
            return _orders(event)
        case e.ShortageClaimed() | e.ShortageDecided():
            return _shortages(event)
        case e.PaymentRecorded() | e.PaymentAnswered():
            return _payments(event)
        case _:
            assert_never(event)


# --- who ------------------------------------------------------------------------------------


def _shop(
    order: Order, phrase: Phrase, slots: dict[str, Slot], buttons: tuple[Button, ...] = ()
) -> Notice:
    reply = Reply(phrase, {"code": order.code, **slots}, buttons)
    return Notice(
        Audience.SHOP, order.shop_id, reply, Phrase.TEMPLATE_ORDER, f"status:{order.number}"
    )


def _vendor(
    order: Order, phrase: Phrase, slots: dict[str, Slot], buttons: tuple[Button, ...] = ()
) -> Notice:
    reply = Reply(phrase, {"code": order.code, **slots}, buttons)
    return Notice(
        Audience.VENDOR, order.vendor_id, reply, Phrase.TEMPLATE_ORDER, f"order:{order.number}"
    )


def _admins(
    phrase: Phrase, slots: dict[str, Slot], buttons: tuple[Button, ...] = (), read: str = "today"
) -> Notice:
    reply = Reply(phrase, slots, buttons)
    return Notice(Audience.ADMINS, None, reply, Phrase.TEMPLATE_ADMIN, f"run:{read}")


# --- what -----------------------------------------------------------------------------------


def _standing(event: e.StandingChanged | e.LimitSet | e.LimitWished) -> tuple[Notice, ...]:
    if isinstance(event, e.LimitWished):
        slots: dict[str, Slot] = {
            "name": event.name,
            "code": event.code,
            "limit": event.credit.limit,
            "owed": event.credit.owed,
        }
        return (_admins(Phrase.LIMIT_WISHED, slots, read=f"shop {event.code}"),)
    if isinstance(event, e.LimitSet):
        reply = Reply(Phrase.LIMIT_CHANGED, {"after": event.after})
        return (_business(Audience.SHOP, event.shop_id, reply),)
    phrase = {
        Standing.APPROVED: Phrase.YOU_ARE_APPROVED,
        Standing.REJECTED: Phrase.YOU_ARE_REJECTED,
        Standing.FROZEN: Phrase.YOU_ARE_FROZEN,
        Standing.WAITING: Phrase.YOU_ARE_FROZEN,
    }[event.after]
    if event.before is Standing.FROZEN and event.after is Standing.APPROVED:
        phrase = Phrase.YOU_ARE_UNFROZEN
    audience = Audience.SHOP if event.is_shop else Audience.VENDOR
    return (_business(audience, event.business, Reply(phrase, {"name": event.name})),)


def _business(audience: Audience, to: UUID, reply: Reply) -> Notice:
    return Notice(audience, to, reply, Phrase.TEMPLATE_NEWS, "menu:")


def _offers(
    event: e.OfferMade | e.OfferNudged | e.OfferClosedUnfilled | e.OfferPartTaken,
) -> tuple[Notice, ...]:
    order, offer = event.order, event.offer
    match event:
        case e.OfferMade() if offer.status is OfferStatus.PROPOSED:
            slots: dict[str, Slot] = {
                "vendor": offer.vendor_name,
                "before": order.total,
                "after": offer.total,
                "more": offer.total - order.total,
            }
            buttons = (
                Button(Phrase.BUTTON_AGREE, f"agree_price:{order.number}"),
                Button(Phrase.BUTTON_REFUSE, f"refuse_price:{order.number}"),
                Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{order.number}"),
            )
            return (_shop(order, Phrase.PRICE_RISE, slots, buttons),)
        case e.OfferMade():
            told = _offer(event, Audience.VENDOR, Phrase.OFFER_RECEIVED)
            moved = _shop(order, Phrase.OFFER_MOVED_ON, {"vendor": offer.vendor_name})
            return (told, moved) if offer.turn > 1 else (told,)
        case e.OfferNudged():
            return (
                _offer(event, Audience.VENDOR, Phrase.OFFER_NUDGE),
                _offer(event, Audience.VENDOR_OTHERS, Phrase.OFFER_NUDGE),
            )
        case e.OfferClosedUnfilled():
            if offer.status is not OfferStatus.WITHDRAWN or offer.sent_at is None:
                return ()
            return (_vendor_of(offer.vendor_id, order),)
        case e.OfferPartTaken():
            return (_part(event),)


def _vendor_of(vendor_id: UUID, order: Order) -> Notice:
    reply = Reply(Phrase.OFFER_WITHDRAWN, {"code": order.code})
    return Notice(Audience.VENDOR, vendor_id, reply, Phrase.TEMPLATE_ORDER, "orders:")


def _offer(event: e.OfferMade | e.OfferNudged, audience: Audience, phrase: Phrase) -> Notice:
    order, offer = event.order, event.offer
    slots: dict[str, Slot] = {
        "code": order.code,
        "shop": order.shop_name,
        "ward": order.shop_ward,
        "lines": goods(order),
        "total": order.total,
        "payment": Said(Phrase.ON_CREDIT if order.on_credit else Phrase.CASH_ON_DELIVERY),
    }
    return Notice(
        audience,
        offer.vendor_id,
        Reply(phrase, slots, offer_buttons(offer)),
        Phrase.TEMPLATE_OFFER,
        offer=offer.id if isinstance(event, e.OfferMade) else None,
    )


def _part(event: e.OfferPartTaken) -> Notice:
    order, offer = event.order, event.offer
    assert offer.part is not None
    kept = order.keeping({line.sku: offer.part.get(line.sku, Decimal(0)) for line in order.lines})
    slots: dict[str, Slot] = {
        "vendor": offer.vendor_name,
        "lines": goods(kept),
        "total": kept.total,
    }
    buttons = (
        Button(Phrase.BUTTON_REST_ELSEWHERE, f"rest_elsewhere:{order.number}"),
        Button(Phrase.BUTTON_TAKE_PART, f"take_part:{order.number}"),
        Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{order.number}"),
    )
    return _shop(order, Phrase.PART_OFFERED_SHOP, slots, buttons)


def _orders(
    event: e.OrderAccepted
    | e.OrderUnfilled
    | e.OrderStale
    | e.OrderDispatched
    | e.OrderDelivered
    | e.OrderCancelled,
) -> tuple[Notice, ...]:
    order = event.order
    match event:
        case e.OrderAccepted():
            if event.offer.part is not None:
                return (_vendor(order, Phrase.PART_AGREED, {"lines": goods(order)}),)
            cancel = Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{order.number}")
            slots: dict[str, Slot] = {"vendor": order.vendor_name, "total": order.total}
            return (_shop(order, Phrase.VENDOR_FOUND, slots, (cancel,)),)
        case e.OrderUnfilled():
            admins: dict[str, Slot] = {
                "code": order.code,
                "shop": order.shop_name,
                "total": order.total,
            }
            return (
                _shop(order, Phrase.NOBODY_TOOK_IT, {}),
                _admins(Phrase.UNFILLED_ADMIN, admins, read=f"order {order.number}"),
            )
        case e.OrderStale():
            stale: dict[str, Slot] = {
                "code": order.code,
                "shop": order.shop_name,
                "vendor": order.vendor_name,
                "status": Said(Phrase(f"status_{order.status.value}")),
            }
            return (_admins(Phrase.STALE_ORDER, stale, read=f"order {order.number}"),)
        case e.OrderDispatched():
            on_way: dict[str, Slot] = {"vendor": order.vendor_name, "pin": order.delivery_code}
            return (_shop(order, Phrase.ON_ITS_WAY, on_way, _arrival_buttons(order)),)
        case e.OrderDelivered():
            return _delivered(event)
        case e.OrderCancelled():
            return _cancelled(event)


def _arrival_buttons(order: Order) -> tuple[Button, ...]:
    return (
        Button(Phrase.BUTTON_ALL_ARRIVED, f"arrived:{order.number}"),
        Button(Phrase.BUTTON_SHORT, f"arrived_short:{order.number}"),
    )


def _delivered(event: e.OrderDelivered) -> tuple[Notice, ...]:
    order = event.order
    slots: dict[str, Slot] = {
        "shop": order.shop_name,
        "vendor": order.vendor_name,
        "total": order.total,
        "lines": goods(order),
        "due": event.due_at.date(),
    }
    if event.by_shop:
        return (_vendor(order, Phrase.SHOP_RECEIVED, slots),)
    phrase = Phrase.DELIVERED_SHOP if order.on_credit else Phrase.DELIVERED_SHOP_CASH
    return (_shop(order, phrase, slots, _arrival_buttons(order)),)


def _cancelled(event: e.OrderCancelled) -> tuple[Notice, ...]:
    order = event.order
    told: list[Notice] = []
    if event.by != "shop":
        told.append(_shop(order, Phrase.CANCELLED_FOR_SHOP, {"vendor": order.vendor_name}))
    asked = event.before in (OrderStatus.OFFERED, OrderStatus.ACCEPTED, OrderStatus.DISPATCHED)
    if event.by != "vendor" and asked:
        told.append(_vendor(order, Phrase.CANCELLED_FOR_VENDOR, {"shop": order.shop_name}))
    return tuple(told)


def _shortages(event: e.ShortageClaimed | e.ShortageDecided) -> tuple[Notice, ...]:
    order, shortage = event.order, event.shortage
    slots: dict[str, Slot] = {
        "shop": order.shop_name,
        "vendor": order.vendor_name,
        "amount": shortage.amount,
    }
    if isinstance(event, e.ShortageClaimed):
        lines = tuple(
            Said(
                Phrase.SHORT_LINE,
                {"product": line.name, "amount": Amount(shortage.short[line.sku], line.unit)},
            )
            for line in order.lines
            if line.sku in shortage.short
        )
        buttons = (
            Button(Phrase.BUTTON_YES, f"short_yes:{order.number}"),
            Button(Phrase.BUTTON_NO, f"short_no:{order.number}"),
        )
        return (_vendor(order, Phrase.SHORT_CLAIM_VENDOR, {**slots, "lines": lines}, buttons),)
    if shortage.status is ShortageStatus.AGREED:
        return (_shop(order, Phrase.SHORT_AGREED_SHOP, slots),)
    denied: dict[str, Slot] = {"code": order.code, **slots}
    return (
        _shop(order, Phrase.SHORT_DENIED_SHOP, slots),
        _admins(Phrase.SHORT_DENIED_ADMIN, denied, read=f"order {order.number}"),
    )


def _payments(event: e.PaymentRecorded | e.PaymentAnswered) -> tuple[Notice, ...]:
    payment = event.payment
    slots: dict[str, Slot] = {
        "code": payment.code,
        "amount": payment.amount,
        "method": Said(Phrase(f"method_{payment.method.value}")),
        "shop": payment.shop_name,
        "vendor": payment.vendor_name,
        "owed": event.owed,
        "lines": tuple(
            Said(Phrase.ALLOCATED, {"code": f"KH-{part.number}", "amount": part.amount})
            for part in event.allocations
        ),
    }
    if isinstance(event, e.PaymentRecorded):
        if event.on_delivery:
            return ()
        return (_asked(payment, slots),)
    match payment.status:
        case PaymentStatus.CONFIRMED if payment.by_vendor:
            return (_told(Audience.VENDOR, payment, Phrase.RECEIPT_VENDOR, slots),)
        case PaymentStatus.CONFIRMED:
            return (_told(Audience.SHOP, payment, Phrase.RECEIPT_SHOP_FULL, slots),)
        case PaymentStatus.DENIED:
            return (_told(Audience.SHOP, payment, Phrase.CLAIM_DENIED_SHOP, slots),)
        case PaymentStatus.DISPUTED:
            return (
                _told(Audience.VENDOR, payment, Phrase.PAYMENT_DISPUTED_VENDOR, slots),
                _admins(Phrase.PAYMENT_DISPUTED_ADMIN, slots),
            )
        case _:
            return ()


def _asked(payment: Payment, slots: dict[str, Slot]) -> Notice:
    verb = "paid" if payment.by_vendor else "claim"
    buttons = (
        Button(Phrase.BUTTON_YES, f"{verb}_yes:{payment.id}"),
        Button(Phrase.BUTTON_NO, f"{verb}_no:{payment.id}"),
    )
    audience = Audience.SHOP if payment.by_vendor else Audience.VENDOR
    phrase = Phrase.ASK_PAID if payment.by_vendor else Phrase.ASK_CLAIM
    template = Phrase.TEMPLATE_PAID if payment.by_vendor else Phrase.TEMPLATE_CLAIM
    to = payment.shop_id if payment.by_vendor else payment.vendor_id
    return Notice(audience, to, Reply(phrase, slots, buttons), template)


def _told(audience: Audience, payment: Payment, phrase: Phrase, slots: dict[str, Slot]) -> Notice:
    to = payment.shop_id if audience is Audience.SHOP else payment.vendor_id
    return Notice(audience, to, Reply(phrase, slots), Phrase.TEMPLATE_NEWS, "balance:")
