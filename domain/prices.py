"""What vendors ask now, and which prices look like a slip of the finger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.catalog import Sku
from domain.ids import VendorId
from domain.money import Money

SLIP_FACTOR = 3  # beyond three times, or below a third of the usual price: ask first
# Where there is nothing to compare with: dearer than any sack, carton or cylinder of the trade.
DEAREST_UNASKED = Money.rupees(25_000)


@dataclass(frozen=True, slots=True)
class Quote:
    """A vendor's current price and stock for one product.

    Attributes:
        price: Per sell unit, before VAT.
        stock: Sell units that may still be promised; reserved stock is already off.
        minimum: Least quantity sold at once, in sell units.
        maximum: Most sold at once; None is no cap.
        vat_bp: VAT in basis points on this product from this vendor.
    """

    vendor_id: VendorId
    sku: Sku
    price: Money
    stock: Decimal
    available: bool = True
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    vat_bp: int = 0

    def serves(self, quantity: Decimal) -> bool:
        """Whether this vendor can sell that quantity now."""
        fits = self.minimum <= quantity and (self.maximum is None or quantity <= self.maximum)
        return self.available and fits and self.stock >= quantity


class PriceDoubt(StrEnum):
    """Why a price said by a vendor is asked about before it counts."""

    NOT_POSITIVE = "not_positive"
    FAR_ABOVE = "far_above"
    FAR_BELOW = "far_below"


def doubt_price(price: Money, usual: Sequence[Money]) -> PriceDoubt | None:
    """Whether a new price looks like a slip, measured against what is usual for the product.

    Args:
        price: What the vendor wrote.
        usual: Its own last price and other vendors' prices; may be empty.
    """
    if price.paisa <= 0:
        return PriceDoubt.NOT_POSITIVE
    if not usual:
        return PriceDoubt.FAR_ABOVE if price > DEAREST_UNASKED else None
    middle = sorted(amount.paisa for amount in usual)[len(usual) // 2]
    if price.paisa > middle * SLIP_FACTOR:
        return PriceDoubt.FAR_ABOVE
    if price.paisa * SLIP_FACTOR < middle:
        return PriceDoubt.FAR_BELOW
    return None
