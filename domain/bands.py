"""What a score allows: bands with their order cap, credit, and automatic change of the limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.money import ZERO, Money


class Band(StrEnum):
    """How good a score is."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    VERY_POOR = "very_poor"
    THIN = "thin"  # too few settled bills to say


class CreditUse(StrEnum):
    """Whether an order may go on credit."""

    YES = "yes"
    ADMIN = "admin"  # only when an admin says yes
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class BandRule:
    """One row of the table of bands.

    Attributes:
        lowest: The score it begins at.
        cap: Largest order on credit, with VAT; None is no cap.
        change_percent: Automatic change of the limit; negative is a cut.
        highest: What an automatic raise may reach.
    """

    band: Band
    lowest: int
    cap: Money | None
    credit: CreditUse
    change_percent: int = 0
    highest: Money = ZERO


# Source: the market's own rules for the trade score, the same version as its weights.
BANDS = (
    BandRule(Band.EXCELLENT, 750, None, CreditUse.YES, 20, Money.rupees(1_000_000)),
    BandRule(Band.GOOD, 650, None, CreditUse.YES, 10, Money.rupees(500_000)),
    BandRule(Band.FAIR, 550, Money.rupees(100_000), CreditUse.YES),
    BandRule(Band.POOR, 450, Money.rupees(50_000), CreditUse.ADMIN, -10),
    BandRule(Band.VERY_POOR, 300, Money.rupees(25_000), CreditUse.CASH, -20),
)
THIN_FILE = BandRule(Band.THIN, 300, Money.rupees(100_000), CreditUse.YES)


def band_of(score: int, *, thin: bool) -> BandRule:
    """The row of the table that a score falls into."""
    return THIN_FILE if thin else next(rule for rule in BANDS if score >= rule.lowest)


class BandRefusal(StrEnum):
    """Why score and arrears keep an order off credit, in the order the gate asks."""

    BLOCKED = "blocked"
    CASH_ONLY = "cash_only"
    NEEDS_ADMIN = "needs_admin"
    OVER_CAP = "over_cap"


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """What the gate has to know of score and arrears.

    Attributes:
        blocking: What is so far past due that it blocks new credit (`risk_flags.blocking`).
        admin_agreed: An admin said yes to credit for this shop; answers only for the bands
            that ask for it.
    """

    rule: BandRule = THIN_FILE
    blocking: Money = ZERO
    admin_agreed: bool = False


UNJUDGED = CreditStanding()  # nothing known against it


# Between "frozen" and "over the limit" in the gate; asked from the top with the order's total.
BAND_GATE: tuple[tuple[BandRefusal, Callable[[CreditStanding, Money], bool]], ...] = (
    (BandRefusal.BLOCKED, lambda standing, _: standing.blocking.paisa > 0),
    (BandRefusal.CASH_ONLY, lambda standing, _: standing.rule.credit is CreditUse.CASH),
    (
        BandRefusal.NEEDS_ADMIN,
        lambda standing, _: standing.rule.credit is CreditUse.ADMIN and not standing.admin_agreed,
    ),
    (
        BandRefusal.OVER_CAP,
        lambda standing, total: standing.rule.cap is not None and total > standing.rule.cap,
    ),
)


def refuse_by_standing(standing: CreditStanding, total: Money) -> BandRefusal | None:
    """The first reason that score and arrears give against an order on credit, or None."""
    return next((refusal for refusal, holds in BAND_GATE if holds(standing, total)), None)
