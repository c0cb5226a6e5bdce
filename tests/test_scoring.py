"""The trade score, worked by hand and then for any history."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.credit_history import (
    CreditHistory,
    Dispute,
    OwedChange,
    PastBill,
    Reduction,
    ReductionKind,
    Settlement,
)
from domain.lateness import portions
from domain.money import Money
from domain.score_parts import age_share, debt_share, mean_use, payment_record, volume_share
from domain.score_reasons import ReasonCode
from domain.score_rules import SCORE_RULES_NOW as RULES
from domain.score_rules import Part
from domain.score_steps import StepKind
from domain.scoring import credit_score, score_changes
from tests.credit_past import EVENING, Life, billed, bills, day, delivering, lives, owing, past

# Part P: one bill, or several; what the payment part is then.
PAYMENT = [
    ("paid on the day", "bill 1000 due -10 paid -10", "1"),
    ("paid early, not due yet", "bill 1000 due 5 paid -3", "1"),
    ("1 day late", "bill 1000 due -10 paid -9", "4/5"),
    ("7 days late", "bill 1000 due -10 paid -3", "4/5"),
    ("8 days late", "bill 1000 due -20 paid -12", "1/2"),
    ("15 days late", "bill 1000 due -20 paid -5", "1/2"),
    ("16 days late", "bill 1000 due -40 paid -24", "1/4"),
    ("30 days late", "bill 1000 due -40 paid -10", "1/4"),
    ("31 days late", "bill 1000 due -40 paid -9", "0"),
    ("unpaid, due today: does not count yet", "bill 1000 due 0", "1/3"),
    ("unpaid for 3 days so far", "bill 1000 due -3", "4/5"),
    ("unpaid for 31 days", "bill 1000 due -31", "0"),
    ("unpaid for 2 years", "bill 1000 due -730", "0"),
    # (600 × 1 + 400 × 0.8) ÷ 1000
    ("in two parts, one late", "bill 1000 due -10 paid -12:600 paid -5:400", "23/25"),
    # (600 × 1 + 400 × 0.5) ÷ 1000: what is open counts by its days so far
    ("in part, rest open for 10 days", "bill 1000 due -10 paid -12:600", "4/5"),
    # (3000 × 1 + 1000 × 0.25) ÷ 4000: by amount, not by bill
    ("by amount", "bill 3000 due -9 paid -9 \n bill 1000 due -50 paid -30", "13/16"),
    ("due more than 365 days ago, forgotten", "bill 1000 due -365 paid -366", "1/3"),
    ("due 364 days ago", "bill 1000 due -364 paid -364", "1"),
    ("due before, settled much too late since", "bill 1000 due -500 paid -100", "0"),
    ("due before, settled a little late since", "bill 1000 due -370 paid -360", "1/3"),
    ("handed over in time, said so late", "bill 1000 due -10 paid -10 known -2", "1"),
    ("a cheque that bounced was no payment", "bill 1000 due -10 paid -12 undone -5", "1/2"),
    ("what is disputed does not count", "bill 9 due -9 paid -9 \n bill 90 due -60 dispute -5", "1"),
    ("a closed dispute counts again", "bill 1000 due -60 dispute -50 closed -5", "0"),
    ("half of it disputed", "bill 1000 due -3 dispute -2:500", "4/5"),
    ("the open half disputed", "bill 1000 due -40 paid -40:500 dispute -1:500", "1"),
    ("paid before the fault", "bill 1000 due -40 paid -41:600 paid -20:400 fault -5:400", "1"),
    ("the vendor's fault is gone", "bill 1000 due -40 paid -40:900 fault -39:100", "1"),
    ("goods returned are gone", "bill 1000 due -40 paid -40:900 return -41:100", "1"),
    ("written off was never paid", "bill 1000 due -40 paid -40:900 off -5:100", "9/10"),
    ("nothing at all", "", "1/3"),
]


@pytest.mark.parametrize(
    ("told", "expected"), [row[1:] for row in PAYMENT], ids=[r[0] for r in PAYMENT]
)
def test_payment_part(told: str, expected: str) -> None:
    known = past(told).known(EVENING)
    assert payment_record(known.bills, EVENING, RULES).share == Fraction(expected)


# Part D: the daily mean of 90 evenings (days -89 to 0), and the part.
DEBT = [
    ("nothing owed", "limit 1000 from -400", "0", "1"),
    ("30 % is whole", "limit 1000 from -400 \n owed 300 from -300", "3/10", "1"),
    ("65 % is half", "limit 1000 from -400 \n owed 650 from -300", "13/20", "1/2"),
    ("100 % is nothing", "limit 1000 from -400 \n owed 1000 from -300", "1", "0"),
    ("above it too", "limit 1000 from -400 \n owed 3000 from -300", "3", "0"),
    # 45 evenings of 90: 1000 × 45 ÷ 90
    ("for half of the days", "limit 1000 from -400 \n owed 1000 from -44", "1/2", "5/7"),
    ("for one day", "limit 1000 from -400 \n owed 900 from 0", "1/100", "1"),
    ("paid in advance", "limit 1000 from -400 \n owed -500 from -300", "0", "1"),
    # 60 evenings at 500 ÷ 1000, 30 at 500 ÷ 2000: (60 × 0.5 + 30 × 0.25) ÷ 90
    (
        "each day by its own limit",
        "limit 1000 from -400 \n limit 2000 from -29 \n owed 500 from -300",
        "5/12",
        "5/6",
    ),
    ("days without a limit", "limit 1000 from -9 \n owed 650 from -99", "13/20", "1/2"),
    ("no limit", "owed 650 from -300", None, "1/3"),
    ("a limit taken away", "limit 1000 from -400 \n limit 0 from -3", None, "1/3"),
    # 1000 owed from day -40 on; 400 of it, disputed since day -2, never was: 600 × 41 ÷ 90
    ("disputed", "limit 1000 from -400 \n bill 1000 due -10 dispute -2:400", "41/150", "1"),
    # the vendor took 400 back on day -1; until then it was no debt of the shop either
    ("the vendor's fault", "limit 1000 from -400 \n bill 1000 due -10 fault -1:400", "41/150", "1"),
    # a return counts from its day: 1000 on 39 evenings, 600 on 2: (39000 + 1200) ÷ 90000
    ("returned", "limit 1000 from -400 \n bill 1000 due -10 return -1:400", "67/150", "83/105"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "use", "share"), [row[1:] for row in DEBT], ids=[r[0] for r in DEBT]
)
def test_debt_part(told: str, use: str | None, share: str) -> None:
    found = mean_use(past(told).known(EVENING), EVENING, RULES.debt_days)
    assert found == (None if use is None else Fraction(use))
    assert debt_share(found, RULES) == Fraction(share)


@pytest.mark.parametrize(
    ("orders", "share"),
    [(0, "0"), (5, "1/8"), (10, "1/4"), (15, "3/8"), (20, "1/2"), (35, "5/8"), (50, "3/4"),
     (75, "7/8"), (100, "1"), (900, "1")],
)  # fmt: skip
def test_volume_part(orders: int, share: str) -> None:
    assert volume_share(orders, RULES) == Fraction(share)


@pytest.mark.parametrize(
    ("days", "share"),
    [(0, "0"), (15, "1/8"), (30, "1/4"), (60, "3/8"), (90, "1/2"), (135, "5/8"), (180, "3/4"),
     (365, "1"), (4000, "1")],
)  # fmt: skip
def test_age_part(days: int, share: str) -> None:
    assert age_share(days, RULES) == Fraction(share)


GOOD_SHOP = """
opened -180
limit 50000 from -180
delivered 12 every 5 until -2
bill 6000 due -60 paid -62
bill 8000 due -40 paid -36
bill 6000 due -20 paid -20
"""


def test_a_score_worked_by_hand() -> None:
    score = credit_score(past(GOOD_SHOP), EVENING)
    # P: 6000 and 6000 on time, 8000 four days late: (12000 + 8000 × 0.8) ÷ 20000 = 0.92
    # D: bills of 30 days: 6000 from -90 (evenings -89…-63: 27), 8000 from -70 (-70…-37: 34),
    #    6000 from -50 (-50…-21: 30): (162000 + 272000 + 180000) ÷ (90 × 50000) = 0.136: D is 1
    # V: 12 cash orders and 3 bills in twelve months = 15: 0.375    A: 180 days: 0.75
    # 300 + 600 × (0.40 × 0.92 + 0.30 × 1 + 0.20 × 0.375 + 0.10 × 0.75) = 300 + 600 × 0.818 = 790.8
    assert score.value == 791
    parts = score.parts
    assert (parts.payment_bp, parts.debt_bp, parts.volume_bp, parts.age_bp) == (
        9200,
        10000,
        3750,
        7500,
    )
    assert not score.thin
    assert score.weights_version == 1
    assert [(r.code, r.points, r.lost, r.count, r.of) for r in score.reasons] == [
        (ReasonCode.PAID_ON_TIME, 144, 0, 2, 3),  # 240 × 12000 ÷ 20000
        (ReasonCode.PAID_LATE, 77, 19, 1, 3),  # 240 × 6400 ÷ 20000 = 76.8 of 96
        (ReasonCode.DEBT_TO_LIMIT, 180, 0, 0, 0),
        (ReasonCode.ORDERS_DELIVERED, 45, 75, 15, 0),  # 120 × 0.375
        (ReasonCode.ACCOUNT_AGE, 45, 15, 180, 0),  # 60 × 0.75
    ]


def test_a_half_is_rounded_up() -> None:
    # A grows by 0.5 points a day: 240 + 60 (no limit) + 3 bills × 3 points + 0.5 = 309.5
    told = "opened -1 \n" + "bill 100 due 20 paid -1 \n" * 3
    assert credit_score(past(told), EVENING).value == 610


def test_a_thin_file_is_500_and_says_so() -> None:
    score = credit_score(
        past("bill 100 due -9 paid -9 \n bill 100 due -8 paid -8 \n bill 70 due 3"), EVENING
    )
    assert (score.value, score.thin, score.settled_bills) == (500, True, 2)
    assert [(r.code, r.points, r.lost, r.count, r.of) for r in score.reasons] == [
        (ReasonCode.THIN_FILE, 200, 400, 2, 3)
    ]
    assert (score.next_step.kind, score.next_step.count) == (StepKind.SETTLE_BILLS, 1)
    assert score.next_step.amount == Money.rupees(70)


def test_a_written_off_bill_is_not_a_settled_one() -> None:
    told = "bill 100 due -9 paid -9 \n bill 100 due -8 paid -8 \n bill 100 due -7 off -1"
    assert credit_score(past(told), EVENING).thin


PAID = "bill 5000 due -50 paid -50 \n" * 3


def test_paying_what_is_open_is_the_next_step() -> None:
    told = "limit 50000 from -400 \n" + PAID + "owed 31000 from -300 \n bill 8000 due 10"
    score = credit_score(past(told), EVENING)
    step = score.next_step
    assert (step.kind, step.amount, step.count) == (StepKind.PAY, Money.rupees(8000), 1)
    # In 30 days, unpaid: 20 days late and worth 0.25: P = (15000 + 2000) ÷ 23000; paid now: 1.
    # That is 240 × 6000 ÷ 23000 = 62.6. Evenings -59…30: 31000 for 90, of bills 5000 × 3 from
    # -80 to -51 is over before, but for -59…-51 (9 × 15000), 8000 from -20 on: 51 evenings, or 20.
    # Unpaid 31000 + (135000 + 408000) ÷ 90 = 37033.3, paid 34277.8: ÷ 50000 makes 0.0551 less,
    # ÷ 0.7 × 180 = 14.2. Together 76.8.
    assert step.points == 77


def test_what_is_past_due_comes_first() -> None:
    told = "limit 50000 from -400 \n" + PAID + "bill 8000 due -10 \n bill 9000 due 10"
    step = credit_score(past(told), EVENING).next_step
    assert (step.kind, step.amount) == (StepKind.PAY, Money.rupees(8000))


def test_with_nothing_open_more_orders_are_the_next_step() -> None:
    step = credit_score(past("limit 50000 from -400 \n" + PAID), EVENING).next_step
    # 3 delivered; up to 10 is 7 more: 120 × 0.25 × 0.7
    assert (step.kind, step.count, step.points) == (StepKind.ORDER, 7, 21)


def test_nothing_is_better_than_the_best() -> None:
    told = "limit 50000 from -400 \n delivered 120 every 1 until 0 \n" + PAID
    score = credit_score(past(told), EVENING)
    assert (score.value, score.next_step.kind) == (900, StepKind.GO_ON)


def test_what_moved_a_score() -> None:
    before = credit_score(past(GOOD_SHOP), day(-30))
    after = credit_score(past(GOOD_SHOP), EVENING)
    changes = score_changes(before, after)
    assert before.thin
    assert [(one.part, one.points) for one in changes] == [(None, 291)]
    later = credit_score(past(GOOD_SHOP), day(10))
    # A: 190 days is 0.75 + 10 ÷ 185 × 0.25 = 0.7635, 45.8 points
    assert [(one.part, one.points) for one in score_changes(after, later)] == [(Part.AGE, 1)]


# --- for any history ----------------------------------------------------------------------------

PAST_DAYS = st.integers(-500, 0)


def compare(before: Life | CreditHistory, after: Life | CreditHistory) -> None:
    """The second must not score lower than the first, nor in any part."""
    one, two = (each.history if isinstance(each, Life) else each for each in (before, after))
    first, second = credit_score(one, EVENING), credit_score(two, EVENING)
    assert second.parts.payment_bp >= first.parts.payment_bp
    assert second.parts.debt_bp >= first.parts.debt_bp
    assert second.parts.volume_bp >= first.parts.volume_bp
    assert second.parts.age_bp >= first.parts.age_bp
    if first.thin == second.thin:  # 500 is a thin file's word for "unknown", not a judgement
        assert second.value >= first.value


@given(lives())
def test_in_range_pure_and_explained(life: Life) -> None:
    score = credit_score(life.history, EVENING)
    assert 300 <= score.value <= 900
    assert score == credit_score(life.history, EVENING)
    assert sum(reason.points for reason in score.reasons) == score.value - 300
    assert sum(reason.lost for reason in score.reasons) == 900 - score.value
    assert all(reason.points >= 0 and reason.lost >= 0 for reason in score.reasons)
    assert score.thin == (score.settled_bills < 3)


@given(lives(), st.lists(st.integers(1, 400), min_size=1, max_size=3))
def test_what_comes_later_does_not_matter(life: Life, later: list[int]) -> None:
    history = life.history
    score = credit_score(history, EVENING)
    assert credit_score(history.known(EVENING), EVENING) == score
    for offset in later:
        history = owing(history, OwedChange(day(offset), 10**7))
        history = delivering(history, day(offset))
        text = f"bill 4000 due {offset + 30} paid {offset + 31}"
        history = billed(history, past(text).bills[0])
    changed = [
        replace(
            bill,
            settlements=(*bill.settlements, Settlement(bill.due_on, Money(7), day(later[0]))),
            disputes=(*bill.disputes, Dispute(day(later[0]), Money(7))),
            reductions=(
                *bill.reductions,
                Reduction(day(later[0]), Money(7), ReductionKind.VENDOR_FAULT),
            ),
        )
        for bill in history.bills
    ]
    assert credit_score(replace(history, bills=tuple(changed)), EVENING) == score


@settings(max_examples=300)
@given(lives(least_bills=1), st.data())
def test_paying_earlier_never_lowers_it(life: Life, data: st.DataObject) -> None:
    nth = data.draw(st.integers(0, len(life.bills) - 1))
    bill = life.bills[nth]
    if not bill.settlements:
        return
    paid = data.draw(st.sampled_from(bill.settlements))
    room = (paid.paid_on - bill.delivered_on).days
    sooner = timedelta(days=data.draw(st.integers(0, room)))
    moved = replace(
        paid, paid_on=paid.paid_on - sooner, recorded_on=(paid.recorded_on or paid.paid_on) - sooner
    )
    settlements = tuple(moved if one is paid else one for one in bill.settlements)
    compare(life, life.with_bill(nth, replace(bill, settlements=settlements)))


def test_paying_before_the_twelve_months_began_does_not_lower_it() -> None:
    others = "bill 3000 due -90 \n" + PAID
    compare(
        past(others + "bill 900 due -370 paid -362"), past(others + "bill 900 due -370 paid -371")
    )


@given(lives(), PAST_DAYS, st.integers(1, 10**7))
def test_owing_less_never_lowers_it(life: Life, offset: int, paisa: int) -> None:
    compare(owing(life.history, OwedChange(day(offset), paisa)), life)


@given(lives(), st.lists(PAST_DAYS, max_size=30))
def test_ordering_more_never_lowers_it(life: Life, offsets: list[int]) -> None:
    compare(life, delivering(life.history, *map(day, offsets)))


@given(lives(), st.integers(0, 900))
def test_an_older_account_never_scores_lower(life: Life, days: int) -> None:
    history = life.history
    compare(life, replace(history, opened_on=history.opened_on - timedelta(days=days)))


@settings(max_examples=300)
@given(lives(least_bills=1), st.data())
def test_disputes_never_hurt(life: Life, data: st.DataObject) -> None:
    nth = data.draw(st.integers(0, len(life.bills) - 1))
    bill = life.bills[nth]
    since = bill.delivered_on + timedelta(days=data.draw(st.integers(0, 90)))
    closed = data.draw(st.sampled_from([None, since + timedelta(days=9)]))
    dispute = Dispute(since, Money(data.draw(st.integers(1, bill.amount.paisa))), closed)
    compare(life, life.with_bill(nth, replace(bill, disputes=(*bill.disputes, dispute))))


@settings(max_examples=300)
@given(lives(least_bills=1), st.data())
def test_the_vendors_faults_never_hurt(life: Life, data: st.DataObject) -> None:
    nth = data.draw(st.integers(0, len(life.bills) - 1))
    bill = life.bills[nth]
    on = bill.delivered_on + timedelta(days=data.draw(st.integers(0, 90)))
    amount = Money(data.draw(st.integers(1, bill.amount.paisa)))
    fault = Reduction(on, amount, ReductionKind.VENDOR_FAULT)
    compare(life, life.with_bill(nth, replace(bill, reductions=(*bill.reductions, fault))))


@given(lives(least_bills=3))
def test_the_next_step_says_what_it_brings(life: Life) -> None:
    score = credit_score(life.history, EVENING)
    step = score.next_step
    if step.kind is StepKind.PAY:
        assert step.points > 0
        assert step.amount.paisa > 0
    if step.kind is StepKind.ORDER:
        more = delivering(life.history, *[EVENING] * step.count)
        assert abs(credit_score(more, EVENING).value - score.value - step.points) <= 1


@given(bills())
def test_the_parts_of_a_bill_are_its_amount(bill: PastBill) -> None:
    known = bill.known(EVENING)
    returned = sum(
        one.amount.paisa for one in known.reductions if one.kind is ReductionKind.GOODS_RETURNED
    )
    whole = sum(portion.paisa for portion in portions(known, EVENING))
    assert bill.amount.paisa - returned <= whole <= bill.amount.paisa
