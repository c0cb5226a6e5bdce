"""Why a score is what it is: points earned and points lost, which add up exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from domain.money import BASIS_POINTS, ZERO, Money
from domain.score_parts import Paid, PaymentRecord
from domain.score_rules import POINTS, Part, ScoreRules, half_up


class ReasonCode(StrEnum):
    """What a reason is about; the slots each fills stand beside it."""

    THIN_FILE = "thin_file"  # count settled bills of the needed
    PAID_ON_TIME = "paid_on_time"  # count of the counted bills; amount
    PAID_LATE = "paid_late"  # count of the counted bills; amount
    UNPAID = "unpaid"  # count of the counted bills; amount past due
    NO_BILLS = "no_bills"  # nothing fell due or was settled in twelve months
    DEBT_TO_LIMIT = "debt_to_limit"  # share_bp, the daily mean
    NO_LIMIT = "no_limit"
    ORDERS_DELIVERED = "orders_delivered"  # count
    ACCOUNT_AGE = "account_age"  # count of days


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a score; words are found elsewhere.

    Attributes:
        points: What it earned above 300; over all reasons exactly score − 300.
        lost: What it fell short of, positive; over all reasons exactly 900 − score.
        count: How many bills, orders or days; see `ReasonCode`.
        of: Out of how many; 0 where that makes no sense.
        amount: The money it is about.
        share_bp: The share it is about, in basis points.
    """

    code: ReasonCode
    points: int = 0
    lost: int = 0
    count: int = 0
    of: int = 0
    amount: Money = ZERO
    share_bp: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reason with its exact points, before they are rounded together."""

    reason: Reason
    points: Fraction
    lost: Fraction


PAYMENT_CODES: Mapping[Paid, ReasonCode] = MappingProxyType(
    {
        Paid.ON_TIME: ReasonCode.PAID_ON_TIME,
        Paid.LATE: ReasonCode.PAID_LATE,
        Paid.UNPAID: ReasonCode.UNPAID,
    }
)


def weigh(reason: Reason, share: Fraction, part: Part, rules: ScoreRules) -> Weighed:
    """A part of the score that has one reason."""
    most = Fraction(POINTS * rules.weights[part], 100)
    return Weighed(reason, most * share, most * (1 - share))


def payment_reasons(record: PaymentRecord, rules: ScoreRules) -> list[Weighed]:
    """The payment part, split over what was paid on time, late, and not yet."""
    whole = sum(record.counted.values())
    if not whole:
        return [weigh(Reason(ReasonCode.NO_BILLS), record.share, Part.PAYMENT, rules)]
    most = Fraction(POINTS * rules.weights[Part.PAYMENT], 100)
    found = []
    for how, code in PAYMENT_CODES.items():
        worths = {worth: paisa for (kind, worth), paisa in record.counted.items() if kind is how}
        paisa = sum(worths.values())
        if not paisa:
            continue
        earned = Fraction(
            sum(worth * amount for worth, amount in worths.items()), whole * BASIS_POINTS
        )
        reason = Reason(
            code, count=record.bills[how], of=sum(record.bills.values()), amount=Money(paisa)
        )
        found.append(Weighed(reason, most * earned, most * (Fraction(paisa, whole) - earned)))
    return found


def rounded(weighed: Sequence[Weighed], points: int) -> tuple[Reason, ...]:
    """The reasons with whole points that add up to the score's.

    Args:
        points: The score less 300.
    """
    earned = apportion([one.points for one in weighed], points)
    lost = apportion([one.lost for one in weighed], POINTS - points)
    return tuple(
        replace(one.reason, points=up, lost=down)
        for one, up, down in zip(weighed, earned, lost, strict=True)
    )


def apportion(exact: Sequence[Fraction], whole: int) -> list[int]:
    """Whole numbers near exact ones that add up to ``whole`` (largest remainder).

    Args:
        whole: The exact sum, rounded either way.
    """
    floors = [one.numerator // one.denominator for one in exact]
    missing = whole - sum(floors)
    assert 0 <= missing <= len(exact)
    for nth in sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))[:missing]:
        floors[nth] += 1
    return floors


def in_basis_points(shares: Iterable[Fraction]) -> tuple[int, ...]:
    """Shares as people print them."""
    return tuple(half_up(share * BASIS_POINTS) for share in shares)
