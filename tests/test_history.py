"""A shop's credit history as it is loaded from what was said in chat."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.demo_market import BHERI, SHARMA
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
from domain.ids import ShopId
from domain.limits import LimitChange, LimitWhy
from domain.money import Money
from domain.opening import NEPAL
from storage.facts.history import histories, history
from tests.bare_market import BareMarket, bare_market

HARI, BIMALA = ShopId(SHARMA.business_id), ShopId(BHERI.business_id)


@pytest.fixture
async def market(market_url: str) -> AsyncIterator[BareMarket]:
    async with bare_market(market_url) as opened:
        yield opened


async def today(market: BareMarket) -> date:
    async with market.store.transaction() as tx:
        return tx.at.astimezone(NEPAL).date()


async def loaded(market: BareMarket, shop: ShopId) -> CreditHistory:
    async with market.store.transaction() as tx:
        return (await history(tx, shop)).history


async def deliver(market: BareMarket, *, cash: bool = False) -> Money:
    """Hari orders what only Gupta has all of, who brings it; what it cost."""
    await market.say("hari", "2 bora jira masino, waiwai 2 carton")
    if cash:
        await market.say("hari", "nagad")
    else:
        await market.tap("hari", "confirm:")
    await market.timers()
    await market.tap("gupta", "accept:")
    await market.tap("gupta", "dispatch:")
    await market.tap("hari", "arrived:") if cash else await bring(market)
    number = "SELECT max(number) FROM orders"
    paisa = "SELECT sum(amount_paisa) FROM transfers WHERE order_id = (SELECT id FROM orders WHERE"
    paisa += f" number = ({number})) AND reason IN ('order_delivered', 'vat_charged')"
    return Money(int(await market.database.fetchval(paisa)))


async def bring(market: BareMarket) -> None:
    await market.tap("gupta", "delivered:")
    code = "SELECT delivery_code FROM orders ORDER BY number DESC LIMIT 1"
    await market.say("gupta", await market.database.fetchval(code))


async def test_a_shop_without_a_past_has_only_its_limit(market: BareMarket) -> None:
    found = await loaded(market, HARI)
    assert found == CreditHistory(
        found.opened_on, limits=(LimitFrom(found.opened_on, Money.rupees(50_000)),)
    )


async def test_a_bill_paid_in_part(market: BareMarket) -> None:
    first = await today(market)
    cost = await deliver(market)
    market.pass_time(days=3)
    await market.say("gupta", "Sharma 100 nagad")
    found = await loaded(market, HARI)
    paid = first + timedelta(days=3)
    due = first + timedelta(days=30)
    bill = PastBill(
        1001, cost, first, due, settlements=(Settlement(paid, Money.rupees(100), paid),)
    )
    assert found.bills == (bill,)
    assert found.deliveries == (first,)
    assert found.owed_changes == (
        OwedChange(first, cost.paisa),
        OwedChange(paid, -10_000),
    )
    assert found.known(first).bills[0].settlements == ()


async def test_what_is_claimed_short_is_disputed_until_the_vendor_agrees(
    market: BareMarket,
) -> None:
    first = await today(market)
    await deliver(market)
    await market.tap("hari", "arrived_short:")
    await market.say("hari", "jira masino 1")
    (bill,) = (await loaded(market, HARI)).bills
    (dispute,) = bill.disputes
    short = dispute.amount
    assert dispute == Dispute(first, short)
    assert Money(0) < short < bill.amount
    market.pass_time(days=1)
    await market.tap("gupta", "short_yes:")
    (bill,) = (await loaded(market, HARI)).bills
    later = first + timedelta(days=1)
    assert bill.disputes == (Dispute(first, short, later),)
    assert bill.reductions == (Reduction(later, short, ReductionKind.VENDOR_FAULT),)
    assert (await loaded(market, HARI)).owed == bill.amount - short


async def test_cash_at_the_door_is_a_delivery_but_no_bill(market: BareMarket) -> None:
    await deliver(market, cash=True)
    found = await loaded(market, HARI)
    assert found.bills == ()
    assert found.owed_changes == ()
    assert found.deliveries == (await today(market),)


async def test_an_admins_limit_holds_from_its_day(market: BareMarket) -> None:
    opened = (await loaded(market, HARI)).opened_on
    market.pass_time(days=2)
    await market.say("asha", "limit sharma 60000 reason good")
    await market.say("asha", "2468")
    day = await today(market)
    before, after = Money.rupees(50_000), Money.rupees(60_000)
    async with market.store.transaction() as tx:
        found = await histories(tx, [BIMALA, HARI])
    assert found[HARI].changes == (LimitChange(day, before, after, LimitWhy.BY_ADMIN),)
    assert found[HARI].history.limits == (LimitFrom(opened, before), LimitFrom(day, after))
    assert found[BIMALA].changes == ()
    assert list(found) == sorted([HARI, BIMALA])
