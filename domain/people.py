"""Shops, vendors, admins, and the people who write for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, ShopId, VendorId
from domain.money import ZERO, Money

DEFAULT_TERMS_DAYS = 30
MINUTES_A_DAY = 24 * 60
_WARD_NUMBER = "0123456789०१२३४५६७८९ -–,.।"  # what follows a municipality's name


class Role(StrEnum):
    """What a person is to the market."""

    NEWCOMER = "newcomer"
    RETAILER = "retailer"
    VENDOR = "vendor"
    ADMIN = "admin"


class Language(StrEnum):
    """The three ways we write to people."""

    ENGLISH = "en"
    NEPALI = "ne"
    ROMAN = "ne_Latn"


class Standing(StrEnum):
    """Where a business stands with the market's admins."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    FROZEN = "frozen"


class ConsentPart(StrEnum):
    """The separate things a shop allows; each is kept with its time and wording."""

    ACCOUNTS = "accounts"
    REMINDERS = "reminders"
    BANK_FILE = "bank_file"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a business is; the ward alone is enough.

    Attributes:
        ward: Municipality and ward as written, such as ``Birendranagar-6``.
        latitude: Degrees times 1,000,000 when the shop shared its location.
        longitude: As latitude.
    """

    ward: str
    district: str = "Surkhet"
    latitude: int | None = None
    longitude: int | None = None

    @property
    def municipality(self) -> str:
        """The ward without its number: ``Birendranagar-6`` and ``birendranagar 6`` are one."""
        return self.ward.casefold().rstrip(_WARD_NUMBER)


@dataclass(frozen=True, slots=True)
class Shop:
    """A retailer's business, which orders and owes.

    Attributes:
        code: What people call it in commands, such as ``R-101``.
        limit: What it may owe and hold to all vendors together.
        frozen_until: End of a freeze; None is "until an admin lifts it".
    """

    id: ShopId
    code: str
    name: str
    owner_name: str
    place: Place
    standing: Standing
    limit: Money = ZERO
    frozen_until: datetime | None = None

    @property
    def known(self) -> bool:
        """Whether an admin has approved it, frozen or not."""
        return self.standing in (Standing.APPROVED, Standing.FROZEN)

    def frozen(self, at: datetime) -> bool:
        """Whether new credit is stopped at that moment; cash and payments stay open."""
        if self.standing is not Standing.FROZEN:
            return False
        return self.frozen_until is None or at < self.frozen_until


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a vendor serves, in minutes after midnight Nepal time, each day of ``days``.

    Attributes:
        days: Weekdays, Monday 0 to Sunday 6.
    """

    opens_minute: int = 0
    closes_minute: int = MINUTES_A_DAY
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A wholesaler's business, which offers, delivers and is owed.

    Attributes:
        terms_days: Days from delivery until a bill is due.
        paused: Gets no new offers while it stands.
        minimum_order: Smallest basket it delivers.
    """

    id: VendorId
    code: str
    name: str
    owner_name: str
    place: Place
    standing: Standing
    terms_days: int = DEFAULT_TERMS_DAYS
    vat_registered: bool = False
    minimum_order: Money = ZERO
    hours: OpeningHours = OpeningHours()
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes to us.

    Attributes:
        has_pin: Whether a PIN is set; the PIN itself never comes this far.
        reminders: Whether this person agreed to be reminded of what is due.
    """

    id: PersonId
    name: str
    role: Role
    language: Language | None = None
    shop_id: ShopId | None = None
    vendor_id: VendorId | None = None
    has_pin: bool = False
    reminders: bool = False
