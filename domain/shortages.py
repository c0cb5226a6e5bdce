"""What was missing or damaged after a delivery: claimed by the shop, decided by the vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.catalog import Sku
from domain.errors import AmountRefused, NotYours, OrderMoved
from domain.ids import Cause, OrderId, TransferId, VendorId
from domain.ledger import Account, AccountKind, Reason, Transfer, TransferKind, receivable
from domain.money import Money
from domain.ordering import Order, OrderStatus


class ShortageStatus(StrEnum):
    """What the vendor said."""

    CLAIMED = "claimed"
    AGREED = "agreed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A claim about one delivery.

    Attributes:
        short: Missing or damaged quantity by product, in sell units.
        amount: What it takes off the bill, VAT included.
    """

    id: UUID
    code: str
    order_id: OrderId
    vendor_id: VendorId
    short: Mapping[Sku, Decimal]
    amount: Money
    status: ShortageStatus


def claim(order: Order, short: Mapping[Sku, Decimal], code: str, cause: Cause) -> Shortage:
    """A shortage claimed against a delivered order.

    Raises:
        OrderMoved: It is not delivered, or completed already.
        AmountRefused: Nothing is short, nothing that costs money, or more than arrived.
    """
    if order.status is not OrderStatus.DELIVERED:
        raise OrderMoved
    came = {line.sku: line.arrived or Decimal(0) for line in order.lines}
    if not short or any(not 0 < gone <= came.get(sku, Decimal(0)) for sku, gone in short.items()):
        raise AmountRefused
    left = replace(
        order,
        lines=tuple(
            replace(line, arrived=came[line.sku] - short.get(line.sku, Decimal(0)))
            for line in order.lines
        ),
    )
    amount = order.total - left.total
    if not amount:
        raise AmountRefused
    return Shortage(
        id=cause.id(f"shortage:{order.id}"),
        code=code,
        order_id=order.id,
        vendor_id=order.vendor_id,
        short=short,
        amount=amount,
        status=ShortageStatus.CLAIMED,
    )


def decide(shortage: Shortage, vendor_id: VendorId, *, agreed: bool) -> Shortage:
    """The vendor's answer.

    Raises:
        NotYours: Another vendor's delivery.
        OrderMoved: Decided before.
    """
    if shortage.vendor_id != vendor_id:
        raise NotYours
    if shortage.status is not ShortageStatus.CLAIMED:
        raise OrderMoved
    return replace(shortage, status=ShortageStatus.AGREED if agreed else ShortageStatus.DENIED)


def credit_note(order: Order, shortage: Shortage, cause: Cause) -> Transfer:
    """The ledger's side of an agreed shortage: the debt goes down against returns."""
    return Transfer(
        id=TransferId(cause.id(f"shortage:{shortage.id}")),
        debit=Account(AccountKind.RETURNS, order.vendor_id),
        credit=receivable(order.vendor_id, order.shop_id),
        amount=shortage.amount,
        kind=TransferKind.POSTED,
        reason=Reason.SHORTAGE,
        at=cause.at,
        order_id=order.id,
    )
