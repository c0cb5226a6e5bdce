"""The life of an order after the cart: placed, dispatched, delivered, completed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from domain.catalog import Sku
from domain.errors import AmountRefused, OrderMoved
from domain.events import (
    Event,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderDispatched,
    OrderPlaced,
    PaymentRecorded,
    Transferred,
)
from domain.ids import BasketId, Cause, OrderId, PaymentId, PersonId, TransferId, digits_code
from domain.ledger import bill, hold, release
from domain.money import Money, total
from domain.ordering import (
    BEFORE_DISPATCH,
    Cart,
    CartLine,
    Order,
    OrderLine,
    OrderStatus,
    vat_of,
    with_vat,
)
from domain.payments import Allocation, Method, Payment, PaymentStatus, money_in
from domain.people import Shop, Vendor

COMPLETES_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who places an order, and for which shop."""

    shop: Shop
    person: PersonId


def place(
    cart: Cart, buyer: Buyer, cause: Cause, first_number: int, *, on_credit: bool
) -> tuple[Event, ...]:
    """Turn a confirmed cart into one order for each vendor it needs, under one basket.

    Args:
        first_number: The next free order number; the orders take it and those after it.

    Raises:
        AmountRefused: So little of something so cheap that it costs nothing.
    """
    assert cart.ready, "a cart is placed once every line has its price"
    if not all(with_vat(cart.of(vendor_id)) for vendor_id in cart.vendors):
        raise AmountRefused
    basket = BasketId(cause.id("basket"))
    events: list[Event] = []
    for nth, vendor_id in enumerate(cart.vendors):
        lines = cart.of(vendor_id)
        order = Order(
            id=OrderId(cause.id("order", nth)),
            number=first_number + nth,
            basket_id=basket,
            shop_id=buyer.shop.id,
            shop_name=buyer.shop.name,
            shop_ward=buyer.shop.place.ward,
            vendor_id=vendor_id,
            vendor_name=lines[0].vendor_name,
            status=OrderStatus.PLACED,
            on_credit=on_credit,
            lines=tuple(_promised(line) for line in lines),
            placed_by=buyer.person,
            placed_at=cause.at,
        )
        events += held(order, cause, OrderPlaced)
    return tuple(events)


def _promised(line: CartLine) -> OrderLine:
    assert line.price is not None
    return OrderLine(
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        asked=line.quantity,
        quantity=line.quantity,
        price=line.price,
        vat_bp=line.vat_bp,
    )


def held(order: Order, cause: Cause, happened: type[OrderPlaced]) -> list[Event]:
    """A new order with its hold, when it is on credit."""
    if not order.on_credit:
        return [happened(order, cause.key)]
    order = replace(order, hold_id=TransferId(cause.id(f"hold:{order.id}")))
    return [happened(order, cause.key), *_hold(order, cause)]


def _hold(order: Order, cause: Cause) -> list[Event]:
    assert order.hold_id is not None
    return [Transferred(hold(order.hold_id, order.held_order, cause))]


def reheld(before: Order, after: Order, cause: Cause) -> tuple[Order, list[Event]]:
    """Move the hold along when an order's vendor or total changed.

    Returns:
        The order with its new hold, and the transfers that release the old and make the new.
    """
    same = (before.vendor_id, before.total) == (after.vendor_id, after.total)
    if not after.on_credit or (same and after.hold_id):
        return after, []
    after = replace(after, hold_id=TransferId(cause.id(f"hold:{after.id}:{after.vendor_id}")))
    return after, [*released(before, cause), *_hold(after, cause)]


def released(order: Order, cause: Cause) -> list[Event]:
    """The transfer that gives an order's hold back, if it has one."""
    if order.hold_id is None:
        return []
    return [Transferred(release(order.hold_id, order.held_order, cause))]


def dispatch(order: Order, vendor: Vendor, cause: Cause) -> tuple[Event, ...]:
    """The vendor sends the goods; the shop gets the code it tells the driver.

    Raises:
        OrderMoved: Not accepted, or already under way.
    """
    code = digits_code(cause.id(f"delivery:{order.id}"))
    gone = replace(order.moved(OrderStatus.DISPATCHED), delivery_code=code)
    assert gone.vendor_id == vendor.id
    return (OrderDispatched(gone),)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a delivery is reported.

    Attributes:
        short: Missing or damaged quantity by product, in sell units.
        by: Who reports it.
        by_shop: The shop reports; else the vendor, with the shop's code.
        terms_days: Days until the bill is due.
        next_receipt: Number of the receipt for a cash order.
        owed_before: What the shop owed this vendor before this delivery.
    """

    short: Mapping[Sku, Decimal]
    by: PersonId
    by_shop: bool
    terms_days: int
    next_receipt: int
    owed_before: Money


def deliver(order: Order, arrival: Arrival, cause: Cause) -> tuple[Event, ...]:
    """Post the debt for what arrived and release the rest of the hold.

    A cash order is billed and paid in the same breath.

    Raises:
        OrderMoved: Not dispatched, or delivered already.
        AmountRefused: More is short than was ordered.
    """
    came = replace(order.moved(OrderStatus.DELIVERED).arriving(arrival.short), hold_id=None)
    events: list[Event] = [
        OrderDelivered(came, cause.at + timedelta(days=arrival.terms_days), arrival.by_shop)
    ]
    net = total([line.net for line in came.lines])
    if not net:
        return (*events, *released(order, cause))
    vat = vat_of(came.lines)
    debt = bill(came.held_order, net, vat, order.hold_id, cause)
    events += [Transferred(transfer) for transfer in debt]
    if not came.on_credit:
        events += _paid_at_the_door(came, arrival, cause)
    return tuple(events)


def _paid_at_the_door(order: Order, arrival: Arrival, cause: Cause) -> list[Event]:
    payment = Payment(
        id=PaymentId(cause.id(f"payment:{order.id}")),
        number=arrival.next_receipt,
        shop_id=order.shop_id,
        shop_name=order.shop_name,
        vendor_id=order.vendor_id,
        vendor_name=order.vendor_name,
        amount=order.total,
        method=Method.CASH,
        status=PaymentStatus.CONFIRMED if arrival.by_shop else PaymentStatus.WAITING,
        by_vendor=not arrival.by_shop,
        recorded_by=arrival.by,
        at=cause.at,
    )
    whole = Allocation(payment.id, order.id, order.number, order.total)
    return [
        PaymentRecorded(payment, (whole,), arrival.owed_before, on_delivery=True),
        Transferred(money_in(payment, cause)),
    ]


def complete(order: Order) -> tuple[Event, ...]:
    """The shop agrees with the delivery, or 48 hours have passed.

    Raises:
        OrderMoved: Not delivered, or completed already.
    """
    return (OrderCompleted(order.moved(OrderStatus.COMPLETED)),)


def cancel(
    order: Order, cause: Cause, by: str, reason: str, *, admin: bool = False
) -> tuple[Event, ...]:
    """Call an order off: shop or vendor before dispatch, an admin before delivery.

    Raises:
        OrderMoved: Too late for this.
    """
    if order.status not in BEFORE_DISPATCH and not admin:
        raise OrderMoved
    off = replace(order.moved(OrderStatus.CANCELLED), hold_id=None)
    return (OrderCancelled(off, order.status, by, reason), *released(order, cause))
