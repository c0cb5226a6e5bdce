"""An account over a period: what it stood at, what came in and went out, what it stands at.

A pure function of the postings known on a day, so the same day always gives the same statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.confirmation import Confirmation
from domain.credit import AGEING_ENDS_DAYS, AGEING_NAMES
from domain.ledger import Reason
from domain.money import ZERO, Money, total


class EntryKind(StrEnum):
    """What a line of a statement is about."""

    BILL = "bill"
    PAYMENT = "payment"
    SHORTAGE = "shortage"
    OPENING = "opening"
    REVERSAL = "reversal"
    OTHER = "other"


_KINDS: Mapping[Reason, EntryKind] = {
    Reason.ORDER_DELIVERED: EntryKind.BILL,
    Reason.VAT_CHARGED: EntryKind.BILL,
    Reason.PAYMENT: EntryKind.PAYMENT,
    Reason.SHORTAGE: EntryKind.SHORTAGE,
    Reason.OPENING: EntryKind.OPENING,
    Reason.REVERSAL: EntryKind.REVERSAL,
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days, in Nepal, from the first to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        assert self.first <= self.last, "a period ends after it begins"


@dataclass(frozen=True, slots=True)
class Posting:
    """One posted transfer on what a shop owes a vendor.

    Attributes:
        at: When it was written down.
        day: That day in Nepal.
        amount: Above zero when the shop owes more by it, below when less.
        order: Number of the order it is about.
        receipt: Number of the payment it is about.
        due_on: When its bill falls due, where it has one.
        settled: What payments had been set against its bill, on a sale.
    """

    at: datetime
    day: date
    reason: Reason
    amount: Money
    vendor: str
    order: int | None = None
    receipt: int | None = None
    method: str = ""
    due_on: date | None = None
    settled: Money = ZERO
    confirmation: Confirmation = Confirmation.BOTH

    @property
    def kind(self) -> EntryKind:
        """What it is about; a reason that statements do not know is shown all the same."""
        return _KINDS.get(self.reason, EntryKind.OTHER)

    @property
    def code(self) -> str:
        """The receipt or the order, as people call it."""
        if self.receipt is not None:
            return f"R-{self.receipt}"
        return f"KH-{self.order}" if self.order is not None else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement.

    Attributes:
        debit: What the shop owes more by it; zero on a credit.
        credit: What it owes less by it; zero on a debit.
        balance: What it owes after it.
        method: How the money came, on a payment.
    """

    day: date
    kind: EntryKind
    code: str
    vendor: str
    debit: Money
    credit: Money
    balance: Money
    confirmation: Confirmation
    method: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose account, and with whom.

    Attributes:
        vendor_code: With the name empty when it is with all vendors together.
    """

    shop_code: str
    shop_name: str
    vendor_code: str = ""
    vendor_name: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """An account over a period, as known at a moment.

    Attributes:
        opening: What the shop owed before the first day; below zero when it had paid in advance.
        ageing: What is open on bills at the end, by days past due (`AGEING_NAMES`).
        unbilled: The closing balance less what is open on bills; below zero it is an advance.
    """

    parties: Parties
    period: Period
    known_at: datetime
    opening: Money
    entries: tuple[Entry, ...]
    ageing: tuple[Money, ...]
    unbilled: Money

    @property
    def closing(self) -> Money:
        """What the shop owes at the end of the last day."""
        return self.entries[-1].balance if self.entries else self.opening

    @property
    def debits(self) -> Money:
        """All that was added in the period."""
        return total([entry.debit for entry in self.entries])

    @property
    def credits(self) -> Money:
        """All that was taken off in the period."""
        return total([entry.credit for entry in self.entries])


def draw_up(
    parties: Parties, period: Period, known_at: datetime, postings: Iterable[Posting]
) -> Statement:
    """The statement of a period.

    Args:
        postings: All of this account up to the period's end, oldest first; later ones are passed
            over.
    """
    counted = [one for one in postings if one.day <= period.last]
    opening = total([one.amount for one in counted if one.day < period.first])
    entries = tuple(_entries(opening, [one for one in counted if one.day >= period.first]))
    ageing = _ageing(counted, period.last)
    closing = total([one.amount for one in counted])
    return Statement(parties, period, known_at, opening, entries, ageing, closing - total(ageing))


def _entries(opening: Money, postings: Sequence[Posting]) -> Iterator[Entry]:
    balance = opening
    for one in _joined(postings):
        balance += one.amount
        yield Entry(
            day=one.day,
            kind=one.kind,
            code=one.code,
            vendor=one.vendor,
            debit=max(one.amount, ZERO),
            credit=max(-one.amount, ZERO),
            balance=balance,
            confirmation=one.confirmation,
            method=one.method,
        )


def _joined(postings: Sequence[Posting]) -> Iterator[Posting]:
    """A bill's goods and its VAT are one line."""
    last: Posting | None = None
    for one in postings:
        vat = one.reason is Reason.VAT_CHARGED and last is not None
        if vat and last and (last.reason, last.order) == (Reason.ORDER_DELIVERED, one.order):
            last = replace(last, amount=last.amount + one.amount)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _ageing(postings: Sequence[Posting], on: date) -> tuple[Money, ...]:
    """What is open on each bill, by days past due; a bill paid too much is an advance."""
    left: dict[int, Money] = {}
    due: dict[int, date] = {}
    for one in postings:
        if one.order is None or one.due_on is None or one.receipt is not None:
            continue
        left[one.order] = left.get(one.order, ZERO) + one.amount - one.settled
        due[one.order] = one.due_on
    buckets = [ZERO] * len(AGEING_NAMES)
    for order, amount in left.items():
        late_days = (on - due[order]).days
        buckets[sum(late_days > end for end in AGEING_ENDS_DAYS)] += max(amount, ZERO)
    return tuple(buckets)
