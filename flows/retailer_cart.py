"""A shop's cart: what a message changes in it, and how it is put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.catalog import Catalogue, Product, Sku
from domain.ids import Cause, short_code
from domain.money import Money
from domain.opening import next_opening, open_now
from domain.ordering import QUANTITY_STEP, Cart, CartLine, Order, check_quantity, vat_of
from domain.people import Place
from domain.routing import VendorStanding, Wanted
from domain.splitting import assign
from flows.phrases import Phrase
from flows.questions import removal
from flows.reading.reading import Change, Doubt, Doubtful, Line, Reading
from flows.turn import Amount, Button, Reply, Said, Slot


def changed(
    lines: Sequence[CartLine], changes: Iterable[Line], catalogue: Catalogue
) -> tuple[CartLine, ...]:
    """The cart's lines after a message.

    What is said twice in one message sums up; what is said again in a later one replaces, as a
    shop that sends its list anew does not want it twice. "More" always adds.

    Raises:
        AmountRefused: It adds up to more than any shop buys.
    """
    kept = {line.sku: line for line in lines}
    heard: set[Sku] = set()
    for change in changes:
        before = kept.get(change.sku)
        if change.change is Change.REMOVE:
            kept.pop(change.sku, None)
            continue
        product = catalogue[change.sku]
        quantity = change.sell_quantity.quantize(QUANTITY_STEP).normalize()
        adds = change.change is Change.ADD or change.sku in heard
        if before is not None and adds and change.change is not Change.SET:
            quantity += before.quantity
        check_quantity(quantity)
        heard.add(change.sku)
        kept[change.sku] = CartLine(
            sku=change.sku,
            name=product.name,
            quantity=quantity,
            unit=product.sell_unit.value,
            said=_said(change, product),
        )
    return tuple(kept.values())


def narrowed(
    reading: Reading, lines: Sequence[CartLine], catalogue: Catalogue
) -> tuple[tuple[Line, ...], tuple[Doubtful, ...]]:
    """The reading's lines and doubts, given the cart: only what is in it can be taken out."""
    in_cart = {line.sku for line in lines}
    sure, unsure = list(reading.lines), list[Doubtful]()
    for doubt in reading.doubtful:
        if doubt.change is not Change.REMOVE:
            unsure.append(doubt)
            continue
        meant = tuple(sku for sku in doubt.options if sku in in_cart)
        if len(meant) == 1:
            sure.append(removal(meant[0], catalogue[meant[0]].sell_unit, doubt.text))
        elif meant:
            unsure.append(replace(doubt, options=meant, doubt=Doubt.WHICH))
    return tuple(sure), tuple(unsure)


def sold(cart: Cart) -> Cart:
    """The cart without the lines that nobody has, which were shown as such."""
    return replace(cart, lines=tuple(line for line in cart.lines if line.price))


def _said(change: Line, product: Product) -> str:
    """The shop's own measure, when it is not the one we sell by."""
    if change.unit == product.sell_unit.value or change.quantity == change.sell_quantity:
        return ""
    return f"{change.quantity.normalize():f} {change.unit}"


def priced(
    lines: Sequence[CartLine], standings: Sequence[VendorStanding], place: Place, cause: Cause
) -> Cart:
    """The cart with today's vendors and prices."""
    wanted = Wanted(tuple(lines), place, cause.at)
    return Cart(short_code(cause.id("cart"), 8), assign(wanted, standings), cause.at)


def again(order: Order) -> tuple[CartLine, ...]:
    """The lines of an earlier order, to be priced anew."""
    return tuple(CartLine(line.sku, line.name, line.asked, line.unit) for line in order.lines)


def opening(sku: Sku, standings: Sequence[VendorStanding], at: datetime) -> datetime | None:
    """When the first vendor opens that has this product; None if one is open, or none has it."""
    having = [one.vendor for one in standings if sku in one.quotes and one.quotes[sku].available]
    if not having or any(open_now(vendor, at) for vendor in having):
        return None
    opens = (next_opening(vendor, at) for vendor in having)
    return min((moment for moment in opens if moment), default=None)


def shown(cart: Cart, available: Money | None, standings: Sequence[VendorStanding] = ()) -> Reply:
    """The cart with prices, total and buttons.

    Args:
        available: Credit left before this cart; None for a shop that buys for cash only.
        standings: The vendors that were looked at, to say when one opens.
    """
    priced_lines = [line for line in cart.lines if line.price]
    missing = [line for line in cart.lines if not line.price]
    slots: dict[str, Slot] = {
        "notes": (),
        "lines": tuple(_worded(line) for line in priced_lines),
        "remarks": (
            *(_missing(line, opening(line.sku, standings, cart.priced_at)) for line in missing),
            *_vat(cart),
            *_vendors(cart),
        ),
        "total": cart.total,
        "credit": Said(Phrase.CART_CASH_ONLY)
        if available is None
        else Said(Phrase.CART_CREDIT_LEFT, {"left": available - cart.total})
        if cart.total <= available
        else Said(Phrase.CART_OVER_LIMIT, {"available": available}),
    }
    if not priced_lines:
        return Reply(Phrase.CART_NOBODY_SELLS, {"notes": (), "lines": slots["remarks"]})
    return Reply(Phrase.CART_SUMMARY, slots, buttons=cart_buttons(cart))


def _missing(line: CartLine, opens: datetime | None) -> Said:
    if opens is None:
        return Said(Phrase.LINE_NO_SELLER, {"product": line.name})
    return Said(Phrase.LINE_CLOSED, {"product": line.name, "opens": opens})


def cart_buttons(cart: Cart) -> tuple[Button, ...]:
    """Confirm, change, drop: each names this very cart."""
    return (
        Button(Phrase.BUTTON_CONFIRM, f"confirm:{cart.code}"),
        Button(Phrase.BUTTON_CHANGE, f"change:{cart.code}"),
        Button(Phrase.BUTTON_DROP, f"drop:{cart.code}"),
    )


def _worded(line: CartLine) -> Said:
    quantity, _, unit = line.said.partition(" ")
    slots: Mapping[str, Slot] = {
        "product": line.name,
        "amount": Amount(line.quantity, line.unit),
        "cost": line.net,
        "said": Amount(Decimal(quantity), unit) if unit else line.said,
    }
    return Said(Phrase.CART_LINE_AS_SAID if line.said else Phrase.CART_LINE, slots)


def _vat(cart: Cart) -> tuple[Said, ...]:
    vat = sum((vat_of(cart.of(vendor)) for vendor in cart.vendors), Money(0))
    return (Said(Phrase.CART_VAT, {"vat": vat}),) if vat else ()


def _vendors(cart: Cart) -> tuple[Said, ...]:
    if len(cart.vendors) <= 1:
        return ()
    names = {line.vendor_name for line in cart.lines if line.vendor_id}
    return (Said(Phrase.CART_SPLIT, {"vendors": ", ".join(sorted(names))}),)


def dearer(before: Cart, after: Cart) -> bool:
    """Whether confirming now would cost more, or bring other goods, than what was shown.

    A line that nobody had then and nobody has now was shown as such: the rest can be confirmed.
    """
    shown_sold = [(line.sku, line.quantity) for line in sold(before).lines]
    now_sold = [(line.sku, line.quantity) for line in sold(after).lines]
    return not now_sold or shown_sold != now_sold or after.total > before.total
