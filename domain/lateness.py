"""How late each rupee of a bill is or was, counted from the due date, each rupee once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.credit_history import CreditHistory, PastBill, Reduction, ReductionKind
from domain.money import ZERO, Money


class PortionKind(StrEnum):
    """What became of a part of a bill."""

    PAID = "paid"
    OPEN = "open"
    FORGIVEN = "forgiven"  # taken off unpaid, by the vendor's fault
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a bill that was paid together, or is open.

    Attributes:
        late_days: Days after the due date, so far unless paid; zero or below is on time.
        since: When it was paid, forgiven or written off; None while open.
        excused: Disputed or the vendor's fault: never held against the shop.
    """

    kind: PortionKind
    paisa: int
    late_days: int
    since: date | None = None
    excused: bool = False

    @property
    def overdue(self) -> bool:
        """Open, past due, and not excused."""
        return self.kind is PortionKind.OPEN and self.late_days > 0 and not self.excused


def portions(bill: PastBill, on: date) -> tuple[Portion, ...]:
    """A bill taken apart, as it stands on a day.

    Args:
        bill: As that day knew it (`PastBill.known`).
    """
    found, left = [], bill.amount.paisa
    for settlement in sorted(bill.settlements, key=lambda one: one.paid_on):
        paisa = min(left, settlement.amount.paisa)
        if paisa:
            late = (settlement.paid_on - bill.due_on).days
            found.append(Portion(PortionKind.PAID, paisa, late, settlement.paid_on))
            left -= paisa
    excuse = sum(dispute.amount.paisa for dispute in bill.disputes)
    for reduction in bill.reductions:
        paisa = min(left, reduction.amount.paisa)
        left -= paisa
        if reduction.kind is ReductionKind.VENDOR_FAULT:
            excuse += reduction.amount.paisa - paisa
        if paisa and (reduced := _reduced(bill, reduction, paisa, on)):
            found.append(reduced)
    if left:
        found.append(Portion(PortionKind.OPEN, left, (on - bill.due_on).days))
    return _excuse(found, excuse) if excuse else tuple(found)


def _reduced(bill: PastBill, reduction: Reduction, paisa: int, on: date) -> Portion | None:
    late = (on - bill.due_on).days
    if reduction.kind is ReductionKind.VENDOR_FAULT:
        return Portion(PortionKind.FORGIVEN, paisa, late, reduction.on, excused=True)
    if reduction.kind is ReductionKind.WRITTEN_OFF:
        return Portion(PortionKind.WRITTEN_OFF, paisa, late, reduction.on)
    return None


def _excuse(found: Iterable[Portion], paisa: int) -> tuple[Portion, ...]:
    """Excuse an amount of a bill, the latest parts first."""
    parts = []
    for portion in sorted(
        found, key=lambda one: (one.late_days, one.kind is PortionKind.OPEN), reverse=True
    ):
        part = 0 if portion.excused else min(paisa, portion.paisa)
        if part:
            parts.append(replace(portion, paisa=part, excused=True))
            paisa -= part
        if portion.paisa > part:
            parts.append(replace(portion, paisa=portion.paisa - part))
    return tuple(parts)


def settled(bill: PastBill) -> bool:
    """Whether a bill was paid and nothing of it is open; a write-off settles nothing."""
    paid = sum(one.amount.paisa for one in bill.settlements)
    off = sum(
        one.amount.paisa for one in bill.reductions if one.kind is not ReductionKind.WRITTEN_OFF
    )
    return paid > 0 and paid + off >= bill.amount.paisa


def settled_on_time(bill: PastBill) -> date | None:
    """The day a bill was settled, when that was by its due date."""
    if not settled(bill):
        return None
    last = max(one.paid_on for one in bill.settlements)
    return last if last <= bill.due_on else None


def overdue(history: CreditHistory, on: date, past_days: int = 1) -> Money:
    """What is open and at least that many days past due; disputed amounts left out.

    Args:
        history: As that day knew it.
    """
    return Money(
        sum(
            portion.paisa
            for bill in history.bills
            if (on - bill.due_on).days >= past_days
            for portion in portions(bill, on)
            if portion.overdue
        )
    )


def oldest_overdue_days(history: CreditHistory, on: date) -> int:
    """Days past due of the oldest amount that is open and not disputed; 0 when none is."""
    return max(
        (
            portion.late_days
            for bill in history.bills
            if bill.due_on < on
            for portion in portions(bill, on)
            if portion.overdue
        ),
        default=0,
    )


def clean_since(history: CreditHistory, on: date) -> date | None:
    """The first day from which nothing was late any more; None while something is.

    Args:
        history: As that day knew it.
    """
    clean = history.opened_on
    for bill in history.bills:
        for portion in portions(bill, on):
            if portion.excused or portion.late_days <= 0:
                continue
            if portion.since is None:
                return None
            clean = max(clean, portion.since + timedelta(days=1))
    return clean


def late_in_row(history: CreditHistory, on: date) -> int:
    """How many of the bills that fell due last were late, back to the last that was not."""
    row = 0
    for bill in sorted(history.bills, key=lambda one: (one.due_on, one.number), reverse=True):
        held = [one for one in portions(bill, on) if not one.excused]
        if any(one.late_days > 0 for one in held):
            row += 1
        elif settled(bill) and held:
            break
    return row


def disputed_open(history: CreditHistory, on: date) -> Money:
    """What is open but disputed, over all bills."""
    amounts = (
        Money(portion.paisa)
        for bill in history.bills
        if bill.disputes
        for portion in portions(bill, on)
        if portion.kind is PortionKind.OPEN and portion.excused
    )
    return sum(amounts, ZERO)
