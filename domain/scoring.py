"""The trade score, 300 to 900: a pure function of history and day. Not a bureau score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.credit_history import CreditHistory
from domain.lateness import settled
from domain.money import BASIS_POINTS
from domain.score_parts import (
    PaymentRecord,
    age_share,
    debt_share,
    mean_use,
    orders_delivered,
    payment_record,
    volume_share,
)
from domain.score_reasons import (
    Reason,
    ReasonCode,
    Weighed,
    in_basis_points,
    payment_reasons,
    rounded,
    weigh,
)
from domain.score_rules import LOWEST_SCORE, POINTS, SCORE_RULES_NOW, Part, ScoreRules, half_up
from domain.score_steps import NextStep, next_step


@dataclass(frozen=True, slots=True)
class Parts:
    """The four parts in basis points, rounded for print; the score is made of exact ones."""

    payment_bp: int
    debt_bp: int
    volume_bp: int
    age_bp: int


@dataclass(frozen=True, slots=True)
class Score:
    """A shop's trade score on one day.

    Attributes:
        value: 300 to 900.
        on: The day whose evening it is about.
        thin: Too few settled bills to judge by; the value is then the thin file's.
        settled_bills: How many bills were ever settled.
        reasons: What earned and lost points, in the order of the parts.
        weights_version: Which `ScoreRules` it was made by.
    """

    value: int
    on: date
    parts: Parts
    thin: bool
    settled_bills: int
    reasons: tuple[Reason, ...]
    next_step: NextStep
    weights_version: int


@dataclass(frozen=True, slots=True)
class _Measured:
    """What the parts are made of."""

    payment: PaymentRecord
    use: Fraction | None
    orders: int
    age_days: int

    def shares(self, rules: ScoreRules) -> Mapping[Part, Fraction]:
        return {
            Part.PAYMENT: self.payment.share,
            Part.DEBT: debt_share(self.use, rules),
            Part.VOLUME: volume_share(self.orders, rules),
            Part.AGE: age_share(self.age_days, rules),
        }


def credit_score(history: CreditHistory, on: date, rules: ScoreRules = SCORE_RULES_NOW) -> Score:
    """A shop's trade score with parts, reasons and the best next step.

    Args:
        history: All facts; those after ``on`` do not matter.
        on: The day whose evening is asked about.
        rules: The weights' version; an old score is recomputed with its own.
    """
    history = history.known(on)
    measured = _Measured(
        payment=payment_record(history.bills, on, rules),
        use=mean_use(history, on, rules.debt_days),
        orders=orders_delivered(history, on, rules),
        age_days=max(0, (on - history.opened_on).days),
    )
    shares = measured.shares(rules)
    bills = sum(settled(bill) for bill in history.bills)
    thin = bills < rules.thin_bills
    value = rules.thin_score if thin else LOWEST_SCORE + _points(shares, rules)
    weighed = [_thin(bills, rules)] if thin else _weighed(measured, shares, rules)
    return Score(
        value=value,
        on=on,
        parts=Parts(*in_basis_points(shares[part] for part in Part)),
        thin=thin,
        settled_bills=bills,
        reasons=rounded(weighed, value - LOWEST_SCORE),
        next_step=next_step(history, on, rules),
        weights_version=rules.version,
    )


def _points(shares: Mapping[Part, Fraction], rules: ScoreRules) -> int:
    whole = sum((rules.weights[part] * share for part, share in shares.items()), Fraction(0))
    return half_up(whole * POINTS / 100)


def _thin(bills: int, rules: ScoreRules) -> Weighed:
    points = rules.thin_score - LOWEST_SCORE
    reason = Reason(ReasonCode.THIN_FILE, count=bills, of=rules.thin_bills)
    return Weighed(reason, Fraction(points), Fraction(POINTS - points))


def _weighed(
    measured: _Measured, shares: Mapping[Part, Fraction], rules: ScoreRules
) -> list[Weighed]:
    if measured.use is None:
        debt = Reason(ReasonCode.NO_LIMIT)
    else:
        debt = Reason(ReasonCode.DEBT_TO_LIMIT, share_bp=half_up(measured.use * BASIS_POINTS))
    single = {
        Part.DEBT: debt,
        Part.VOLUME: Reason(ReasonCode.ORDERS_DELIVERED, count=measured.orders),
        Part.AGE: Reason(ReasonCode.ACCOUNT_AGE, count=measured.age_days),
    }
    return payment_reasons(measured.payment, rules) + [
        weigh(reason, shares[part], part, rules) for part, reason in single.items()
    ]


@dataclass(frozen=True, slots=True)
class PartChange:
    """How many points one part moved between two scores."""

    part: Part | None
    points: int


def score_changes(before: Score, after: Score) -> tuple[PartChange, ...]:
    """What moved a score, part by part; adds up exactly to the difference.

    To or from a thin file there is one change without a part. Parts that did not move are left
    out.
    """
    if before.thin or after.thin:
        whole = after.value - before.value
        return (PartChange(None, whole),) if whole else ()
    old, new = _points_by_part(before), _points_by_part(after)
    moved = (PartChange(part, new[part] - old[part]) for part in Part)
    return tuple(change for change in moved if change.points)


_PART_OF: Mapping[ReasonCode, Part] = {
    ReasonCode.DEBT_TO_LIMIT: Part.DEBT,
    ReasonCode.NO_LIMIT: Part.DEBT,
    ReasonCode.ORDERS_DELIVERED: Part.VOLUME,
    ReasonCode.ACCOUNT_AGE: Part.AGE,
}


def _points_by_part(score: Score) -> dict[Part, int]:
    points = dict.fromkeys(Part, 0)
    for reason in score.reasons:
        points[_PART_OF.get(reason.code, Part.PAYMENT)] += reason.points
    return points
