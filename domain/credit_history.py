"""What a shop's credit is judged by: bills, how they were paid, debt, limits, deliveries.

All days are Nepal's. Every fact carries the day it became known, so that the past can be asked
what it knew: `CreditHistory.known` drops what came later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """The part of a payment that went to a bill.

    Attributes:
        paid_on: When the shop handed it over; what counts for being on time.
        recorded_on: When it began to count, after a vendor's slow yes for instance; None is
            ``paid_on``.
        undone_on: When a bounced cheque or a reversal took it back.
    """

    paid_on: date
    amount: Money
    recorded_on: date | None = None
    undone_on: date | None = None

    def stands(self, on: date) -> bool:
        """Whether that day knew it and it was not taken back by then."""
        known = (self.recorded_on or self.paid_on) <= on
        return known and (self.undone_on is None or self.undone_on > on)


class ReductionKind(StrEnum):
    """Why a bill came down without a payment."""

    GOODS_RETURNED = "goods_returned"  # the shop's choice: off the bill from that day on
    VENDOR_FAULT = "vendor_fault"  # short, damaged, wrongly billed: never counts, earlier either
    WRITTEN_OFF = "written_off"  # never paid: goes on counting as unpaid


@dataclass(frozen=True, slots=True)
class Reduction:
    """An amount taken off a bill."""

    on: date
    amount: Money
    kind: ReductionKind


@dataclass(frozen=True, slots=True)
class Dispute:
    """An amount of a bill that the two sides do not agree on; frozen until closed."""

    opened_on: date
    amount: Money
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PastBill:
    """A bill with all that happened to it.

    Attributes:
        number: The vendor's number of it; only names it.
        amount: As billed, with VAT, before any reduction.
        delivered_on: When it was billed and began to be owed.
    """

    number: int
    amount: Money
    delivered_on: date
    due_on: date
    settlements: tuple[Settlement, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    def known(self, on: date) -> PastBill:
        """The bill as that day knew it; a dispute closed later is open."""
        return PastBill(
            self.number,
            self.amount,
            self.delivered_on,
            self.due_on,
            settlements=tuple(one for one in self.settlements if one.stands(on)),
            reductions=tuple(one for one in self.reductions if one.on <= on),
            disputes=tuple(
                Dispute(one.opened_on, one.amount)
                for one in self.disputes
                if one.opened_on <= on and (one.closed_on is None or one.closed_on > on)
            ),
        )


@dataclass(frozen=True, slots=True)
class OwedChange:
    """What one day's transfers did to the debt to all vendors together.

    Attributes:
        paisa: Posted debits less credits; negative when more was paid than billed.
    """

    on: date
    paisa: int


@dataclass(frozen=True, slots=True)
class LimitFrom:
    """The credit limit from a day on; zero is none set."""

    on: date
    limit: Money


@dataclass(frozen=True, slots=True)
class CreditHistory:
    """All facts that a shop's score and risk are made of.

    Attributes:
        opened_on: The day the shop was registered.
        bills: Of all vendors, in any order.
        owed_changes: By day, from the first transfer on.
        limits: Each limit with the first day it held, oldest first; a temporary one has an end.
        deliveries: The day of each delivered order, cash orders too.
    """

    opened_on: date
    bills: tuple[PastBill, ...] = ()
    owed_changes: tuple[OwedChange, ...] = ()
    limits: tuple[LimitFrom, ...] = ()
    deliveries: tuple[date, ...] = ()

    def known(self, on: date) -> CreditHistory:
        """The history as that day's evening knew it."""
        return CreditHistory(
            opened_on=self.opened_on,
            bills=tuple(bill.known(on) for bill in self.bills if bill.delivered_on <= on),
            owed_changes=tuple(change for change in self.owed_changes if change.on <= on),
            limits=tuple(one for one in self.limits if one.on <= on),
            deliveries=tuple(day for day in self.deliveries if day <= on),
        )

    @property
    def owed(self) -> Money:
        """The debt after the last change; negative when paid in advance."""
        return Money(sum(change.paisa for change in self.owed_changes))

    @property
    def limit(self) -> Money:
        """The limit set last; zero when none is."""
        return self.limits[-1].limit if self.limits else ZERO
