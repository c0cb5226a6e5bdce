"""How likely a shop is to pay late: a number from 0 to 100, and the four things it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.credit_history import CreditHistory
from domain.ids import OrderId
from domain.lateness import PortionKind, disputed_open, overdue, portions
from domain.limits import LimitChange
from domain.money import Money
from domain.score_rules import half_up

# Points each part can reach, 100 together. Source: the market's own rules of risk control.
DELAY_POINTS, USE_POINTS, PATTERN_POINTS, OVERDUE_POINTS = 40, 30, 20, 10
# How each part is measured; ours, where the rules name only its weight.
DELAY_DAYS = 90  # rupees paid within as many days are looked at, and all past due
WORST_DELAY_DAYS = 30  # mean days late that make the whole delay part
CALM_USE, FULL_USE = Fraction(3, 10), Fraction(1)  # of the limit, as in the trade score
WEEK_DAYS = 7
PATTERN_DAYS = 84  # twelve weeks that make a shop's usual week
WORST_SURGE = 3  # times the usual week that make the whole pattern part
PATTERN_ORDERS = 5  # earlier orders without which nothing is usual


class RiskLevel(StrEnum):
    """What people call the number."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


# From the top; the first that is reached. Source: the market's own rules of risk control.
LEVELS = (
    (70, RiskLevel.CRITICAL),
    (50, RiskLevel.HIGH),
    (30, RiskLevel.MEDIUM),
    (0, RiskLevel.LOW),
)


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order that was placed and not cancelled.

    Attributes:
        total: With VAT.
    """

    id: OrderId
    code: str
    on: date
    total: Money


@dataclass(frozen=True, slots=True)
class RiskProfile:
    """All that risk control knows of a shop.

    Attributes:
        history: As the day in question knew it, or more; what is later does not matter.
        orders: Of the last twelve weeks and the week before today, in any order.
        changes: Every lasting change of the limit, oldest first.
        blocked: Whether the shop was last told that its credit is blocked.
    """

    history: CreditHistory
    orders: tuple[PlacedOrder, ...] = ()
    changes: tuple[LimitChange, ...] = ()
    blocked: bool = False

    def known(self, on: date) -> RiskProfile:
        """The profile as that day's evening knew it."""
        return RiskProfile(
            history=self.history.known(on),
            orders=tuple(order for order in self.orders if order.on <= on),
            changes=tuple(change for change in self.changes if change.on <= on),
            blocked=self.blocked,
        )


@dataclass(frozen=True, slots=True)
class Risk:
    """A shop's risk with the points of its parts, which add up to it."""

    delay: int
    use: int
    pattern: int
    overdue: int

    @property
    def value(self) -> int:
        """0 to 100."""
        return self.delay + self.use + self.pattern + self.overdue

    @property
    def level(self) -> RiskLevel:
        """What people call it."""
        return next(level for least, level in LEVELS if self.value >= least)


def risk_of(profile: RiskProfile, on: date) -> Risk:
    """A shop's risk on a day; facts after it do not matter."""
    profile = profile.known(on)
    history = profile.history
    return Risk(
        delay=half_up(DELAY_POINTS * _delay(history, on)),
        use=half_up(USE_POINTS * _use(history, on)),
        pattern=half_up(PATTERN_POINTS * _surge(profile.orders, on)),
        overdue=half_up(OVERDUE_POINTS * _overdue(history, on)),
    )


def _within(share: Fraction) -> Fraction:
    return min(Fraction(1), max(Fraction(0), share))


def _delay(history: CreditHistory, on: date) -> Fraction:
    """Mean days late over what was paid lately or is past due, each rupee once.

    Excused amounts do not count.
    """
    since = on - timedelta(days=DELAY_DAYS)
    paisa = paisa_days = 0
    for bill in history.bills:
        for portion in portions(bill, on):
            paid = portion.kind is PortionKind.PAID
            lately = paid and portion.since is not None and portion.since > since
            if portion.overdue or (lately and not portion.excused):
                paisa += portion.paisa
                paisa_days += portion.paisa * min(max(0, portion.late_days), WORST_DELAY_DAYS)
    return Fraction(paisa_days, paisa * WORST_DELAY_DAYS) if paisa else Fraction(0)


def _use(history: CreditHistory, on: date) -> Fraction:
    """Debt to limit this evening: 30 % is calm, 100 % the worst; owing without a limit too."""
    owed = max(0, (history.owed - disputed_open(history, on)).paisa)
    if not owed:
        return Fraction(0)
    limit = history.limit.paisa
    use = Fraction(owed, limit) if limit > 0 else FULL_USE
    return _within((use - CALM_USE) / (FULL_USE - CALM_USE))


def _surge(orders: tuple[PlacedOrder, ...], on: date) -> Fraction:
    """The last seven days' orders against the shop's usual week: once is calm, thrice the worst."""
    week = on - timedelta(days=WEEK_DAYS)
    earlier = tuple(order for order in orders if order.on <= week)
    usual = usual_week(earlier, week)
    if len(earlier) < PATTERN_ORDERS or usual is None:
        return Fraction(0)
    lately = sum(order.total.paisa for order in orders if order.on > week)
    return _within((lately / usual - 1) / (WORST_SURGE - 1))


def usual_week(orders: tuple[PlacedOrder, ...], on: date) -> Fraction | None:
    """Paisa that a shop orders in a mean week, over twelve weeks or since its first order."""
    since = on - timedelta(days=PATTERN_DAYS)
    recent = [order for order in orders if since < order.on <= on]
    if not recent:
        return None
    days = max(WEEK_DAYS, (on - min(order.on for order in recent)).days + 1)
    return Fraction(sum(order.total.paisa for order in recent) * WEEK_DAYS, days)


def _overdue(history: CreditHistory, on: date) -> Fraction:
    """How much of the debt is past due."""
    late = overdue(history, on).paisa
    return _within(Fraction(late, max(late, history.owed.paisa))) if late else Fraction(0)
