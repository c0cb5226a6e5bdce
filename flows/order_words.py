"""An order in words: a line in a list, its goods, and what its shop has to decide or know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.facts import OrderFile
from domain.offers import Offer, OfferStatus
from domain.ordering import BEFORE_DISPATCH, Order, OrderStatus
from flows.phrases import Phrase
from flows.turn import LIST_ROW_LIMIT, Amount, Button, Choice, Reply, Said, Slot


def order_line(order: Order) -> Said:
    """One order in a list: code, where it stands, who serves it, what it costs."""
    slots: Mapping[str, Slot] = {
        "code": order.code,
        "status": Said(Phrase(f"status_{order.status.value}")),
        "vendor": order.vendor_name,
        "total": order.total,
        "count": len(order.lines),
    }
    return Said(Phrase.ORDER_LINE, slots)


def order_choices(verb: str, orders: Sequence[Order]) -> tuple[Choice, ...]:
    """Orders to choose one from; the choice says the verb of it."""
    return tuple(
        Choice(
            title=order.code,
            payload=f"{verb}:{order.number}",
            description=replace(order_line(order), phrase=Phrase.ORDER_CHOICE),
        )
        for order in orders[:LIST_ROW_LIMIT]
    )


def goods(order: Order) -> tuple[Said, ...]:
    """What an order holds, a line each."""
    return tuple(
        Said(
            Phrase.GOODS_LINE,
            {
                "product": line.name,
                "amount": Amount(
                    line.quantity if line.arrived is None else line.arrived, line.unit
                ),
                "cost": line.net,
            },
        )
        for line in order.lines
    )


def price_rise(order: Order, offer: Offer) -> Reply:
    """A vendor asks more than the shop saw: go on?"""
    slots: dict[str, Slot] = {
        "code": order.code,
        "vendor": offer.vendor_name,
        "before": order.total,
        "after": offer.total,
        "more": offer.total - order.total,
    }
    buttons = (
        Button(Phrase.BUTTON_AGREE, f"agree_price:{order.number}"),
        Button(Phrase.BUTTON_REFUSE, f"refuse_price:{order.number}"),
        _cancel(order),
    )
    return Reply(Phrase.PRICE_RISE, slots, buttons)


def part_offered(order: Order, offer: Offer) -> Reply:
    """A vendor can give only part: what becomes of the rest?"""
    assert offer.part is not None
    kept = order.keeping({line.sku: offer.part.get(line.sku, Decimal(0)) for line in order.lines})
    slots: dict[str, Slot] = {
        "code": order.code,
        "vendor": offer.vendor_name,
        "lines": goods(kept),
        "total": kept.total,
    }
    buttons = (
        Button(Phrase.BUTTON_REST_ELSEWHERE, f"rest_elsewhere:{order.number}"),
        Button(Phrase.BUTTON_TAKE_PART, f"take_part:{order.number}"),
        _cancel(order),
    )
    return Reply(Phrase.PART_OFFERED_SHOP, slots, buttons)


def on_its_way(order: Order) -> Reply:
    """The goods have left, with the code for the driver."""
    slots: dict[str, Slot] = {
        "code": order.code,
        "vendor": order.vendor_name,
        "pin": order.delivery_code,
    }
    return Reply(Phrase.ON_ITS_WAY, slots, arrival_buttons(order))


def arrival_buttons(order: Order) -> tuple[Button, ...]:
    """All there, or something short."""
    return (
        Button(Phrase.BUTTON_ALL_ARRIVED, f"arrived:{order.number}"),
        Button(Phrase.BUTTON_SHORT, f"arrived_short:{order.number}"),
    )


def as_it_stands(file: OrderFile) -> Reply:
    """One order for its shop: what it has to decide or know now, else its goods."""
    order, offer = file.order, file.offer
    if order.status is OrderStatus.DISPATCHED:
        return on_its_way(order)
    if offer is not None and offer.status is OfferStatus.PROPOSED:
        return price_rise(order, offer)
    if offer is not None and offer.status is OfferStatus.PART:
        return part_offered(order, offer)
    slots: dict[str, Slot] = {"order": order_line(order), "lines": goods(order)}
    return Reply(Phrase.ORDER_STATUS, slots, next_steps(order))


def next_steps(order: Order) -> tuple[Button, ...]:
    """What its shop can do with an order in a list."""
    if order.status in BEFORE_DISPATCH:
        return (_cancel(order),)
    if order.status is OrderStatus.CANCELLED:
        return (Button(Phrase.BUTTON_REPEAT, f"repeat:{order.number}"),)
    arriving = order.status in (OrderStatus.DISPATCHED, OrderStatus.DELIVERED)
    return arrival_buttons(order) if arriving else ()


def _cancel(order: Order) -> Button:
    return Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{order.number}")
