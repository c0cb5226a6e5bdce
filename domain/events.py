"""All that can happen. Past tense, frozen, one union: whoever forgets one fails the type check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.catalog import ProductName, Sku
from domain.credit import CreditLine, Refusal
from domain.ids import PersonId, ShopId, VendorId
from domain.ledger import Transfer
from domain.money import Money
from domain.offers import Offer
from domain.ordering import Order, OrderStatus
from domain.payments import Allocation, Payment
from domain.people import ConsentPart, Language, Shop, Standing, Vendor
from domain.routing import Candidate
from domain.shortages import Shortage

# --- people -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """A person chose how we write to them."""

    person: PersonId
    language: Language


@dataclass(frozen=True, slots=True)
class ShopRegistered:
    """A newcomer registered a shop; an admin has yet to approve it."""

    person: PersonId
    shop: Shop


@dataclass(frozen=True, slots=True)
class VendorRegistered:
    """A newcomer registered a wholesale business; an admin has yet to approve it."""

    person: PersonId
    vendor: Vendor


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A person allowed one thing, in words that are kept."""

    person: PersonId
    part: ConsentPart
    wording: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A person took an allowance back."""

    person: PersonId
    part: ConsentPart


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """An admin approved, rejected, froze or unfroze a business.

    Attributes:
        until: End of a freeze; None is open-ended.
    """

    business: ShopId | VendorId
    is_shop: bool
    code: str
    name: str
    before: Standing
    after: Standing
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LimitSet:
    """A shop's credit limit changed."""

    shop_id: ShopId
    code: str
    name: str
    before: Money
    after: Money
    reason: str


@dataclass(frozen=True, slots=True)
class LimitWished:
    """A shop asked for a higher limit; an admin decides."""

    shop_id: ShopId
    code: str
    name: str
    credit: CreditLine


@dataclass(frozen=True, slots=True)
class AdminAdded:
    """An admin made another phone an admin."""

    phone: str
    name: str
    language: Language | None


@dataclass(frozen=True, slots=True)
class PinSet:
    """A person chose a PIN.

    Attributes:
        pin: Its hash; the PIN itself is never kept.
    """

    person: PersonId
    pin: str


@dataclass(frozen=True, slots=True)
class PinTried:
    """Somebody typed a PIN; too many wrong ones lock it for a while."""

    person: PersonId
    right: bool


@dataclass(frozen=True, slots=True)
class VendorPaused:
    """A vendor stopped taking offers, or takes them again."""

    vendor_id: VendorId
    paused: bool


# --- catalogue --------------------------------------------------------------------------------


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


# --- orders -----------------------------------------------------------------------------------


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
    """An order is proposed to a vendor, or first to the shop at a higher price."""

    order: Order
    offer: Offer


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
    """

    order: Order
    before: OrderStatus
    by: str
    reason: str


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


# --- money ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer was written into the ledger."""

    transfer: Transfer


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """A payment was written down by one side.

    Attributes:
        allocations: The bills it goes to; empty while it is only claimed.
        owed: What the shop owes this vendor after it.
        on_delivery: Cash for a cash order, told with the delivery.
    """

    payment: Payment
    allocations: tuple[Allocation, ...]
    owed: Money
    on_delivery: bool = False


@dataclass(frozen=True, slots=True)
class PaymentAnswered:
    """The other side confirmed a payment, disputed it, or stayed silent.

    Attributes:
        allocations: Bills it goes to, when the answer made it count.
        owed: What the shop owes this vendor after it.
    """

    payment: Payment
    allocations: tuple[Allocation, ...]
    owed: Money


@dataclass(frozen=True, slots=True)
class AdminActed:
    """An admin's command that changes nothing by itself but is kept, such as a look into a shop."""

    admin: PersonId
    command: str


People = (
    LanguageChosen
    | ShopRegistered
    | VendorRegistered
    | ConsentGiven
    | ConsentWithdrawn
    | StandingChanged
    | LimitSet
    | LimitWished
    | AdminAdded
    | PinSet
    | PinTried
    | VendorPaused
    | AdminActed
)
Catalogue = PriceSet | StockSet
Orders = (
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
MoneyMoves = Transferred | PaymentRecorded | PaymentAnswered
Event = People | Catalogue | Orders | MoneyMoves
