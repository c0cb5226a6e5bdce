"""Risk control: the number, what the rules say, and that nothing is told twice."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.credit_history import OwedChange, Settlement
from domain.episodes import CALM_AFTER, Episode, Followed, follow
from domain.errors import AmountRefused
from domain.ids import OrderId
from domain.lateness import PortionKind, portions
from domain.limits import LimitChange, LimitWhy
from domain.money import ZERO, Money
from domain.risk import PlacedOrder, Risk, RiskLevel, RiskProfile, risk_of
from domain.risk_flags import RULES, Action, Flag, Level, assess, blocking, unusual
from domain.risk_rules import RISING, RULES_AS_GIVEN, SETTINGS, RuleCode, Setting
from tests.credit_past import EVENING, Life, day, lives, owing, past

LIMIT = "limit 10000 from -400 \n"
RISKS = [
    # told → delay of 40, use of 30, overdue of 10
    ("nothing", "", (0, 0, 0)),
    ("all in time", LIMIT + "bill 1000 due -10 paid -12", (0, 0, 0)),
    # the mean of 0 and 15 days is 7.5 of 30: 10
    ("half of it late", "bill 1000 due -30 paid -30 \n bill 1000 due -30 paid -15", (10, 0, 0)),
    ("paid late, but long ago", "bill 1000 due -130 paid -100", (0, 0, 0)),
    # open for 12 days: 40 × 12 ÷ 30; 1000 of 10000 is calm; all of the debt is past due
    ("past due", LIMIT + "bill 1000 due -12", (16, 0, 10)),
    # each rupee once: 500 open for 12 days, 500 paid in time: mean 6
    ("half open", LIMIT + "bill 1000 due -12 paid -12:500", (8, 0, 10)),
    # 6500 of 10000 is the middle between 30 % and 100 %; 1625 ÷ 6500 of it past due: 2.5
    ("a quarter past due", LIMIT + "bill 1625 due -60 \n bill 4875 due 5", (40, 15, 3)),
    ("above the limit", LIMIT + "owed 20000 from -100", (0, 30, 0)),
    ("owing without a limit", "owed 1 from -100", (0, 30, 0)),
    ("disputed", LIMIT + "bill 9000 due -60 dispute -1", (0, 0, 0)),
    ("paid in advance", LIMIT + "owed -500 from -9", (0, 0, 0)),
]


@pytest.mark.parametrize(("told", "parts"), [r[1:] for r in RISKS], ids=[r[0] for r in RISKS])
def test_risk_by_hand(told: str, parts: tuple[int, int, int]) -> None:
    risk = risk_of(RiskProfile(past(told)), EVENING)
    assert (risk.delay, risk.use, risk.overdue) == parts
    assert (risk.pattern, risk.value) == (0, sum(parts))


def test_levels() -> None:
    for value, level in (
        (29, "low"),
        (30, "medium"),
        (49, "medium"),
        (50, "high"),
        (70, "critical"),
    ):
        assert Risk(min(value, 40), max(0, value - 40), 0, 0).level is RiskLevel(level)


def order(offset: int, rupees: int, nth: int = 1) -> PlacedOrder:
    return PlacedOrder(OrderId(UUID(int=nth)), f"KH-{nth}", day(offset), Money.rupees(rupees))


# From day -35 to -7, one order of 1000 every seven days: 5000 in 29 days is 1206.90 a week.
WEEKLY = tuple(order(-35 + 7 * nth, 1000, nth) for nth in range(5))


def test_the_pattern_of_orders() -> None:
    for rupees, points in ((1206, 0), (2414, 10), (3621, 20), (90_000, 20)):
        profile = RiskProfile(past(""), (*WEEKLY, order(0, rupees, 9)))
        assert risk_of(profile, EVENING).pattern == points
    few = RiskProfile(past(""), (*WEEKLY[1:], order(0, 90_000, 9)))
    assert risk_of(few, EVENING).pattern == 0


def test_an_unusual_order() -> None:
    # up to the day of the order 36 days: 5000 × 7 ÷ 36 = 972.22 a week; three times is 2916.67
    assert unusual(order(0, 2917), WEEKLY, RULES_AS_GIVEN)
    assert not unusual(order(0, 2916), WEEKLY, RULES_AS_GIVEN)
    assert not unusual(order(0, 90_000), WEEKLY[1:], RULES_AS_GIVEN)
    assert not unusual(order(0, 90_000), (), RULES_AS_GIVEN)


def said(told: str, **more: object) -> list[tuple[str, str, str]]:
    profile = replace(RiskProfile(past(told)), **more)  # type: ignore[arg-type]
    return [(f.rule, f.level, f.action) for f in assess(profile, RULES_AS_GIVEN, EVENING)]


DELAY, BLOCK = "payment_delay", "overdue_block"
SAYINGS = [
    ("6 days past due", LIMIT + "bill 100 due -6", []),
    ("7 days", LIMIT + "bill 100 due -7", [(DELAY, "warning", "alert")]),
    ("14 days", LIMIT + "bill 100 due -14", [(DELAY, "warning", "alert")]),
    (
        "15 days",
        LIMIT + "bill 100 due -15",
        [(DELAY, "critical", "cut_limit"), (BLOCK, "warning", "alert")],
    ),
    (
        "30 days",
        LIMIT + "bill 100 due -30",
        [(DELAY, "critical", "cut_limit"), (BLOCK, "critical", "block")],
    ),
    ("disputed for long", LIMIT + "bill 100 due -90 dispute -1", []),
    ("two late in a row", LIMIT + "bill 100 due -40 paid -39 \n bill 100 due -30 paid -29", []),
    (
        "three late in a row",
        LIMIT + "bill 100 due -40 paid -39 \n" * 3,
        [(DELAY, "warning", "cut_limit")],
    ),
    (
        "three late, then one in time",
        LIMIT + "bill 100 due -40 paid -39 \n" * 3 + "bill 100 due -30 paid -30",
        [],
    ),
    (
        "50,000 past due",
        "limit 500000 from -400 \n bill 50000 due -1",
        [("high_risk", "critical", "alert")],
    ),
    ("49,999 past due", "limit 500000 from -400 \n bill 49999 due -1", []),
    (
        "risk of 70 and more",  # 40 × 29 ÷ 30 + 30 + 10
        LIMIT + "bill 10000 due -29",
        [
            (DELAY, "critical", "cut_limit"),
            (BLOCK, "warning", "alert"),
            ("high_risk", "critical", "alert"),
        ],
    ),
]


@pytest.mark.parametrize(("told", "flags"), [r[1:] for r in SAYINGS], ids=[r[0] for r in SAYINGS])
def test_what_the_rules_say(told: str, flags: list[tuple[str, str, str]]) -> None:
    assert said(told) == flags


def test_a_restored_limit_and_an_unusual_order_are_said() -> None:
    cut = LimitChange(day(-90), Money.rupees(9), Money.rupees(7), LimitWhy.DELAY_CUT)
    assert said("", changes=(cut,)) == [("restore", "info", "restore_limit")]
    assert said("", changes=(replace(cut, on=day(-89)),)) == []
    orders = (*WEEKLY, order(-1, 9000, 8))
    assert said("", orders=orders) == [("unusual_order", "warning", "ask_shop")]


def test_a_rule_switched_off_is_silent() -> None:
    profile = RiskProfile(past(LIMIT + "bill 100000 due -40"), (*WEEKLY, order(0, 9000, 8)))
    everything = {flag.rule for flag in assess(profile, RULES_AS_GIVEN, EVENING)}
    assert everything == {code for code, _ in RULES} - {RuleCode.RESTORE}
    for code in everything:
        rules = RULES_AS_GIVEN.switch(code, on=False)
        assert {f.rule for f in assess(profile, rules, EVENING)} == everything - {code}
        assert rules.switch(code, on=True) == RULES_AS_GIVEN


def test_rules_are_edited_within_bounds() -> None:
    rules = RULES_AS_GIVEN.edit(Setting.DELAY_WARN_DAYS, 3).edit(Setting.DELAY_WARN_DAYS, 4)
    assert (rules[Setting.DELAY_WARN_DAYS], len(rules.edited)) == (4, 1)
    assert Setting.DELAY_WARN_DAYS.rule is RuleCode.PAYMENT_DELAY
    for setting, value in (
        (Setting.DELAY_WARN_DAYS, 0),
        (Setting.FLOOR_CUT_PERCENT, 101),
        (Setting.DELAY_WARN_DAYS, 15),  # not after what it warns of
        (Setting.BLOCK_DAYS, 15),
    ):
        with pytest.raises(AmountRefused):
            RULES_AS_GIVEN.edit(setting, value)
    assert set(SETTINGS) == set(Setting)
    assert all(bounds.least <= bounds.default <= bounds.most for bounds in SETTINGS.values())
    assert all(SETTINGS[one].default < SETTINGS[two].default for one, two in RISING)


def test_block_and_release() -> None:
    told = "bill 1000 due -31 paid -3:{} \n bill 500 due -29"
    left = [blocking(past(told.format(n)), RULES_AS_GIVEN, EVENING).paisa for n in (1, 999, 1000)]
    assert left == [999_00, 1_00, 0]  # less than all of it does not unblock; all of it does
    blocked = RiskProfile(past(told.format(1000)), blocked=True)
    released = [
        f for f in assess(blocked, RULES_AS_GIVEN, EVENING) if f.rule is RuleCode.OVERDUE_BLOCK
    ]
    assert [(f.level, f.action) for f in released] == [(Level.WARNING, Action.RELEASE)]
    still = said(told.format(999), blocked=True)
    assert (BLOCK, "critical", "alert") in still
    assert (BLOCK, "info", "release") in said("", blocked=True)
    off = RULES_AS_GIVEN.switch(RuleCode.OVERDUE_BLOCK, on=False)
    assert blocking(past(told.format(1)), off, EVENING) == ZERO


# --- episodes -----------------------------------------------------------------------------------

NOON = datetime.combine(EVENING, time(12), tzinfo=UTC)


def look(seen: Followed, hours: int, *flags: Flag) -> tuple[Followed, list[tuple[str, str]]]:
    found = follow(seen.open, flags, RULES_AS_GIVEN, NOON + timedelta(hours=hours))
    return found, [(flag.level, flag.action) for flag in found.news]


def test_an_episode_of_delay() -> None:
    warn = Flag(RuleCode.PAYMENT_DELAY, Level.WARNING)
    critical = Flag(RuleCode.PAYMENT_DELAY, Level.CRITICAL, Action.CUT_LIMIT)
    seen = Followed((), (), ())
    for hours, flags, news in [
        (0, [warn], [("warning", "alert")]),
        (1, [warn], []),
        (100, [warn], []),
        (200, [critical], [("critical", "cut_limit")]),
        (201, [critical], []),
        (300, [warn], []),  # quieter is no news
        (301, [critical], []),  # and it is not cut twice
        (302, [], []),
        (310, [critical], []),  # back within a day: the same episode
        (320, [], []),
        (344, [], []),  # calm for a day: over
        (345, [critical], [("critical", "cut_limit")]),
    ]:
        seen, told = look(seen, hours, *flags)
        assert told == news, hours
        assert len(seen.open) == (0 if hours == 344 else 1)
        assert len(seen.ended) == (1 if hours == 344 else 0)


def test_late_in_a_row_cuts_once_though_it_gets_worse() -> None:
    in_row = Flag(RuleCode.PAYMENT_DELAY, Level.WARNING, Action.CUT_LIMIT)
    seen, told = look(Followed((), (), ()), 0, in_row)
    assert told == [("warning", "cut_limit")]
    assert look(seen, 9, replace(in_row, level=Level.CRITICAL))[1] == [("critical", "alert")]


def test_high_risk_is_said_once_a_day_until_acknowledged() -> None:
    high = Flag(RuleCode.HIGH_RISK, Level.CRITICAL)
    seen, told = look(Followed((), (), ()), 0, high)
    assert told
    for hours, news in ((1, 0), (23, 0), (24, 1), (25, 0), (47, 0), (48, 1)):
        seen, told = look(seen, hours, high)
        assert len(told) == news, hours
    seen = replace(seen, open=tuple(replace(one, acknowledged=True) for one in seen.open))
    assert look(seen, 90, high)[1] == []


def test_block_release_and_block_again_are_each_told() -> None:
    block = Flag(RuleCode.OVERDUE_BLOCK, Level.CRITICAL, Action.BLOCK)
    seen = Followed((), (), ())
    for hours, flag, news in [
        (0, replace(block, level=Level.WARNING, action=Action.ALERT), [("warning", "alert")]),
        (360, block, [("critical", "block")]),
        (361, replace(block, action=Action.ALERT), []),
        (362, replace(block, level=Level.WARNING, action=Action.RELEASE), [("warning", "release")]),
        (363, replace(block, level=Level.WARNING, action=Action.ALERT), []),
        (400, block, [("critical", "block")]),
        (401, replace(block, level=Level.INFO, action=Action.RELEASE), [("info", "release")]),
        (402, None, []),
    ]:
        seen, told = look(seen, hours, *filter(None, [flag]))
        assert told == news, hours
    assert seen.open == ()


def test_each_unusual_order_is_its_own_episode() -> None:
    one = Flag(RuleCode.UNUSUAL_ORDER, Level.WARNING, Action.ASK_SHOP, about="KH-1")
    two = replace(one, about="KH-2")
    seen, told = look(Followed((), (), ()), 0, one)
    assert len(told) == 1
    assert len(look(seen, 1, one, two)[1]) == 1


@settings(max_examples=60)
@given(lives(least_bills=1), st.lists(st.integers(1, 60), min_size=5, max_size=40))
def test_nothing_repeats_within_an_episode(life: Life, pauses: list[int]) -> None:
    """Sweeps at odd hours over weeks: no news twice at the same level, no second cut."""
    at, blocked = NOON - timedelta(days=30), False
    history = life.history
    open_now: tuple[Episode, ...] = ()
    told: dict[tuple[str, datetime], list[Flag]] = {}
    for hours in pauses:
        at += timedelta(hours=hours)
        flags = assess(RiskProfile(history, blocked=blocked), RULES_AS_GIVEN, at.date())
        found = follow(open_now, flags, RULES_AS_GIVEN, at)
        open_now = found.open
        begun: dict[str, Episode] = {one.key: one for one in (*found.ended, *found.open)}
        for flag in found.news:
            if flag.action is not Action.RELEASE:
                told.setdefault((flag.key, begun[flag.key].since), []).append(flag)
            if flag.action in (Action.BLOCK, Action.RELEASE):
                blocked = flag.action is Action.BLOCK
    for (key, _), flags_told in told.items():
        if key != "high_risk:":
            assert len({(f.level, f.action) for f in flags_told}) == len(flags_told)
        assert sum(f.action is Action.CUT_LIMIT for f in flags_told) <= 1
    assert blocked == (blocking(history, RULES_AS_GIVEN, at.date()) > ZERO)
    assert timedelta(hours=24) == CALM_AFTER


@given(lives(), st.integers(1, 300))
def test_the_risk_is_pure_within_bounds_and_knows_no_later(life: Life, later: int) -> None:
    risk = risk_of(RiskProfile(life.history), EVENING)
    assert 0 <= risk.delay <= 40
    assert 0 <= risk.use <= 30
    assert 0 <= risk.overdue <= 10
    future = owing(life.history, OwedChange(day(later), 10**8))
    assert risk_of(RiskProfile(future, (order(later, 10**6),)), EVENING) == risk


@given(lives(least_bills=1), st.data())
def test_paying_what_is_past_due_never_raises_the_risk(life: Life, data: st.DataObject) -> None:
    nth = data.draw(st.integers(0, len(life.bills) - 1))
    bill = life.bills[nth].known(EVENING)
    if bill.due_on >= EVENING or life.bills[nth].settlements:
        return
    still_open = [part for part in portions(bill, EVENING) if part.kind is PortionKind.OPEN]
    amount = Money(sum(part.paisa for part in still_open))
    paid = replace(life.bills[nth], settlements=(Settlement(EVENING, amount),))
    before = risk_of(RiskProfile(life.history), EVENING)
    after = risk_of(RiskProfile(life.with_bill(nth, paid).history), EVENING)
    assert after.delay <= before.delay
    assert after.use <= before.use
