"""Two web processes and a worker on one database: in order, once, whoever dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import redis.asyncio

from tests.cluster import Cluster, cluster, say_all, shops

# Each is answered with one message; those that choose a language leave their order behind.
TEXTS = ("english", "roman", "mero baki kati cha", "help") * 5
STORED = "SELECT count(*) FROM causes WHERE person_id IS NOT NULL"
SOON_SECONDS = 7.0


@pytest.fixture
async def running(market_url: str, bare_environ: dict[str, str]) -> AsyncIterator[Cluster]:
    async with cluster(market_url, bare_environ) as found:
        yield found


async def test_twenty_shops_send_twenty_messages_at_once(running: Cluster) -> None:
    phones = shops(running)
    await say_all(phones, TEXTS)
    assert await running.database.fetchval(STORED) == len(phones) * len(TEXTS)
    await running.quiet()
    assert await running.disorder() == []
    written = {
        row["id"]: row["seq"]
        for row in await running.database.fetch("SELECT id::text, seq FROM outgoing")
    }
    for phone in phones:
        arrived = [written[one.tracker] for one in phone.messages]
        assert len(arrived) == len(TEXTS)
        assert arrived == sorted(arrived), "sent in the order of the turns"
    assert await running.stop("web-1", "web-2", "worker-1") == [0, 0, 0]
    assert '"level": "error"' not in running.log()


async def test_a_web_process_and_the_worker_are_killed_in_the_middle(running: Cluster) -> None:
    phones = shops(running)
    saying = asyncio.create_task(say_all(phones, TEXTS))
    await running.until(STORED, lambda count: count > 100)
    running.kill("web-1", "worker-1")
    await running.until(STORED, lambda count: count > 200)
    running.kill("web-2")
    running.start("web-1", "web-2", "worker-1")
    await saying
    assert await running.database.fetchval(STORED) == len(phones) * len(TEXTS)
    await running.quiet(time_passes=True)
    assert await running.disorder() == []
    assert {len(phone.messages) for phone in phones} == {len(TEXTS)}


async def test_a_deploy_in_the_middle_loses_nothing(running: Cluster) -> None:
    phones = shops(running)
    saying = asyncio.create_task(say_all(phones, TEXTS))
    await running.until(STORED, lambda count: count > 100)
    assert await running.stop("web-1", "web-2", "worker-1") == [0, 0, 0]
    in_hand = "SELECT count(*) FROM outgoing WHERE status IN ('sending', 'unknown')"
    assert await running.database.fetchval(in_hand) == 0, "nothing is left half sent"
    running.start("web-1", "web-2", "worker-1")
    await saying
    assert await running.database.fetchval(STORED) == len(phones) * len(TEXTS)
    await running.quiet()
    assert await running.disorder() == []
    assert {len(phone.messages) for phone in phones} == {len(TEXTS)}


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
    await running.until("SELECT 1", lambda _: True)
    again = [await answered() for _ in range(4)]
    assert quick < 1
    assert max(flushed, *without, *again) < SOON_SECONDS
    assert again[-1] < 1, "the doorbell is heard again"
    assert await running.disorder() == []
    running.alive()
