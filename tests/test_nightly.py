"""Scores are made anew after a payment and at night, and limits follow them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.demo_market import SHARMA
from domain import events as e
from domain.credit_history import CreditHistory
from domain.limits import LimitChange, LimitWhy
from domain.nightly import Judged, JudgedShop, judge
from flows.timers import NIGHT_AT, day_to_end, night, night_of
from storage.store import Transaction
from storage.timers import set_timers
from tests.bare_market import BareMarket, bare_market
from tests.credit_past import EVENING, past
from tests.market import NOON, SHOP, rs
from tests.test_history import deliver, today

GOOD = """
opened -400
limit 50000 from -400
delivered 60 every 5 until -3
bill 1000 due -70 paid -80
bill 1000 due -60 paid -70
bill 1000 due -50 paid -60
"""


@pytest.fixture
async def market(market_url: str) -> AsyncIterator[BareMarket]:
    async with bare_market(market_url) as opened:
        yield opened


async def rows(market: BareMarket) -> list[tuple[object, ...]]:
    found = await market.database.fetch(
        "SELECT day, final, value, thin FROM scores WHERE shop_id = $1 ORDER BY id",
        SHARMA.business_id,
    )
    return [tuple(row) for row in found]


async def begin(market: BareMarket, on: date) -> None:
    async def keep(tx: Transaction) -> None:
        await set_timers(tx, [night(on)])

    await market.store.attempt(keep)
    await market.timers()


async def test_a_payment_makes_the_score_anew(market: BareMarket) -> None:
    await deliver(market)
    assert await rows(market) == []
    await market.say("gupta", "Sharma 100 nagad")
    await market.timers()
    assert await rows(market) == [(await today(market), False, 500, True)]


async def test_the_night_goes_on_by_itself_and_writes_what_moved(market: BareMarket) -> None:
    day = await today(market)
    await begin(market, day)
    assert await rows(market) == []  # its time has not come
    market.pass_time(days=1, hours=3)
    await market.timers()
    assert await rows(market) == [(day, True, 500, True)]
    market.pass_time(days=1)
    await market.timers()
    days = [row[0] for row in await rows(market)]
    assert days == [day, day + timedelta(days=1)]  # a day older, a new score
    waits = "SELECT key FROM causes WHERE kind = 'night' AND status = 'new'"
    following = night(day + timedelta(days=2))
    assert await market.database.fetchval(waits) == following.key
    assert night_of(following.key) == day + timedelta(days=2)


def test_the_night_begins_at_a_quarter_past_two() -> None:
    due = night(date(2026, 11, 22)).due_at
    assert due.date() == date(2026, 11, 23)
    assert due.time() == NIGHT_AT
    assert day_to_end(due) == date(2026, 11, 22)
    assert day_to_end(due + timedelta(hours=2)) == date(2026, 11, 23)


def judged(lines: str, *changes: LimitChange, last: e.Scored | None = None) -> Judged:
    one = JudgedShop(SHOP, past(lines), changes, last)
    return Judged((one,), EVENING, final=True, newest=True)


def made(found: Judged) -> list[e.Scored | e.LimitSet]:
    return list(judge(found, NOON))


def test_a_good_score_raises_the_limit_once_in_ninety_days() -> None:
    found = judged(GOOD)
    score, raised = made(found)
    assert isinstance(score, e.Scored)
    assert isinstance(raised, e.LimitSet)
    assert (raised.before, raised.after) == (rs(50_000), rs(60_000))
    assert raised.why is LimitWhy.BAND_RAISE
    before = LimitChange(found.on - timedelta(days=10), rs(40_000), rs(50_000), LimitWhy.BAND_RAISE)
    assert [type(one) for one in made(judged(GOOD, before))] == [e.Scored]


LATE = """
opened -400
limit 50000 from -400
bill 1000 due -16
"""


def test_late_payment_cuts_the_limit_once_while_it_goes_on() -> None:
    *_, cut = made(judged(LATE))
    assert isinstance(cut, e.LimitSet)
    assert (cut.after, cut.why) == (rs(37_500), LimitWhy.DELAY_CUT)
    long = LATE.replace("-16", "-76")
    at_once = LimitChange(EVENING - timedelta(days=60), rs(60_000), rs(50_000), LimitWhy.DELAY_CUT)
    assert [type(one) for one in made(judged(long, at_once))] == [e.Scored]
    earlier = replace(at_once, on=EVENING - timedelta(days=90))  # before this bill was late
    *_, again = made(judged(long, earlier))
    assert isinstance(again, e.LimitSet)
    assert again.why is LimitWhy.DELAY_CUT


def test_ninety_clean_days_give_half_of_a_cut_back() -> None:
    clean = (
        "opened -400\nlimit 60000 from -400\nbill 1000 due -130 paid -110\nlimit 50000 from -120"
    )
    cut = LimitChange(EVENING - timedelta(days=120), rs(60_000), rs(50_000), LimitWhy.DELAY_CUT)
    *_, back = made(judged(clean, cut))
    assert isinstance(back, e.LimitSet)
    assert (back.after, back.why) == (rs(55_000), LimitWhy.RESTORED_HALF)
    just_now = clean.replace("-110", "-80")
    assert [type(one) for one in made(judged(just_now, cut))] == [e.Scored]


def test_only_the_last_night_changes_limits() -> None:
    for change in ({"newest": False}, {"final": False}):
        found = replace(judged(GOOD), **change)
        assert [type(one) for one in made(found)] == [e.Scored]


def test_what_did_not_move_is_not_written_again() -> None:
    found = judged("opened 0\nlimit 50000 from 0")
    (score,) = made(found)
    assert isinstance(score, e.Scored)
    again = replace(found, shops=(replace(found.shops[0], last=score),))
    assert made(again) == []
    provisional = replace(score, final=False)
    after_payment = replace(found, shops=(replace(found.shops[0], last=provisional),))
    assert made(after_payment) == [score]


def test_a_shop_without_a_history_is_thin() -> None:
    history = CreditHistory(date(2026, 11, 1))
    one = Judged((JudgedShop(SHOP, history),), date(2026, 11, 22), final=True, newest=True)
    (score,) = made(one)
    assert isinstance(score, e.Scored)
    assert (score.thin, score.value) == (True, 500)
