"""An order proposed to one vendor: made, answered, expired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.catalog import Sku
from domain.errors import NotYours, OfferClosed
from domain.ids import OfferId, OrderId, VendorId
from domain.money import Money

OFFER_LASTS = timedelta(minutes=30)
NUDGE_AFTER = timedelta(minutes=20)
OFFERS_AT_MOST = 5
# A shop that is asked about a price or a part decides within this; then another vendor is asked.
SHOP_ANSWERS_WITHIN = timedelta(hours=1)
SHOP_SILENT = "shop_silent"


class OfferStatus(StrEnum):
    """Where an offer stands.

    `PROPOSED` waits for the shop's yes to a higher price before the vendor is told; `PART`
    waits for the shop to say what becomes of the rest.
    """

    PROPOSED = "proposed"
    OPEN = "open"
    PART = "part"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({OfferStatus.PROPOSED, OfferStatus.OPEN, OfferStatus.PART, OfferStatus.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Offer:
    """An order proposed to one vendor.

    Attributes:
        code: Names it in buttons and over the phone.
        turn: First, second … vendor asked for this order, from 1.
        total: What the vendor would get, VAT included.
        sent_at: When its message was recorded as sent: the clock runs from there.
        part: What the vendor can give, where it is less than the order.
    """

    id: OfferId
    code: str
    order_id: OrderId
    vendor_id: VendorId
    vendor_name: str
    turn: int
    status: OfferStatus
    total: Money
    made_at: datetime
    sent_at: datetime | None = None
    part: Mapping[Sku, Decimal] | None = None
    reason: str = ""

    @property
    def live(self) -> bool:
        """Whether it still stands in the way of another offer for the order."""
        return self.status in LIVE

    def answered(self, status: OfferStatus, vendor_id: VendorId, reason: str = "") -> Offer:
        """The offer after its vendor answered.

        Raises:
            NotYours: It was made to another vendor.
            OfferClosed: It is not open any more.
        """
        if self.vendor_id != vendor_id:
            raise NotYours
        return self.closed(status, reason)

    def closed(self, status: OfferStatus, reason: str = "") -> Offer:
        """The offer once it expired or was withdrawn.

        Raises:
            OfferClosed: It is not open any more.
        """
        if self.status is not OfferStatus.OPEN:
            raise OfferClosed(f"offer {self.code} is {self.status}")
        return replace(self, status=status, reason=reason)
