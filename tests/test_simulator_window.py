"""Who may be written to when, and what it costs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.chat import Status
from bot.simulator.config import SimulatorConfig
from bot.simulator.phones import Phone
from bot.simulator.templates import Template
from bot.simulator.window import PairRate, window_left
from bot.simulator.world import World
from tests.echo_bot import EchoBot, talking, text

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HARI = "+9779800000101"
HELLO = {"to": HARI, **text("hello")}
ALERT = {"to": HARI, "type": "template", "template": {"name": "a", "language": {"code": "en"}}}


@pytest.fixture
async def market() -> AsyncIterator[tuple[World, EchoBot, Phone]]:
    """A simulator with Hari, and a bot that answers."""
    async with talking(SimulatorConfig(seed=5, pair_rate=False)) as (world, bot):
        world.templates.add(Template("a", "en", "Your order waits.", ("Accept",)))
        yield world, bot, world.add_phone(HARI, "Hari")


@pytest.mark.parametrize(
    ("last", "left"),
    [
        (None, timedelta()),
        (NOON, timedelta(hours=24)),
        (NOON - timedelta(hours=23, minutes=59), timedelta(minutes=1)),
        (NOON - timedelta(hours=24), timedelta()),
        (NOON - timedelta(days=9), timedelta()),
    ],
)
def test_the_window_is_open_for_24_hours(last: datetime | None, left: timedelta) -> None:
    assert window_left(last, NOON) == left


@pytest.mark.parametrize(
    ("seconds", "admitted"),
    [
        ([0, 6, 12, 18], "yyyy"),
        ([0, 1, 2, 3], "yyyy"),  # a burst
        ([0] * 45 + [5], "y" * 45 + "n"),  # of 45 at most
        ([0, 1, 2, 7, 17, 18], "yyynny"),  # three at once are paid for with 18 seconds
        ([0] * 20 + [119, 120], "y" * 20 + "ny"),  # twenty with two minutes
    ],
)
def test_the_pair_rate_lends_a_burst_and_wants_it_back(seconds: list[int], admitted: str) -> None:
    rate = PairRate()
    given = [rate.admit(NOON + timedelta(seconds=at)) for at in seconds]
    assert "".join("y" if one else "n" for one in given) == admitted


async def test_outside_the_window_only_a_template_goes(
    market: tuple[World, EchoBot, Phone],
) -> None:
    world, bot, hari = market
    assert await bot.post(HELLO) == 400
    await hari.say("namaste")
    assert await bot.post(HELLO) == 200
    world.clock.advance(timedelta(hours=25))
    assert await bot.post(HELLO) == 400
    assert await bot.post(ALERT) == 200
    shown = await hari.wait_for(lambda one: one.kind == "template")
    assert (shown.template, shown.body, shown.labels()) == ("a", "Your order waits.", ("Accept",))
    await hari.press("Accept")
    assert bot.messages[-1]["button"] == {"payload": "Accept", "text": "Accept"}
    assert bot.messages[-1]["context"]["id"] == shown.id
    assert await bot.post(HELLO) == 200


async def test_a_closed_window_may_be_reported_late(market: tuple[World, EchoBot, Phone]) -> None:
    world, bot, hari = market
    world.refuse_late = True
    assert await bot.post(HELLO) == 200
    await world.webhooks.idle()
    (status,) = bot.statuses
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)
    assert hari.messages == []


async def test_only_what_is_delivered_is_billed(market: tuple[World, EchoBot, Phone]) -> None:
    world, bot, hari = market
    hari.last_inbound = world.clock.now()
    hari.switch(online=False)
    assert await bot.post(HELLO) == 200
    assert await bot.post(ALERT) == 200
    await world.webhooks.idle()
    assert (world.billed.total(), hari.messages) == (0, [])
    assert [one["status"] for one in bot.statuses] == ["sent", "sent"]
    hari.reads = False
    hari.switch(online=True)
    await world.webhooks.idle()
    assert [one.body for one in hari.messages] == ["hello", "Your order waits."]
    assert {one.status for one in hari.messages} == {Status.DELIVERED}
    assert world.billed == {hari.number: 2}
    assert [one["pricing"]["category"] for one in bot.statuses] == ["service", "utility"] * 2


async def test_waiting_in_vain_tells_what_the_phone_shows(
    market: tuple[World, EchoBot, Phone],
) -> None:
    _, _, hari = market
    await hari.say("namaste")
    with pytest.raises(TimeoutError, match="You wrote: namaste"):
        await hari.wait_for(lambda one: "khata" in one.body, 0.2)


async def test_two_simulators_give_the_same_ids_only_for_the_same_seed() -> None:
    one, same, other = (World(SimulatorConfig(seed=seed)) for seed in (1, 1, None))
    assert one.new_wamid("977980") == same.new_wamid("977980") != other.new_wamid("977980")
    assert one.add_phone(HARI).bsuid == other.add_phone(HARI).bsuid
