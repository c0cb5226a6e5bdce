"""A shop's past in a few lines, or drawn by hypothesis; days are counted from one evening.

    opened -400
    limit 50000 from -400
    owed 20000 from -200                    an opening balance, or debt without bills
    delivered 12 every 7 until -3           twelve cash orders
    bill 1000 due -10 paid -10              as many "paid" as there were
    bill 1000 due -10 paid -12:600 paid -2:400 known -1
    bill 1000 due -10 paid -10 undone -5
    bill 1000 due -10 dispute -9:300 closed -2
    bill 1000 due -10 fault -30:100 return -29:50 off -1:50

Amounts are rupees. A bill was delivered 30 days before it is due, and is a delivered order.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from hypothesis import strategies as st

from domain.credit_history import (
    CreditHistory,
    Dispute,
    LimitFrom,
    OwedChange,
    PastBill,
    Reduction,
    ReductionKind,
    Settlement,
)
from domain.money import Money

EVENING = date(2026, 1, 15)
TERMS = 30
KINDS = {
    "fault": ReductionKind.VENDOR_FAULT,
    "return": ReductionKind.GOODS_RETURNED,
    "off": ReductionKind.WRITTEN_OFF,
}


def day(offset: int | str) -> date:
    return EVENING + timedelta(days=int(offset))


def past(text: str) -> CreditHistory:
    """The past that some lines tell."""
    history = CreditHistory(opened_on=day(-400))
    numbers = count(1)
    for line in filter(None, (line.strip() for line in text.splitlines())):
        words = line.split()
        match words:
            case ["opened", offset]:
                history = replace(history, opened_on=day(offset))
            case ["limit", rupees, "from", offset]:
                limit = LimitFrom(day(offset), Money.rupees(int(rupees)))
                history = replace(history, limits=(*history.limits, limit))
            case ["owed", rupees, "from", offset]:
                history = owing(history, OwedChange(day(offset), int(rupees) * 100))
            case ["delivered", times, "every", days, "until", last]:
                dates = [int(last) - nth * int(days) for nth in range(int(times))]
                history = delivering(history, *map(day, dates))
            case ["bill", rupees, "due", offset, *rest]:
                bill = _bill(next(numbers), int(rupees), day(offset), rest)
                history = billed(history, bill)
            case _:
                raise ValueError(line)
    return history


def _bill(number: int, rupees: int, due_on: date, words: list[str]) -> PastBill:
    bill = PastBill(number, Money.rupees(rupees), due_on - timedelta(days=TERMS), due_on)
    for what, told in zip(words[::2], words[1::2], strict=True):
        offset, _, part = told.partition(":")
        on, amount = day(offset), Money.rupees(int(part or rupees))
        if what == "paid":
            bill = replace(bill, settlements=(*bill.settlements, Settlement(on, amount)))
        elif what in ("known", "undone"):
            *_, last = bill.settlements
            undone = what == "undone"
            last = replace(last, undone_on=on) if undone else replace(last, recorded_on=on)
            bill = replace(bill, settlements=(*bill.settlements[:-1], last))
        elif what == "dispute":
            bill = replace(bill, disputes=(*bill.disputes, Dispute(on, amount)))
        elif what == "closed":
            last_dispute = replace(bill.disputes[-1], closed_on=on)
            bill = replace(bill, disputes=(*bill.disputes[:-1], last_dispute))
        else:
            bill = replace(bill, reductions=(*bill.reductions, Reduction(on, amount, KINDS[what])))
    return bill


def owing(history: CreditHistory, *changes: OwedChange) -> CreditHistory:
    by_day = sorted((*history.owed_changes, *changes), key=lambda change: change.on)
    return replace(history, owed_changes=tuple(by_day))


def delivering(history: CreditHistory, *days: date) -> CreditHistory:
    return replace(history, deliveries=(*history.deliveries, *days))


def billed(history: CreditHistory, bill: PastBill) -> CreditHistory:
    """The history with one more bill: delivered, owed, and paid as the bill says."""
    history = replace(history, bills=(*history.bills, bill))
    return owing(delivering(history, bill.delivered_on), *_transfers(bill))


def _transfers(bill: PastBill) -> list[OwedChange]:
    changes = [OwedChange(bill.delivered_on, bill.amount.paisa)]
    for paid in bill.settlements:
        changes.append(OwedChange(paid.recorded_on or paid.paid_on, -paid.amount.paisa))
        if paid.undone_on:
            changes.append(OwedChange(paid.undone_on, paid.amount.paisa))
    changes += [OwedChange(one.on, -one.amount.paisa) for one in bill.reductions]
    return changes


# --- drawn by hypothesis ------------------------------------------------------------------------

OFFSETS = st.integers(-500, 60)
RUPEES = st.integers(1, 60_000)


@dataclass(frozen=True)
class Life:
    """What a history is built from, so that one thing in it can be changed.

    Attributes:
        opening: Rupees owed without a bill, from the first day on.
    """

    opened: int
    opening: int
    limits: tuple[tuple[int, int], ...]
    bills: tuple[PastBill, ...]
    cash_orders: tuple[int, ...]

    @property
    def history(self) -> CreditHistory:
        limits = tuple(LimitFrom(day(at), Money.rupees(rupees)) for at, rupees in self.limits)
        history = CreditHistory(opened_on=day(self.opened), limits=limits)
        history = delivering(history, *map(day, self.cash_orders))
        for bill in self.bills:
            history = billed(history, bill)
        return owing(history, OwedChange(day(self.opened), self.opening * 100))

    def with_bill(self, nth: int, bill: PastBill) -> "Life":
        return replace(self, bills=(*self.bills[:nth], bill, *self.bills[nth + 1 :]))


@st.composite
def bills(draw: st.DrawFn, number: int = 1) -> PastBill:
    delivered = draw(OFFSETS | st.integers(-430, -390))  # often due as the twelve months begin
    terms = draw(st.sampled_from([0, 7, 30, 30, 30, 60]))
    amount = draw(RUPEES) * 100 + draw(st.integers(0, 99))
    left, settlements, reductions = amount, [], []
    late = draw(st.sampled_from([-20, -1, 0, 0, 0, 1, 7, 8, 15, 16, 30, 31, 80]))
    at = max(0, terms + late)
    for _ in range(draw(st.integers(0, 3))):
        part = draw(st.sampled_from([left, left, max(1, left // 3)]))
        paid_on = day(delivered + at)
        recorded = paid_on + timedelta(days=draw(st.sampled_from([0, 0, 0, 2, 9])))
        undone = draw(st.sampled_from([None, None, None, 5]))
        undone_on = recorded + timedelta(days=undone) if undone else None
        settlements.append(Settlement(paid_on, Money(part), recorded, undone_on))
        left -= 0 if undone else part
        at += draw(st.integers(0, 25))
        if left <= 0:
            break
    if left > 0 and draw(st.sampled_from([False, False, True])):
        kind = draw(st.sampled_from(ReductionKind))
        off = Money(draw(st.integers(1, left)))
        reductions.append(Reduction(day(delivered + draw(st.integers(0, 90))), off, kind))
    return PastBill(
        number,
        Money(amount),
        day(delivered),
        day(delivered + terms),
        tuple(settlements),
        tuple(reductions),
        draw(st.sampled_from([(), (), (), (Dispute(day(delivered + 3), Money(amount // 2)),)])),
    )


@st.composite
def lives(draw: st.DrawFn, least_bills: int = 0) -> Life:
    size = draw(st.integers(least_bills, 8))
    limits = draw(
        st.lists(st.tuples(OFFSETS, st.sampled_from([0, 10_000, 50_000, 52_345])), max_size=3)
    )
    return Life(
        opened=draw(st.integers(-600, 0)),
        opening=draw(st.sampled_from([0, 0, 5_000, 30_000])),
        limits=tuple(sorted(limits)),
        bills=tuple(draw(bills(number=nth + 1)) for nth in range(size)),
        cash_orders=tuple(draw(st.lists(OFFSETS, max_size=12))),
    )
