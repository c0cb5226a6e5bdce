"""The simulator's own API, for scripts beside it and for the page."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

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


async def test_faults_and_clock_are_set_over_http(market: tuple[World, EchoBot]) -> None:
    world, _ = market
    async with ClientSession(f"{world.base_url}/simulator/") as http:
        async with http.post("faults", json={"duplicate": 0.2, "plan": ["429"]}) as answer:
            assert (await answer.json())["faults"]["duplicate"] == 0.2
        for wrong in ({"sabotage": 1}, {"plan": ["explode"]}, {"drop": "often"}):
            async with http.post("faults", json=wrong) as answer:
                assert answer.status == 400
        async with http.post("faults", json={}) as answer:
            assert (await answer.json())["faults"]["plan"] == []
        async with http.post("clock", json={"hours": 25}) as answer:
            assert (await answer.json())["ahead_hours"] == 25
        async with http.post("clock", json={"hours": -1}) as answer:
            assert answer.status == 400
        async with http.post("clock", json={"reset": True}) as answer:
            assert (await answer.json())["ahead_hours"] == 0
        async with http.post("rules", json={"pair_rate": True}) as answer:
            assert (await answer.json())["pair_rate"] is True


async def test_a_script_acts_as_a_person_over_http(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    async with ClientSession(f"{world.base_url}/simulator/") as http:
        async with http.post("phones", json={"number": "+977 9841 234567"}) as answer:
            assert answer.status == 201
        say = "phones/9779841234567/say"
        async with http.post(say, json={"text": "menu", "wait": True}) as answer:
            assert (await answer.json())["id"] == bot.messages[0]["id"]
        await world.phone("+9779841234567").next_message()
        press = "phones/9779841234567/press"
        async with http.post(press, json={"target": "पक्का", "wait": True}) as answer:
            assert answer.status == 200
        for path, body, status in (
            (press, {"target": "Nothing"}, 404),
            (say, {"text": " "}, 400),
            ("phones/9779841234567/dance", {}, 404),
            ("phones/1/say", {"text": "hi"}, 404),
            ("phones", {"number": "abc"}, 400),
        ):
            async with http.post(path, json=body) as answer:
                assert (answer.status, bool((await answer.json())["error"])) == (status, True)
        async with http.get("state") as answer:
            phones = (await answer.json())["phones"]
        assert [one["number"] for one in phones] == ["9779800000101", "9779841234567"]
        foreign = {"Origin": "https://elsewhere.example"}
        async with http.post(say, json={"text": "hi"}, headers=foreign) as answer:
            assert answer.status == 403
