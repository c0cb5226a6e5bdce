"""What a decision may know: loaded and locked before anybody thinks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.bands import UNJUDGED, CreditStanding
from domain.catalog import Catalogue
from domain.credit import Bill, CreditLine
from domain.ids import ShopId, VendorId
from domain.money import ZERO, Money
from domain.offers import Offer
from domain.ordering import Order
from domain.payments import Payment
from domain.people import Person, Shop, Vendor
from domain.routing import Candidate, VendorStanding
from domain.scoring import Score
from domain.shortages import Shortage


@dataclass(frozen=True, slots=True)
class Numbers:
    """The next free numbers, locked until the turn is kept, so that they stay gapless."""

    order: int = 0
    receipt: int = 0


@dataclass(frozen=True, slots=True)
class OrderFile:
    """An order with its offers and what was claimed about it, locked.

    Attributes:
        shop: Whose order it is.
        credit: The shop's line, where the order may raise what it holds.
        standings: Vendors with fresh price and stock for its products.
    """

    order: Order
    shop: Shop
    offers: tuple[Offer, ...] = ()
    shortage: Shortage | None = None
    credit: CreditLine = CreditLine(ZERO)
    standings: tuple[VendorStanding, ...] = ()
    ranking: tuple[Candidate, ...] = ()
    numbers: Numbers = Numbers()

    @property
    def offer(self) -> Offer | None:
        """The offer that stands now, if any."""
        return next((offer for offer in self.offers if offer.live), None)

    def offer_of(self, vendor_id: VendorId) -> Offer | None:
        """The newest offer made to one vendor."""
        return next((one for one in reversed(self.offers) if one.vendor_id == vendor_id), None)


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A payment with the bills it may settle, locked.

    Attributes:
        owed: What the shop owes this vendor before it.
    """

    payment: Payment
    bills: tuple[Bill, ...] = ()
    owed: Money = ZERO


@dataclass(frozen=True, slots=True)
class Account:
    """What one shop owes one vendor.

    Attributes:
        business_id: The other side's id.
        bills: Open ones, oldest first.
    """

    business_id: ShopId | VendorId
    code: str
    name: str
    owed: Money = ZERO
    bills: tuple[Bill, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """A shop's trade score.

    Attributes:
        before: What it was when the last day ended; None when it had none yet.
    """

    score: Score
    before: int | None = None


@dataclass(frozen=True, slots=True)
class NewcomerFacts:
    """What may be known of an unknown number.

    Attributes:
        next_business: Number for the code of a business it registers.
    """

    person: Person
    catalogue: Catalogue
    standings: tuple[VendorStanding, ...] = ()
    next_business: int = 0


@dataclass(frozen=True, slots=True)
class RetailerFacts:
    """What a shop's turn may know.

    Attributes:
        orders: Under way or just delivered, newest first.
        repeatable: The last order that was not cancelled.
        file: The order that the message names or that is on the screen.
        payment: The payment that a button names.
        accounts: The vendors this shop deals with, and what it owes each.
        standings: Vendors with price and stock for the products in question.
        trust: What score and arrears allow on credit.
    """

    person: Person
    shop: Shop
    catalogue: Catalogue
    credit: CreditLine
    orders: tuple[Order, ...] = ()
    repeatable: Order | None = None
    file: OrderFile | None = None
    payment: PaymentFile | None = None
    accounts: tuple[Account, ...] = ()
    standings: tuple[VendorStanding, ...] = ()
    score: ScoreFile | None = None
    trust: CreditStanding = UNJUDGED
    numbers: Numbers = Numbers()


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """What a vendor's turn may know.

    Attributes:
        orders: Its orders under way, oldest first; offers it has not answered among them.
        file: The order a button or command names, or the only one it can mean.
        shops: Shops that a payment may come from, with what each owes.
        standing: Its own price and stock for the products in question.
        others: Other vendors' prices for them, to notice a slip of the finger.
    """

    person: Person
    vendor: Vendor
    catalogue: Catalogue
    orders: tuple[Order, ...] = ()
    file: OrderFile | None = None
    payment: PaymentFile | None = None
    shops: tuple[Account, ...] = ()
    standing: VendorStanding | None = None
    others: tuple[VendorStanding, ...] = ()
    numbers: Numbers = Numbers()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A business that waits for an admin."""

    code: str
    name: str
    owner_name: str
    ward: str
    is_shop: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """The market's day in figures."""

    placed: int
    delivered: int
    delivered_total: Money
    cancelled: int
    unfilled: int
    paid_total: Money
    waiting: int


@dataclass(frozen=True, slots=True)
class AdminFacts:
    """What an admin's turn may know.

    Attributes:
        matches: Businesses that the command's words may mean, by code or name.
        pin_right: Whether the PIN just typed is right; None when none was asked.
        pin_locked: Too many wrong PINs; no further try for a while.
        new_pin: Hash of the PIN just chosen; None when it is unfit or none was asked.
    """

    person: Person
    catalogue: Catalogue
    shops: tuple[Shop, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    pending: tuple[Waiting, ...] = ()
    credit: CreditLine = CreditLine(ZERO)
    file: OrderFile | None = None
    today: Today | None = None
    orders: tuple[Order, ...] = ()
    score: ScoreFile | None = None
    pin_right: bool | None = None
    pin_locked: bool = False
    new_pin: str | None = None


Facts = NewcomerFacts | RetailerFacts | VendorFacts | AdminFacts
