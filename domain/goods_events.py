"""What happens to goods: a vendor names a price or a stock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.catalog import ProductName, Sku
from domain.ids import VendorId
from domain.money import Money


@dataclass(frozen=True, slots=True)
class PriceSet:
    """A vendor named a price.

    Attributes:
        before: Its last price; None when it never sold this.
    """

    vendor_id: VendorId
    sku: Sku
    name: ProductName
    before: Money | None
    after: Money


@dataclass(frozen=True, slots=True)
class StockSet:
    """A vendor said how much it can still sell, in sell units; 0 means none for now."""

    vendor_id: VendorId
    sku: Sku
    name: ProductName
    stock: Decimal


GoodsEvent = PriceSet | StockSet
