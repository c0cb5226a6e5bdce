"""What happens to people and businesses: who they are, what they may, what they allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.credit import CreditLine
from domain.ids import PersonId, ShopId, VendorId
from domain.limits import LimitWhy
from domain.money import Money
from domain.people import ConsentPart, Language, Shop, Standing, Vendor


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
    """A shop's credit limit changed.

    Attributes:
        reason: An admin's words.
    """

    shop_id: ShopId
    code: str
    name: str
    before: Money
    after: Money
    reason: str
    why: LimitWhy = LimitWhy.BY_ADMIN


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


@dataclass(frozen=True, slots=True)
class AdminActed:
    """An admin's command that changes nothing by itself but is kept, such as a look into a shop."""

    admin: PersonId
    command: str


PeopleEvent = (
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
