"""Servers that go away: said so, lost nothing, nobody apologised to, and back by itself."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from bot.embedded.home import Urls
from bot.embedded.services import Embedded
from bot.jobs import working
from bot.observe import configure_logging
from bot.seed import seed
from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.templates import Template
from bot.simulator.webhooks import WebhookUndelivered
from bot.simulator.world import World
from bot.templates import all_templates
from storage import migrate
from tests.cluster import BUSY, TIME_PASSES
from tests.stage import PEOPLE, settings_for, web_of
from tests.terminal import CHECKOUT

PATIENCE_SECONDS = 30.0
WRONG = """
SELECT c.key, c.status, c.attempts, count(o.id) FROM causes c
LEFT JOIN outgoing o ON o.cause_key = c.key WHERE c.person_id IS NOT NULL
GROUP BY c.key, c.status, c.attempts
HAVING c.status <> 'done' OR c.attempts > 0 OR count(o.id) <> 1
"""


@dataclass
class Town:
    """The market on servers of its own, which may be killed."""

    embedded: Embedded
    world: World

    @property
    def web_url(self) -> str:
        return self.world.webhooks.url.removesuffix("/api/v1/whatsapp/webhook")

    async def ready(self) -> tuple[int, dict[str, Any]]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.web_url}/ready") as answer,
        ):
            return answer.status, (await answer.json())["parts"]

    async def is_ready(self, *, wanted: bool = True) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while ((await self.ready())[0] == 200) is not wanted:
                await asyncio.sleep(0.05)

    def kill(self, server: str) -> None:
        process = getattr(self.embedded, f"_{server}").process
        process.kill()
        process.wait()

    async def restart(self, server: str) -> None:
        await getattr(self.embedded, f"_{server}").start()

    async def quiet(self) -> None:
        database = await asyncpg.connect(self.embedded.urls().database_url)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await database.fetchval(BUSY):
                await database.execute(TIME_PASSES)
                await asyncio.sleep(0.1)
        await self.world.webhooks.idle()
        assert await database.fetch(WRONG) == []
        await database.close()


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    configure_logging("error", "json")
    config = SimulatorConfig(pair_rate=False, retry_seconds=(0.1,) * 300, webhook_timeout=15)
    templates = [Template(t.name, t.language, t.body, t.buttons) for t in all_templates()]
    async with AsyncExitStack() as ending:
        home = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="khaacho-test-")))
        home.chmod(0o711)
        embedded = Embedded(home)
        urls = await embedded.start()
        ending.push_async_callback(embedded.stop)
        await migrate.upgrade(urls.database_url)
        await seed(urls.database_url, demo=True)
        world = await ending.enter_async_context(serving(config, templates))
        settings = settings_for(urls.database_url, urls.redis_url, home, world.base_url)
        await ending.enter_async_context(web_of(settings, world))
        await ending.enter_async_context(working(settings))
        yield Town(embedded, world)


async def test_not_ready_while_a_server_is_away(town: Town) -> None:
    phone = town.world.add_phone(PEOPLE["hari"], "Hari")
    assert (await town.ready())[0] == 200
    for server, part in (("redis", "redis"), ("postgres", "postgresql")):
        town.kill(server)
        status, parts = await town.ready()
        assert (status, parts[part]["ok"]) == (503, False)
        assert (await town.ready())[1]["redis"]["ok"] is (server != "redis")
        saying = asyncio.create_task(phone.say("help"))
        if server == "postgres":
            await asyncio.sleep(0.3)
            assert not saying.done(), "nothing is acknowledged that is not stored"
        await town.restart(server)
        await town.is_ready()
        await saying
    await phone.wait_for(lambda _: True, PATIENCE_SECONDS, start=1)
    await town.quiet()


async def test_the_database_is_killed_again_and_again(town: Town) -> None:
    phones = [town.world.add_phone(PEOPLE[name], name) for name in ("hari", "bimala", "anil")]

    async def talk(index: int) -> None:
        for text in ("english", "roman", "mero baki kati cha", "help") * 5:
            with suppress(WebhookUndelivered):
                await phones[index].say(text)

    talking = asyncio.gather(*(talk(index) for index in range(len(phones))))
    for _ in range(5):
        await asyncio.sleep(0.15)
        town.kill("postgres")
        await town.restart("postgres")
        await town.is_ready()
    await talking
    await town.quiet()
    assert [len(phone.messages) for phone in phones] == [20, 20, 20]
    for phone in phones:
        trackers = [one.tracker for one in phone.messages]
        assert len(trackers) == len(set(trackers)), "none twice"


AWAY = {
    "DATABASE_URL": "postgresql://nobody:hush-hush@127.0.0.1:1/none",
    "REDIS_URL": "redis://:hush-hush@127.0.0.1:1",
}


def test_a_server_that_is_down_at_the_start_is_named(
    servers: Urls, bare_environ: dict[str, str], tmp_path: Path
) -> None:
    there = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
    environ = bare_environ | there | {"KHAACHO_HOME": str(tmp_path)}
    started = [
        (name, _start(process, environ | {name: url}))
        for name, url in AWAY.items()
        for process in ("web", "worker")
    ]
    for name, process in started:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 69
        assert said.startswith(f"khaacho: {name}: the server at 127.0.0.1:1 does not serve us")
        assert said.count("\n") == 1, "one line"
        assert "hush-hush" not in said


def _start(process: str, environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", process],
        env=environ,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
