"""Faults on purpose: what the bot must live through happens, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.simulator.chat import Status
from bot.simulator.config import SimulatorConfig
from bot.simulator.world import World
from tests.echo_bot import EchoBot, talking

QUICK = SimulatorConfig(seed=3, pair_rate=False, retry_seconds=(0.01,) * 5)
HARI = "+9779800000101"


@pytest.fixture
async def market() -> AsyncIterator[tuple[World, EchoBot]]:
    """A simulator with Hari, and a bot that answers."""
    async with talking(QUICK) as (world, bot):
        world.add_phone(HARI, "Hari")
        yield world, bot


async def many(world: World, count: int) -> list[str]:
    hari = world.phone(HARI)
    texts = [f"order {number}" for number in range(count)]
    await asyncio.gather(*(hari.say(one) for one in texts))
    await world.webhooks.idle()
    return texts


def bodies(bot: EchoBot) -> list[Any]:
    return [one["text"]["body"] for one in bot.messages]


async def test_without_faults_one_persons_messages_stay_in_order(
    market: tuple[World, EchoBot],
) -> None:
    world, bot = market
    assert bodies(bot) == []
    assert await many(world, 20) == bodies(bot)


@pytest.mark.parametrize("fault", ["duplicate", "lose_answer"])
async def test_a_repeated_webhook_has_the_same_wamid(
    market: tuple[World, EchoBot], fault: str
) -> None:
    world, bot = market
    world.faults.change({fault: 1.0})
    await many(world, 3)
    wamids = [one["id"] for one in bot.messages]
    assert len(wamids) == 6
    assert len(set(wamids)) == 3
    assert world.faults.happened[fault] >= 3


async def test_a_dropped_webhook_comes_again_later(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    world.faults.change({"drop": 0.5})
    texts = await many(world, 20)
    assert bodies(bot) != texts
    assert sorted(bodies(bot)) == sorted(texts)


async def test_gathered_webhooks_are_batched_and_reordered(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    world.faults.change({"gather_seconds": 0.05, "batch": 50, "reorder": True})
    texts = await many(world, 20)
    together = next(one for one in bot.values if "messages" in one)
    assert len(together["messages"]) > 1
    assert len(together["contacts"]) == 1
    assert bodies(bot) != texts
    assert sorted(bodies(bot)) == sorted(texts)
    assert world.faults.happened.keys() >= {"batch", "reorder"}


async def test_lost_statuses_never_come(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    world.faults.change({"lose_status": 1.0})
    await many(world, 2)
    assert bot.statuses == []
    assert [one.status for one in world.phone(HARI).messages] == [Status.READ, Status.READ]


@pytest.mark.parametrize(
    ("fault", "http_status", "accepted"),
    [
        ("429", 429, False),
        ("500_before", 500, False),
        ("500_after", 500, True),
        ("timeout_before", 504, False),
        ("timeout_after", 504, True),
        ("none", 200, True),
    ],
)
async def test_a_planned_send_fault_happens_once(
    market: tuple[World, EchoBot], fault: str, http_status: int, *, accepted: bool
) -> None:
    world, bot = market
    hari = world.phone(HARI)
    hari.last_inbound = world.clock.now()
    world.faults.change({"plan": [fault], "hang_seconds": 0.01})
    body = {"to": HARI, "type": "text", "text": {"body": "hi"}, "biz_opaque_callback_data": "o-1"}
    assert await bot.post(body) == http_status
    await world.webhooks.idle()
    assert bool(hari.messages) is accepted
    assert bool(bot.statuses) is accepted
    assert await bot.post(body) == 200
