"""What happens to an order, from the confirmed cart to the last word about its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.credit import Refusal
from domain.ids import ShopId
from domain.money import Money
from domain.offers import Offer
from domain.ordering import Order, OrderStatus
from domain.routing import Candidate
from domain.shortages import Shortage


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A shop confirmed a cart; this is one vendor's part of it."""

    order: Order
    cause: str


@dataclass(frozen=True, slots=True)
class OrderRefused:
    """A shop wanted credit for an order and the gate said no; kept for the admin."""

    shop_id: ShopId
    refusal: Refusal
    total: Money
    available: Money


@dataclass(frozen=True, slots=True)
class VendorsRanked:
    """The vendors for an order were ranked, with every number."""

    order: Order
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An order is proposed to a vendor, or first to the shop at a higher price.

    Attributes:
        agreed: The shop has just said yes to this vendor's price.
    """

    order: Order
    offer: Offer
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class OfferNudged:
    """A vendor has been silent for a while; its other phones are told."""

    order: Order
    offer: Offer


@dataclass(frozen=True, slots=True)
class OfferClosedUnfilled:
    """A vendor declined, stayed silent, or the offer was withdrawn."""

    order: Order
    offer: Offer


@dataclass(frozen=True, slots=True)
class OfferPartTaken:
    """A vendor can give only part; the shop chooses what becomes of the rest."""

    order: Order
    offer: Offer


@dataclass(frozen=True, slots=True)
class OrderAccepted:
    """A vendor took the order; its stock is reserved."""

    order: Order
    offer: Offer


@dataclass(frozen=True, slots=True)
class OrderUnfilled:
    """Nobody took the order; an admin has to look."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderStale:
    """An order has not moved for too long; an admin looks."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderDispatched:
    """The goods are on their way; the shop has the delivery code."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    """The goods arrived, whole or short.

    Attributes:
        due_at: When the bill falls due.
        by_shop: The shop said so; else the vendor with the shop's code.
    """

    order: Order
    due_at: datetime
    by_shop: bool


@dataclass(frozen=True, slots=True)
class OrderCompleted:
    """The shop agreed, or said nothing for 48 hours."""

    order: Order


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The order is off.

    Attributes:
        before: Where it stood, so that reserved stock is given back.
        by: Role or person who cancelled, for the record.
        asked: Its vendor knew of it; not while only the shop was asked about a price.
    """

    order: Order
    before: OrderStatus
    by: str
    reason: str
    asked: bool = True


@dataclass(frozen=True, slots=True)
class ShortageClaimed:
    """After a delivery the shop says something is missing or damaged."""

    order: Order
    shortage: Shortage


@dataclass(frozen=True, slots=True)
class ShortageDecided:
    """The vendor agreed to a shortage or denied it."""

    order: Order
    shortage: Shortage


OrderEvent = (
    OrderPlaced
    | OrderRefused
    | VendorsRanked
    | OfferMade
    | OfferNudged
    | OfferClosedUnfilled
    | OfferPartTaken
    | OrderAccepted
    | OrderUnfilled
    | OrderStale
    | OrderDispatched
    | OrderDelivered
    | OrderCompleted
    | OrderCancelled
    | ShortageClaimed
    | ShortageDecided
)
