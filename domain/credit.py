"""A shop's credit line, and the gate an order on credit has to pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.bands import BAND_GATE, UNJUDGED, BandRefusal, CreditStanding
from domain.ids import OrderId, VendorId
from domain.money import ZERO, Money
from domain.people import Shop

# Days past due at which a bucket ends. The last bucket has no end.
AGEING_ENDS_DAYS = (0, 30, 60, 90)
AGEING_NAMES = ("current", "1-30", "31-60", "61-90", "90+")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """What a shop may still buy on credit from all vendors together.

    Attributes:
        limit: The most it may owe and hold.
        owed: Posted debt; negative when it paid in advance.
        held: Set aside for orders under way.
    """

    limit: Money
    owed: Money = ZERO
    held: Money = ZERO

    @property
    def available(self) -> Money:
        """Limit less owed less held."""
        return self.limit - self.owed - self.held


class Refusal(StrEnum):
    """Why an order cannot go on credit, in the order the gate asks."""

    NOT_APPROVED = "not_approved"
    FROZEN = "frozen"
    BLOCKED = BandRefusal.BLOCKED.value
    CASH_ONLY = BandRefusal.CASH_ONLY.value
    NEEDS_ADMIN = BandRefusal.NEEDS_ADMIN.value
    OVER_CAP = BandRefusal.OVER_CAP.value
    OVER_LIMIT = "over_limit"


@dataclass(frozen=True, slots=True)
class CreditAsk:
    """An order that wants credit.

    Attributes:
        total: With VAT.
        standing: What score and arrears allow.
    """

    shop: Shop
    line: CreditLine
    total: Money
    at: datetime
    standing: CreditStanding = UNJUDGED


def _by_standing(
    holds: Callable[[CreditStanding, Money], bool],
) -> Callable[[CreditAsk], bool]:
    return lambda ask: holds(ask.standing, ask.total)


# Asked from the top; the first that holds refuses.
GATE: tuple[tuple[Refusal, Callable[[CreditAsk], bool]], ...] = (
    (Refusal.NOT_APPROVED, lambda ask: not ask.shop.known),
    (Refusal.FROZEN, lambda ask: ask.shop.frozen(ask.at)),
    *((Refusal(refusal.value), _by_standing(holds)) for refusal, holds in BAND_GATE),
    (Refusal.OVER_LIMIT, lambda ask: ask.total > ask.line.available),
)


def refuse_credit(ask: CreditAsk) -> Refusal | None:
    """The first reason against credit, or None when the gate is open."""
    return next((refusal for refusal, holds in GATE if holds(ask)), None)


@dataclass(frozen=True, slots=True)
class Bill:
    """What a delivery left to pay.

    Attributes:
        amount: Billed with VAT, after shortages agreed later.
        paid: Payments allocated to it.
    """

    order_id: OrderId
    number: int
    vendor_id: VendorId
    vendor_name: str
    amount: Money
    paid: Money
    due_on: date

    @property
    def open(self) -> Money:
        """Still to pay."""
        return self.amount - self.paid


def ageing(bills: tuple[Bill, ...], today: date) -> tuple[Money, ...]:
    """What is open by days past due, in the buckets of `AGEING_NAMES`."""
    buckets = [ZERO] * len(AGEING_NAMES)
    for due in bills:
        late_days = (today - due.due_on).days
        place = sum(late_days > end for end in AGEING_ENDS_DAYS)
        buckets[place] += due.open
    return tuple(buckets)
