"""What a cart and an order hold, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from domain.catalog import ProductName, Sku
from domain.errors import AmountRefused, OrderMoved
from domain.ids import BasketId, OrderId, PersonId, ShopId, TransferId, VendorId
from domain.ledger import HeldOrder
from domain.money import ZERO, Money, total
from domain.moves import BEFORE_DISPATCH, MOVES, UNDER_WAY, OrderStatus

__all__ = ["BEFORE_DISPATCH", "MOVES", "UNDER_WAY", "OrderStatus"]

LARGEST_QUANTITY = Decimal(50_000)  # above any shop's need, in sell units
# A twelfth of a carton has no end in decimals; nine places keep every price exact to the paisa.
QUANTITY_STEP = Decimal("0.000000001")
ORDER_CODE = "KH-"  # before an order's number, as people say it


@dataclass(frozen=True, slots=True)
class CartLine:
    """One product in a cart, with the price the shop saw.

    Attributes:
        quantity: In the product's sell unit.
        said: The shop's own words for quantity and unit where they differ, such as ``50 kg``.
        price: Per sell unit before VAT; None while no vendor sells it.
    """

    sku: Sku
    name: ProductName
    quantity: Decimal
    unit: str
    said: str = ""
    vendor_id: VendorId | None = None
    vendor_name: str = ""
    price: Money | None = None
    vat_bp: int = 0

    @property
    def net(self) -> Money:
        """Price times quantity before VAT; zero while unpriced."""
        return self.price.times(self.quantity) if self.price else ZERO


@dataclass(frozen=True, slots=True)
class Cart:
    """What a shop is about to order; part of the conversation, not an order.

    Attributes:
        code: Names this version of the cart, so that a press on an older one is noticed.
        priced_at: When its prices were looked up.
    """

    code: str
    lines: tuple[CartLine, ...]
    priced_at: datetime

    @property
    def ready(self) -> bool:
        """Whether every line has a vendor and a price."""
        return bool(self.lines) and all(line.price for line in self.lines)

    @property
    def vendors(self) -> tuple[VendorId, ...]:
        """The vendors needed, in the order their lines come."""
        found = {line.vendor_id: None for line in self.lines if line.vendor_id}
        return tuple(found)

    @property
    def total(self) -> Money:
        """With VAT, summed over the orders it will become."""
        return total([with_vat(self.of(vendor)) for vendor in self.vendors])

    def of(self, vendor: VendorId) -> tuple[CartLine, ...]:
        """The lines one vendor would serve."""
        return tuple(line for line in self.lines if line.vendor_id == vendor)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One product of an order: a snapshot of what was promised.

    Attributes:
        asked: What the shop wanted, in sell units.
        quantity: What is agreed now.
        arrived: What came; None before delivery.
        price: Per sell unit before VAT.
    """

    sku: Sku
    name: ProductName
    unit: str
    asked: Decimal
    quantity: Decimal
    price: Money
    vat_bp: int = 0
    arrived: Decimal | None = None

    @property
    def net(self) -> Money:
        """Price times what arrived, or what is agreed before that; before VAT."""
        return self.price.times(self.quantity if self.arrived is None else self.arrived)


def vat_of(lines: tuple[OrderLine, ...] | tuple[CartLine, ...]) -> Money:
    """VAT of an order, rounded half up once per rate."""
    by_rate: dict[int, Money] = {}
    for line in lines:
        by_rate[line.vat_bp] = by_rate.get(line.vat_bp, ZERO) + line.net
    return total([net.at_rate(rate_bp) for rate_bp, net in by_rate.items()])


def with_vat(lines: tuple[OrderLine, ...] | tuple[CartLine, ...]) -> Money:
    """What lines cost together, VAT included."""
    return total([line.net for line in lines]) + vat_of(lines)


@dataclass(frozen=True, slots=True)
class Order:
    """What a shop has ordered from one vendor.

    Attributes:
        number: Gapless, given when placed.
        vendor_id: Who was offered or took it last.
        on_credit: Else cash on delivery.
        delivery_code: What the shop tells the driver; known from dispatch on.
        hold_id: The pending transfer that holds its credit.
    """

    id: OrderId
    number: int
    basket_id: BasketId
    shop_id: ShopId
    shop_name: str
    shop_ward: str
    vendor_id: VendorId
    vendor_name: str
    status: OrderStatus
    on_credit: bool
    lines: tuple[OrderLine, ...]
    placed_by: PersonId
    placed_at: datetime
    delivery_code: str = ""
    hold_id: TransferId | None = None

    @property
    def code(self) -> str:
        """What people call the order."""
        return f"{ORDER_CODE}{self.number}"

    @property
    def total(self) -> Money:
        """With VAT, for what arrived or is agreed."""
        return with_vat(self.lines)

    @property
    def held_order(self) -> HeldOrder:
        """What its hold is about."""
        return HeldOrder(self.id, self.shop_id, self.vendor_id, self.total)

    def moved(self, to: OrderStatus) -> Order:
        """The order after a move.

        Raises:
            OrderMoved: The table of moves does not allow it.
        """
        if to not in MOVES[self.status]:
            raise OrderMoved(f"{self.code} is {self.status}, cannot become {to}")
        return replace(self, status=to)

    def line(self, sku: Sku) -> OrderLine | None:
        """The line of one product."""
        return next((line for line in self.lines if line.sku == sku), None)

    def keeping(self, quantities: Mapping[Sku, Decimal]) -> Order:
        """The order cut down to these quantities; lines at zero are gone.

        Raises:
            AmountRefused: More than was asked, or nothing left.
        """
        lines = []
        for line in self.lines:
            quantity = quantities.get(line.sku, line.quantity)
            if not 0 <= quantity <= line.quantity:
                raise AmountRefused
            if quantity:
                lines.append(replace(line, quantity=quantity))
        if not lines:
            raise AmountRefused
        return replace(self, lines=tuple(lines))

    def arriving(self, short: Mapping[Sku, Decimal]) -> Order:
        """The order as it arrived, given what was missing or damaged.

        Args:
            short: Missing quantity by product, in sell units.

        Raises:
            AmountRefused: More is missing than was ordered, or a product that was not.
        """
        if any(self.line(sku) is None for sku in short):
            raise AmountRefused
        lines = []
        for line in self.lines:
            missing = short.get(line.sku, Decimal(0))
            if not 0 <= missing <= line.quantity:
                raise AmountRefused
            arrived = (line.quantity - missing).quantize(QUANTITY_STEP).normalize()
            lines.append(replace(line, arrived=arrived))
        return replace(self, lines=tuple(lines))


def check_quantity(quantity: Decimal) -> None:
    """Refuse what no shop orders.

    Raises:
        AmountRefused: Zero, negative, or above `LARGEST_QUANTITY`.
    """
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise AmountRefused
