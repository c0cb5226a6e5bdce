"""The best next step: what a shop can do, and about how many points that makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from domain.credit_history import CreditHistory, OwedChange, PastBill, Settlement
from domain.lateness import PortionKind, portions, settled
from domain.money import ZERO, Money
from domain.score_parts import debt_share, mean_use, orders_delivered, payment_record, volume_share
from domain.score_rules import POINTS, Part, ScoreRules, half_up

HORIZON = timedelta(days=30)  # a payment shows in the daily mean of debt only after a while
WORTH_SAYING = 5  # points below which a larger payment is proposed, if there is one


class StepKind(StrEnum):
    """What to do next."""

    PAY = "pay"  # amount, points
    SETTLE_BILLS = "settle_bills"  # count of bills until the file is no longer thin; amount
    ORDER = "order"  # count of further deliveries, points
    GO_ON = "go_on"  # nothing better than going on as now


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step with about what it brings.

    Attributes:
        amount: To pay now, over the bills due first.
        points: For a payment the difference it makes in 30 days, all else equal.
    """

    kind: StepKind
    amount: Money = ZERO
    count: int = 0
    points: int = 0


def next_step(history: CreditHistory, on: date, rules: ScoreRules) -> NextStep:
    """What helps the score most; money past due comes first.

    Args:
        history: As that day knew it.
    """
    due = _open_bills(history, on)
    missing = rules.thin_bills - sum(settled(bill) for bill in history.bills)
    if missing > 0:
        amount = sum((amount for _, amount in due[:missing]), ZERO)
        return NextStep(StepKind.SETTLE_BILLS, amount, missing)
    return _pay(history, due, on, rules) or _order(history, on, rules) or NextStep(StepKind.GO_ON)


def _open_bills(history: CreditHistory, on: date) -> list[tuple[PastBill, Money]]:
    """Bills with what is open of them and not disputed, first due first."""
    found = []
    for bill in history.bills:
        paisa = sum(
            portion.paisa
            for portion in portions(bill, on)
            if portion.kind is PortionKind.OPEN and not portion.excused
        )
        if paisa:
            found.append((bill, Money(paisa)))
    return sorted(found, key=lambda one: (one[0].due_on, one[0].number))


def _pay(
    history: CreditHistory, due: list[tuple[PastBill, Money]], on: date, rules: ScoreRules
) -> NextStep | None:
    """Pay what is past due, else the bills due next; more where that hardly shows."""
    best = None
    idle = _points(history, on + HORIZON, rules)
    for bills in _heaps(due, on):
        points = half_up_or_zero(_points(_paid_now(history, bills, on), on + HORIZON, rules) - idle)
        amount = sum((amount for _, amount in bills), ZERO)
        if points and (best is None or points > best.points):
            best = NextStep(StepKind.PAY, amount, len(bills), points)
        if best and best.points >= WORTH_SAYING:
            break
    return best


def _heaps(
    due: list[tuple[PastBill, Money]], on: date
) -> Iterable[tuple[tuple[PastBill, Money], ...]]:
    """Ever larger payments: past due (or due next), due within 30 days, everything."""
    if not due:
        return
    sizes = set()
    for until in (max(due[0][0].due_on, on - timedelta(days=1)), on + HORIZON, date.max):
        bills = tuple(one for one in due if one[0].due_on <= until)
        if bills and len(bills) not in sizes:
            sizes.add(len(bills))
            yield bills


def _paid_now(
    history: CreditHistory, bills: tuple[tuple[PastBill, Money], ...], on: date
) -> CreditHistory:
    amounts = {id(bill): amount for bill, amount in bills}
    paid = tuple(
        replace(bill, settlements=(*bill.settlements, Settlement(on, amounts[id(bill)])))
        if id(bill) in amounts
        else bill
        for bill in history.bills
    )
    change = OwedChange(on, -sum(amount.paisa for amount in amounts.values()))
    return replace(history, bills=paid, owed_changes=(*history.owed_changes, change))


def _points(history: CreditHistory, on: date, rules: ScoreRules) -> Fraction:
    """What payment and debt earn; a payment changes nothing else."""
    payment = payment_record(history.bills, on, rules).share
    debt = debt_share(mean_use(history, on, rules.debt_days), rules)
    weights = rules.weights
    return Fraction(POINTS, 100) * (weights[Part.PAYMENT] * payment + weights[Part.DEBT] * debt)


def half_up_or_zero(points: Fraction) -> int:
    """Whole points of a gain; a loss is none."""
    return half_up(max(Fraction(0), points))


def _order(history: CreditHistory, on: date, rules: ScoreRules) -> NextStep | None:
    """Deliveries up to the next step of the volume table."""
    orders = orders_delivered(history, on, rules)
    goal = next((count for count, _ in rules.volume_steps if count > orders), None)
    if goal is None:
        return None
    gain = volume_share(goal, rules) - volume_share(orders, rules)
    points = half_up_or_zero(Fraction(POINTS * rules.weights[Part.VOLUME], 100) * gain)
    return NextStep(StepKind.ORDER, count=goal - orders, points=points)
