"""The four parts of the trade score, each an exact share from 0 to 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate

from domain.credit_history import CreditHistory, PastBill, ReductionKind
from domain.lateness import Portion, PortionKind, portions
from domain.money import BASIS_POINTS
from domain.score_rules import ScoreRules, between


class Paid(StrEnum):
    """How the counted part of a bill was paid."""

    ON_TIME = "on_time"
    LATE = "late"
    UNPAID = "unpaid"  # past due, or written off


Counted = Counter[tuple[Paid, int]]  # paisa by how paid and by worth in basis points


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """The payment part, with what it was made of.

    Attributes:
        counted: Paisa that count, by how they were paid and what a rupee is worth.
        bills: Bills by the worst that happened to them.
    """

    share: Fraction
    counted: Mapping[tuple[Paid, int], int]
    bills: Mapping[Paid, int]


def payment_record(bills: Iterable[PastBill], on: date, rules: ScoreRules) -> PaymentRecord:
    """Part P: what was paid on time, by amount, of bills due or settled in twelve months.

    A bill that fell due before that counts only while unpaid, or when it was settled within the
    twelve months too late to be worth anything: then paying earlier never costs points. An
    excused amount counts only where it helps: then neither a dispute nor a fault of the vendor
    costs any.
    """
    since = on - timedelta(days=rules.window_days)
    held, excused, by_worst = Counted(), Counted(), Counter[Paid]()
    for bill in bills:
        worst = None
        for portion in portions(bill, on):
            worth = rules.worth(portion.late_days)
            if not _counts(portion, worth, bill.due_on, since):
                continue
            how = _paid(portion)
            if portion.excused:
                excused[how, worth] += portion.paisa
                continue
            held[how, worth] += portion.paisa
            worst = how if worst is None else max(worst, how, key=list(Paid).index)
        if worst is not None:
            by_worst[worst] += 1
    return PaymentRecord(_best_share(held, excused, rules.unknown), held, by_worst)


def _counts(portion: Portion, worth: int, due_on: date, since: date) -> bool:
    if portion.kind is PortionKind.OPEN:
        return portion.late_days > 0
    if portion.kind is PortionKind.PAID:
        settled_late = worth == 0 and portion.since is not None and portion.since > since
        return due_on > since or settled_late
    recent = portion.since is not None and max(due_on, portion.since) > since
    return portion.late_days > 0 and recent


def _paid(portion: Portion) -> Paid:
    if portion.kind in (PortionKind.OPEN, PortionKind.WRITTEN_OFF):
        return Paid.UNPAID
    return Paid.LATE if portion.late_days > 0 else Paid.ON_TIME


def _best_share(held: Counted, excused: Counted, unknown: Fraction) -> Fraction:
    """The mean worth of what is held, with those excused amounts that raise it; adds them."""
    paisa = sum(held.values())
    earned = sum(amount * worth for (_, worth), amount in held.items())
    for (how, worth), amount in sorted(excused.items(), key=lambda one: one[0][1], reverse=True):
        mean = Fraction(earned, paisa) if paisa else unknown * BASIS_POINTS
        if worth > mean:
            held[how, worth] += amount
            paisa, earned = paisa + amount, earned + amount * worth
    return Fraction(earned, paisa * BASIS_POINTS) if paisa else unknown


def mean_use(history: CreditHistory, on: date, days: int) -> Fraction | None:
    """Debt to limit, the mean of daily evenings; None while no limit is set.

    Days without a limit are left out; disputed amounts and the vendor's faults are not owed,
    also on the days before anybody noticed.

    Args:
        history: As that day knew it.
        days: How many, the day itself included.
    """
    if not history.limit.paisa > 0:
        return None
    first = on.toordinal() - days + 1
    owed = _owed_by_day(history, first, days)
    limits = _limit_by_day(history, first, days)
    by_limit: Counter[int] = Counter()
    for paisa, limit in zip(owed, limits, strict=True):
        if limit > 0:
            by_limit[limit] += max(0, paisa)
    counted = sum(limit > 0 for limit in limits)
    return sum((Fraction(paisa, limit) for limit, paisa in by_limit.items()), Fraction()) / counted


def _owed_by_day(history: CreditHistory, first: int, days: int) -> list[int]:
    changes = ((change.on, change.paisa) for change in history.owed_changes)
    owed = list(accumulate(_by_day(changes, first, days)))
    for bill in history.bills:
        if bill.disputes or any(one.on.toordinal() > first for one in bill.reductions):
            for nth, paisa in enumerate(_excused_by_day(bill, first, days)):
                owed[nth] -= paisa
    return owed


def _excused_by_day(bill: PastBill, first: int, days: int) -> Iterable[int]:
    """How much of a bill's debt is not held against the shop, each evening."""
    changes = [(bill.delivered_on, bill.amount.paisa)]
    changes += [(one.recorded_on or one.paid_on, -one.amount.paisa) for one in bill.settlements]
    changes += [(one.on, -one.amount.paisa) for one in bill.reductions]
    faults = [
        (one.on, -one.amount.paisa)
        for one in bill.reductions
        if one.kind is ReductionKind.VENDOR_FAULT
    ]
    disputed = sum(dispute.amount.paisa for dispute in bill.disputes)
    everything = disputed - sum(paisa for _, paisa in faults)
    opened = accumulate(_by_day(changes, first, days))
    later = accumulate(_by_day(faults, first, days), initial=everything)
    next(later)
    for still_open, excused in zip(opened, later, strict=True):
        yield max(0, min(still_open, excused))


def _by_day(changes: Iterable[tuple[date, int]], first: int, days: int) -> list[int]:
    """Changes summed by day; the first has all that came before it, too."""
    found = [0] * days
    for day, paisa in changes:
        found[max(0, day.toordinal() - first)] += paisa
    return found


def _limit_by_day(history: CreditHistory, first: int, days: int) -> list[int]:
    found, changes, limit = [], list(history.limits), 0
    changes.reverse()
    for day in range(first, first + days):
        while changes and changes[-1].on.toordinal() <= day:
            limit = changes.pop().limit.paisa
        found.append(limit)
    return found


def debt_share(use: Fraction | None, rules: ScoreRules) -> Fraction:
    """Part D: whole up to 30 % of the limit, nothing from 100 % on, linear between."""
    if use is None:
        return rules.unknown
    low, high = Fraction(rules.debt_from_bp, BASIS_POINTS), Fraction(rules.debt_to_bp, BASIS_POINTS)
    return min(Fraction(1), max(Fraction(0), (high - use) / (high - low)))


def orders_delivered(history: CreditHistory, on: date, rules: ScoreRules) -> int:
    """Delivered orders in the last twelve months."""
    since = on - timedelta(days=rules.window_days)
    return sum(since < day <= on for day in history.deliveries)


def volume_share(orders: int, rules: ScoreRules) -> Fraction:
    """Part V."""
    return between(rules.volume_steps, orders)


def age_share(days: int, rules: ScoreRules) -> Fraction:
    """Part A."""
    return between(rules.age_steps, days)
