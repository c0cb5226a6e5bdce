"""The gate an order on credit has to pass: each refusal has its words, its ways on, its record."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo_market import SHARMA
from domain.bands import BANDS, UNJUDGED, CreditStanding, band_of
from domain.credit import Refusal
from domain.events import OrderRefused
from domain.ids import ShopId
from domain.people import Standing
from domain.risk_flags import blocking
from domain.risk_rules import RULES_AS_GIVEN
from storage.facts.history import history
from storage.facts.scores import nepals_day, trust
from tests.bare_market import BareMarket, bare_market
from tests.market import (
    HARI,
    RICE,
    SHOP,
    cart,
    payloads,
    phrases,
    press,
    rs,
    shop_facts,
    talk,
    turn,
)
from tests.test_history import deliver

POOR, VERY_POOR = band_of(500, thin=False), band_of(400, thin=False)
FAIR = replace(band_of(600, thin=False), cap=rs(3000))
BLOCKED = CreditStanding(VERY_POOR, blocking=rs(900))

# How the shop stands, the limit, whether it is frozen → refusal, phrase, the third button.
GATE = [
    (BLOCKED, 0, True, Refusal.FROZEN, "credit_frozen", "more_limit:"),
    (BLOCKED, 0, False, Refusal.BLOCKED, "credit_blocked", "balance:"),
    (CreditStanding(VERY_POOR), 0, False, Refusal.CASH_ONLY, "credit_cash_only", "score:"),
    (CreditStanding(POOR), 0, False, Refusal.NEEDS_ADMIN, "credit_needs_admin", "more_limit:"),
    (CreditStanding(FAIR), 0, False, Refusal.OVER_CAP, "credit_over_cap", "more_limit:"),
    (UNJUDGED, 0, False, Refusal.OVER_LIMIT, "credit_short", "more_limit:"),
    (CreditStanding(POOR, admin_agreed=True), 50_000, False, None, "order_placed", ""),
    (CreditStanding(BANDS[0]), 50_000, False, None, "order_placed", ""),
]


@pytest.mark.parametrize(("standing", "limit", "frozen", "refusal", "phrase", "third"), GATE)
def test_each_refusal_has_its_words_and_ways_on(
    standing: CreditStanding,
    limit: int,
    frozen: bool,
    refusal: Refusal | None,
    phrase: str,
    third: str,
) -> None:
    shop = replace(SHOP, limit=rs(limit), standing=Standing.FROZEN if frozen else SHOP.standing)
    facts = shop_facts(shop=shop, trust=standing)
    facts = replace(facts, credit=replace(facts.credit, limit=rs(limit)))
    shown = cart((RICE, "2"))
    one = turn(talk(HARI, "cart", shown=shown), facts, press(f"confirm:{shown.code}"))
    assert phrases(one) == [phrase]
    if refusal is None:
        return
    (kept,) = one.events
    assert isinstance(kept, OrderRefused)
    assert kept.refusal is refusal
    cash, _, other = payloads(one)
    assert cash.startswith("cash:")
    assert other == third


@pytest.fixture
async def market(market_url: str) -> AsyncIterator[BareMarket]:
    async with bare_market(market_url) as opened:
        yield opened


async def blocked(market: BareMarket) -> int:
    """What blocks, by the quick query; the whole history says the same."""
    shop = ShopId(SHARMA.business_id)
    async with market.store.transaction() as tx:
        quick = (await trust(tx, shop)).blocking
        past = (await history(tx, shop)).history
        assert quick == blocking(past, RULES_AS_GIVEN, nepals_day(tx))
    return quick.paisa


async def ask_for_credit(market: BareMarket) -> str:
    await market.say("hari", "2 bora jira masino, waiwai 2 carton")
    await market.tap("hari", "confirm:")
    return (await market.phrases("hari"))[0]


async def test_thirty_days_past_due_block_and_paying_opens_at_once(market: BareMarket) -> None:
    cost = await deliver(market)
    market.pass_time(days=59)
    await market.timers()
    assert await blocked(market) == 0
    market.pass_time(days=1)
    assert await blocked(market) == cost.paisa
    assert await ask_for_credit(market) == "credit_blocked"
    refused = "SELECT refusal FROM credit_refusals"
    assert [row[0] for row in await market.database.fetch(refused)] == ["blocked"]
    await market.say("gupta", "Sharma 100 nagad")
    assert await blocked(market) == cost.paisa - 10_000
    await market.say("gupta", f"Sharma {cost.paisa // 100 - 100} nagad")
    assert await blocked(market) == 0
    assert await ask_for_credit(market) == "order_placed"


async def test_what_is_claimed_short_does_not_block(market: BareMarket) -> None:
    cost = await deliver(market)
    await market.tap("hari", "arrived_short:")
    await market.say("hari", "jira masino 1")
    market.pass_time(days=61)
    short = await market.database.fetchval("SELECT amount_paisa FROM shortages")
    assert await blocked(market) == cost.paisa - short


async def test_an_admin_who_sets_the_limit_agrees_for_a_month(market: BareMarket) -> None:
    shop = ShopId(SHARMA.business_id)

    async def agreed() -> bool:
        async with market.store.transaction() as tx:
            return (await trust(tx, shop)).admin_agreed

    assert not await agreed()
    await market.say("asha", "limit sharma 50000 reason known")
    await market.say("asha", "2468")
    assert await agreed()
    market.pass_time(days=timedelta(days=31).days)
    assert not await agreed()
