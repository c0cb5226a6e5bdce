"""Who is told what as an order goes from vendor to vendor and on to the shop."""

from __future__ import annotations

from uuid import UUID

from domain import events as e
from domain.offers import OfferStatus
from domain.ordering import Order, OrderStatus
from flows.addressed import news_to_shop, to_admins, to_shop, to_vendor
from flows.order_words import arrival_buttons, goods, on_its_way, part_offered, price_rise
from flows.phrases import Phrase
from flows.turn import Audience, Button, Notice, Reply, Said, Slot
from flows.vendor_orders import CANCELLED_BY_VENDOR, offer_buttons, offer_slots


def of_offer(
    event: e.OfferMade | e.OfferNudged | e.OfferClosedUnfilled | e.OfferPartTaken,
) -> tuple[Notice, ...]:
    """Who is told of an offer made, pressed, closed, or taken in part."""
    order, offer = event.order, event.offer
    match event:
        case e.OfferMade() if offer.status is OfferStatus.PROPOSED:
            return (news_to_shop(order, price_rise(order, offer)),)
        case e.OfferMade():
            told = _offer(event, Audience.VENDOR, Phrase.OFFER_RECEIVED)
            moved = to_shop(order, Phrase.OFFER_MOVED_ON, {"vendor": offer.vendor_name})
            return (told, moved) if offer.turn > 1 and not event.agreed else (told,)
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
            return (news_to_shop(order, part_offered(order, offer)),)


def _vendor_of(vendor_id: UUID, order: Order) -> Notice:
    reply = Reply(Phrase.OFFER_WITHDRAWN, {"code": order.code})
    return Notice(Audience.VENDOR, vendor_id, reply, Phrase.TEMPLATE_ORDER, "orders:")


def _offer(event: e.OfferMade | e.OfferNudged, audience: Audience, phrase: Phrase) -> Notice:
    order, offer = event.order, event.offer
    return Notice(
        audience,
        offer.vendor_id,
        Reply(phrase, offer_slots(order), offer_buttons(offer)),
        Phrase.TEMPLATE_OFFER,
        f"order:{order.number}",
        offer=offer.id if isinstance(event, e.OfferMade) else None,
    )


def of_order(
    event: e.OrderAccepted
    | e.OrderUnfilled
    | e.OrderStale
    | e.OrderDispatched
    | e.OrderDelivered
    | e.OrderCancelled,
) -> tuple[Notice, ...]:
    """Who is told that an order moved."""
    order = event.order
    match event:
        case e.OrderAccepted():
            if event.offer.part is not None:
                return (to_vendor(order, Phrase.PART_AGREED, {"lines": goods(order)}),)
            cancel = Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{order.number}")
            slots: dict[str, Slot] = {"vendor": order.vendor_name, "total": order.total}
            return (to_shop(order, Phrase.VENDOR_FOUND, slots, (cancel,)),)
        case e.OrderUnfilled():
            admins: dict[str, Slot] = {
                "code": order.code,
                "shop": order.shop_name,
                "total": order.total,
            }
            return (
                to_shop(order, Phrase.NOBODY_TOOK_IT, {}),
                to_admins(Phrase.UNFILLED_ADMIN, admins, read=f"order {order.number}"),
            )
        case e.OrderStale():
            stale: dict[str, Slot] = {
                "code": order.code,
                "shop": order.shop_name,
                "vendor": order.vendor_name,
                "status": Said(Phrase(f"status_{order.status.value}")),
            }
            return (to_admins(Phrase.STALE_ORDER, stale, read=f"order {order.number}"),)
        case e.OrderDispatched():
            return (news_to_shop(order, on_its_way(order)),)
        case e.OrderDelivered():
            return _delivered(event)
        case e.OrderCancelled():
            return _cancelled(event)


def _delivered(event: e.OrderDelivered) -> tuple[Notice, ...]:
    order = event.order
    slots: dict[str, Slot] = {
        "shop": order.shop_name,
        "vendor": order.vendor_name,
        "total": order.total,
        "lines": goods(order),
        "due": event.due_at.date(),
        "payment": Said(Phrase.ON_CREDIT if order.on_credit else Phrase.CASH_ON_DELIVERY),
    }
    if event.by_shop:
        return (to_vendor(order, Phrase.SHOP_RECEIVED, slots),)
    phrase = Phrase.DELIVERED_SHOP if order.on_credit else Phrase.DELIVERED_SHOP_CASH
    return (to_shop(order, phrase, slots, arrival_buttons(order)),)


def _cancelled(event: e.OrderCancelled) -> tuple[Notice, ...]:
    order = event.order
    told: list[Notice] = []
    if event.by != "shop":
        slots: dict[str, Slot] = {"vendor": order.vendor_name, "why": _why(event)}
        again = Button(Phrase.BUTTON_REPEAT, f"repeat:{order.number}")
        told.append(to_shop(order, Phrase.CANCELLED_FOR_SHOP, slots, (again,)))
    asked = event.before in (OrderStatus.OFFERED, OrderStatus.ACCEPTED, OrderStatus.DISPATCHED)
    if event.by != "vendor" and asked and event.asked:
        told.append(to_vendor(order, Phrase.CANCELLED_FOR_VENDOR, {"shop": order.shop_name}))
    return tuple(told)


def _why(event: e.OrderCancelled) -> Slot:
    """A vendor's reason is from our list, an admin's in his own words."""
    if event.by == CANCELLED_BY_VENDOR:
        return Said(Phrase(f"reason_{event.reason}"))
    return event.reason or Said(Phrase.REASON_OTHER)
