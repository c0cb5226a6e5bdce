"""Orders with all that hangs on them, locked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from domain.catalog import ProductName, Sku
from domain.facts import Numbers, OrderFile
from domain.ids import (
    BasketId,
    OfferId,
    OrderId,
    PersonId,
    ShopId,
    TransferId,
    VendorId,
)
from domain.money import Money
from domain.offers import Offer, OfferStatus
from domain.ordering import Order, OrderLine, OrderStatus
from domain.routing import Candidate
from domain.shortages import Shortage, ShortageStatus
from storage.codec import load
from storage.facts import goods, money, people
from storage.store import Row, Transaction

LONGEST_NUMBER = 15

_ORDER = """
SELECT o.*, s.name AS shop_name, s.ward AS shop_ward, v.name AS vendor_name
FROM orders o JOIN shops s ON s.id = o.shop_id JOIN vendors v ON v.id = o.vendor_id
"""
BY_NUMBER = _ORDER + "WHERE o.number = $1 FOR NO KEY UPDATE OF o"
BY_ID = _ORDER + "WHERE o.id = $1 FOR NO KEY UPDATE OF o"
BY_OFFER_CODE = (
    _ORDER + "JOIN offers f ON f.order_id = o.id AND f.code = $1" + " FOR NO KEY UPDATE OF o"
)
BY_OFFER_ID = (
    _ORDER + "JOIN offers f ON f.order_id = o.id AND f.id = $1" + " FOR NO KEY UPDATE OF o"
)
OF_SHOP = (
    _ORDER
    + "WHERE o.shop_id = $1 AND o.status IN"
    + " ('placed', 'offered', 'accepted', 'dispatched', 'unfilled', 'delivered')"
    + " ORDER BY o.number DESC LIMIT 20"
)
OF_VENDOR = (
    _ORDER
    + """
WHERE o.vendor_id = $1 AND (
    o.status IN ('accepted', 'dispatched') OR o.status = 'offered' AND EXISTS (
        SELECT FROM offers f
        WHERE f.order_id = o.id AND f.vendor_id = $1 AND f.status IN ('open', 'part')
    )
)
ORDER BY o.number LIMIT 20
"""
)
LAST_OF_SHOP = (
    _ORDER + "WHERE o.shop_id = $1 AND o.status <> 'cancelled' ORDER BY o.number DESC LIMIT 1"
)
ONE_OF_SHOP = _ORDER + "WHERE o.shop_id = $1 AND o.number = $2"
OF_SHOP_SINCE = (
    _ORDER + "WHERE o.shop_id = $1 AND o.placed_at > $2 AND o.status <> 'cancelled'"
    " ORDER BY o.number"
)
# Those on their way first: they are what *it has come* is about.
ARRIVING = """
SELECT number, status FROM orders WHERE shop_id = $1 AND status IN ('dispatched', 'delivered')
ORDER BY status = 'dispatched' DESC, number DESC LIMIT 10
"""
CANCELLABLE = """
SELECT EXISTS (SELECT FROM orders WHERE shop_id = $1
    AND status IN ('placed', 'offered', 'accepted', 'unfilled'))
"""
LINES = "SELECT * FROM order_lines WHERE order_id = ANY($1::uuid[]) ORDER BY order_id, position"
OFFERS = """
SELECT f.*, v.name AS vendor_name FROM offers f JOIN vendors v ON v.id = f.vendor_id
WHERE f.order_id = $1 ORDER BY f.turn, f.made_at
"""
SHORTAGE = "SELECT * FROM shortages WHERE order_id = $1 ORDER BY claimed_at DESC LIMIT 1"
RANKING = "SELECT candidates FROM rankings WHERE order_id = $1"
ONLY_OPEN_OFFER = "SELECT code FROM offers WHERE vendor_id = $1 AND status = 'open' LIMIT 2"
NEXT_NUMBERS = """
SELECT name, last + 1 AS next FROM counters WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE
"""


async def orders(tx: Transaction, query: str, *values: object) -> tuple[Order, ...]:
    """The orders of a query of this module, with their lines."""
    rows = await tx.rows(query, *values)
    if not rows:
        return ()
    lines: dict[object, list[Row]] = {}
    for line in await tx.rows(LINES, [row["id"] for row in rows]):
        lines.setdefault(line["order_id"], []).append(line)
    return tuple(_order(row, lines.get(row["id"], [])) for row in rows)


def _order(row: Row, lines: Sequence[Row]) -> Order:
    return Order(
        id=OrderId(row["id"]),
        number=row["number"],
        basket_id=BasketId(row["basket_id"]),
        shop_id=ShopId(row["shop_id"]),
        shop_name=row["shop_name"],
        shop_ward=row["shop_ward"],
        vendor_id=VendorId(row["vendor_id"]),
        vendor_name=row["vendor_name"],
        status=OrderStatus(row["status"]),
        on_credit=row["on_credit"],
        lines=tuple(_line(line) for line in lines if line["quantity"]),
        placed_by=PersonId(row["placed_by"]),
        placed_at=row["placed_at"],
        delivery_code=row["delivery_code"],
        hold_id=TransferId(row["hold_id"]) if row["hold_id"] else None,
    )


def _line(row: Row) -> OrderLine:
    return OrderLine(
        sku=Sku(row["sku"]),
        name=ProductName(row["name_en"], row["name_ne"]),
        unit=row["unit"],
        asked=_plain(row["asked"]),
        quantity=_plain(row["quantity"]),
        price=Money(row["price_paisa"]),
        vat_bp=row["vat_bp"],
        arrived=None if row["arrived"] is None else _plain(row["arrived"]),
    )


def _plain(quantity: Decimal) -> Decimal:
    """Without the zeros that the column's scale adds."""
    return quantity.normalize() + 0


def _offer(row: Row) -> Offer:
    part = load(dict[Sku, Decimal], row["part"]) if row["part"] else None
    return Offer(
        id=OfferId(row["id"]),
        code=row["code"],
        order_id=OrderId(row["order_id"]),
        vendor_id=VendorId(row["vendor_id"]),
        vendor_name=row["vendor_name"],
        turn=row["turn"],
        status=OfferStatus(row["status"]),
        total=Money(row["total_paisa"]),
        made_at=row["made_at"],
        sent_at=row["sent_at"],
        part=part,
        reason=row["reason"],
    )


async def file(
    tx: Transaction, query: str, value: object, *, priced: bool = False, ranked: bool = False
) -> OrderFile | None:
    """An order with its offers, locked; None when there is no such order.

    Args:
        query: One of the ``BY_`` queries.
        priced: Load vendors, prices and the shop's credit too, and lock the shop.
        ranked: Load the ranking it was routed by.
    """
    found = await orders(tx, query, value)
    if not found:
        return None
    order = found[0]
    shop = await people.shop(tx, order.shop_id, lock=priced)
    offers = tuple(_offer(row) for row in await tx.rows(OFFERS, order.id))
    row = await tx.row(SHORTAGE, order.id)
    shortage = _shortage(row) if row else None
    filed = OrderFile(order, shop, offers, shortage)
    if ranked:
        text = await tx.value(RANKING, order.id)
        ranking = load(tuple[Candidate, ...], text) if text else ()
        return OrderFile(order, shop, offers, shortage, ranking=ranking)
    if not priced:
        return filed
    return OrderFile(
        order=order,
        shop=shop,
        offers=offers,
        shortage=shortage,
        credit=await money.credit_line(tx, shop),
        standings=await goods.standings(tx, [line.sku for line in order.lines]),
    )


def _shortage(row: Row) -> Shortage:
    return Shortage(
        id=row["id"],
        code=row["code"],
        order_id=OrderId(row["order_id"]),
        vendor_id=VendorId(row["vendor_id"]),
        short=load(dict[Sku, Decimal], row["short"]),
        amount=Money(row["amount_paisa"]),
        status=ShortageStatus(row["status"]),
    )


async def numbers(tx: Transaction, *names: str) -> Numbers:
    """The next free numbers, locked until the turn is kept."""
    if not names:
        return Numbers()
    found = {row["name"]: row["next"] for row in await tx.rows(NEXT_NUMBERS, list(names))}
    return Numbers(found.get("order", 0), found.get("receipt", 0))


def order_number(words: str) -> int | None:
    """The number in an order's code as people write it (``KH-12``, ``12``), or None."""
    number = words.upper().removeprefix("KH").strip("- ")
    known = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    return int(number) if known else None
