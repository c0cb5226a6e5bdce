"""Two web processes and a worker on one database: in order, once, whoever dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
import redis.asyncio

from bot.simulator.phones import Phone
from tests.cluster import Cluster, cluster, say_all, shops

# Each is answered with one message; those that choose a language leave their order behind.
TEXTS = ("english", "roman", "mero baki kati cha", "help") * 5
STORED = "SELECT count(*) FROM causes WHERE person_id IS NOT NULL"
SOON_SECONDS = 7.0


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(module_market_url: str, bare_environ: dict[str, str]) -> AsyncIterator[Cluster]:
    """One cluster for all: each test leaves it whole, and what came before has to stay right."""
    async with cluster(module_market_url, bare_environ) as found:
        yield found


@dataclass
class Day:
    """What twenty shops say and hear in one test.

    Attributes:
        stored: How many messages there were before.
        heard: How many answers were on each phone.
    """

    running: Cluster
    phones: list[Phone]
    stored: int
    heard: dict[str, int]

    @classmethod
    async def begin(cls, running: Cluster) -> Day:
        phones = shops(running)
        stored = await running.database.fetchval(STORED)
        return cls(running, phones, stored, {one.number: len(one.messages) for one in phones})

    async def until_stored(self, more: int) -> None:
        await self.running.until(STORED, lambda count: count > self.stored + more)

    async def ends_well(self, *, time_passes: bool = False) -> None:
        """Every message is stored and answered, once, in order."""
        now = await self.running.database.fetchval(STORED)
        assert now - self.stored == len(self.phones) * len(TEXTS)
        await self.running.quiet(time_passes=time_passes)
        assert await self.running.disorder() == []
        heard = {len(phone.messages) - self.heard[phone.number] for phone in self.phones}
        assert heard == {len(TEXTS)}


async def test_twenty_shops_send_twenty_messages_at_once(running: Cluster) -> None:
    day = await Day.begin(running)
    await say_all(day.phones, TEXTS)
    await day.ends_well()
    rows = await running.database.fetch("SELECT id::text, seq FROM outgoing")
    written = {row["id"]: row["seq"] for row in rows}
    for phone in day.phones:
        arrived = [written[one.tracker] for one in phone.messages]
        assert arrived == sorted(arrived), "sent in the order of the turns"
    assert '"level": "error"' not in running.log()


async def test_a_deploy_in_the_middle_loses_nothing(running: Cluster) -> None:
    day = await Day.begin(running)
    saying = asyncio.create_task(say_all(day.phones, TEXTS))
    await day.until_stored(100)
    assert await running.stop("web-1", "web-2", "worker-1") == [0, 0, 0]
    in_hand = "SELECT count(*) FROM outgoing WHERE status IN ('sending', 'unknown')"
    assert await running.database.fetchval(in_hand) == 0, "nothing is left half sent"
    running.start("web-1", "web-2", "worker-1")
    await saying
    await day.ends_well()


async def test_web_processes_and_the_worker_are_killed_in_the_middle(running: Cluster) -> None:
    day = await Day.begin(running)
    saying = asyncio.create_task(say_all(day.phones, TEXTS))
    await day.until_stored(100)
    running.kill("web-1", "worker-1")
    await day.until_stored(200)
    running.kill("web-2")
    running.start("web-1", "web-2", "worker-1")
    await saying
    await day.ends_well(time_passes=True)


async def test_losing_redis_costs_seconds_and_no_message(running: Cluster) -> None:
    phone = shops(running)[0]

    async def answered() -> float:
        began, seen = time.monotonic(), len(phone.messages)
        await phone.say("help")
        await phone.wait_for(lambda _: True, 30, start=seen)
        return time.monotonic() - began

    quick = min([await answered() for _ in range(3)])
    async with redis.asyncio.from_url(running.environ["REDIS_URL"]) as client:
        await client.flushall()
    flushed = await answered()
    server = running.embedded._redis
    assert server is not None
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    without = [await answered() for _ in range(2)]
    await server.start()
    again = [await answered() for _ in range(4)]
    assert quick < 1
    assert max(flushed, *without, *again) < SOON_SECONDS
    assert again[-1] < 1, "the doorbell is heard again"
    assert await running.disorder() == []
    running.alive()
