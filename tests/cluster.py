"""Real processes on one database: two webs on one port, a worker, Redis, and Meta in the test."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import aiohttp
import asyncpg

from bot.embedded.services import Embedded
from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.phones import Phone
from bot.simulator.templates import Template
from bot.simulator.webhooks import WebhookUndelivered
from bot.simulator.world import World
from bot.templates import all_templates
from tests.terminal import CHECKOUT, free_port

SHOPS = 20
PATIENCE_SECONDS = 40.0
ADD_SHOPS = """
WITH shop AS (
    INSERT INTO shops (id, code, name, owner_name, ward, district, standing, registered_at)
    SELECT gen_random_uuid(), 'S-9' || n, 'Shop ' || n, 'Owner', 'w', 'd', 'approved', now()
    FROM generate_series(10, 9 + $1) AS n RETURNING id, code
), person AS (
    INSERT INTO persons (id, name, role, language, shop_id, met_at)
    SELECT gen_random_uuid(), code, 'retailer', 'en', id, now() FROM shop RETURNING id, name
), box AS (
    INSERT INTO mailboxes (person_id) SELECT id FROM person
)
INSERT INTO contact_points (person_id, phone, seen_at)
SELECT id, '+97798000009' || substr(name, 4), now() FROM person
"""
BUSY = """
SELECT (SELECT count(*) FROM causes WHERE status = 'new' AND person_id IS NOT NULL)
    + (SELECT count(*) FROM outgoing WHERE status IN ('queued', 'sending', 'unknown'))
"""
# As if the time of leases and of waiting for a status had passed.
TIME_PASSES = """
UPDATE outgoing SET lease_until = now() - interval '1 s' WHERE status = 'sending';
UPDATE outgoing SET due_at = now() - interval '1 s' WHERE status = 'unknown'
"""


@dataclass
class Cluster:
    """What runs, and what the test looks at."""

    environ: dict[str, str]
    folder: Path
    world: World
    database: asyncpg.Connection
    embedded: Embedded
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _logs: list[IO[bytes]] = field(default_factory=list)

    @property
    def web_url(self) -> str:
        """Where the web processes listen, all of them on one port."""
        return f"http://127.0.0.1:{self.environ['PORT']}"

    def start(self, *names: str) -> None:
        """Start ``web-…`` and ``worker-…``."""
        for name in names:
            log = (self.folder / f"{name}.log").open("ab")
            self._logs.append(log)
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot", name.partition("-")[0]],
                cwd=CHECKOUT,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, *names: str) -> None:
        """As a machine that loses power."""
        for name in names:
            process = self.processes.pop(name)
            process.kill()
            process.wait()

    async def stop(self, *names: str) -> list[int]:
        """As a deploy does; the exit codes."""
        going = [self.processes.pop(name) for name in names]
        for process in going:
            process.send_signal(signal.SIGTERM)
        return [await asyncio.to_thread(process.wait, 20) for process in going]

    def close(self) -> None:
        """End what still runs."""
        self.kill(*self.processes)
        for log in self._logs:
            log.close()

    def log(self) -> str:
        """All that the processes wrote."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    async def ready(self) -> None:
        """Return once a web process serves."""
        async with asyncio.timeout(PATIENCE_SECONDS), aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{self.web_url}/ready") as answer:
                        if answer.status == 200:
                            return
                self.alive()
                await asyncio.sleep(0.05)

    def alive(self) -> None:
        """Fail at once when a process ended by itself."""
        ended = [name for name, process in self.processes.items() if process.poll() is not None]
        assert not ended, f"{ended} ended:\n{self.log()[-4000:]}"

    async def until(self, query: str, wanted: Callable[[int], bool]) -> None:
        """Wait for something in the database."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not wanted(await self.database.fetchval(query)):
                await asyncio.sleep(0.02)

    async def quiet(self, *, time_passes: bool = False) -> None:
        """Return once everything is answered and sent."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.database.fetchval(BUSY):
                if time_passes:
                    await self.database.execute(TIME_PASSES)
                await asyncio.sleep(0.05)
        await self.world.webhooks.idle()

    # --- what happened ------------------------------------------------------------------------

    async def disorder(self) -> list[str]:
        """What happened out of order, twice or not at all; empty when all is well."""
        found = []
        for what, query in ORDERLY.items():
            found += [f"{what}: {tuple(row)}" for row in await self.database.fetch(query)]
        for phone in self.world.phones.values():
            again = [
                key for key, n in Counter(one.tracker for one in phone.messages).items() if n > 1
            ]
            found += [f"{phone.name} got {key} twice" for key in again]
        return found


# Each lists what should not be.
ORDERLY = {
    "a message without exactly one answer": """
        SELECT c.key, c.status, count(o.id)
        FROM causes c LEFT JOIN outgoing o ON o.cause_key = c.key
        WHERE c.person_id IS NOT NULL GROUP BY c.key, c.status
        HAVING count(o.id) <> 1 OR c.status <> 'done'
    """,
    "a mailbox with another number of turns than messages": """
        SELECT m.person_id, m.turn, count(c.seq) FROM mailboxes m
        LEFT JOIN causes c ON c.person_id = m.person_id
        GROUP BY m.person_id, m.turn HAVING m.turn <> count(c.seq)
    """,
    "a turn before the one of an earlier message": """
        SELECT key, resolved_at FROM (
            SELECT key, resolved_at, lag(resolved_at) OVER mine AS before
            FROM causes WHERE person_id IS NOT NULL
            WINDOW mine AS (PARTITION BY person_id ORDER BY seq)
        ) AS turns WHERE resolved_at < before
    """,
    "an answer written before that to an earlier message": """
        SELECT key FROM (
            SELECT c.key, o.seq, lag(o.seq) OVER mine AS before
            FROM causes c JOIN outgoing o ON o.cause_key = c.key
            WINDOW mine AS (PARTITION BY c.person_id ORDER BY c.seq)
        ) AS answers WHERE seq < before
    """,
    "an event before that of an earlier message, or twice": """
        SELECT cause_key FROM (
            SELECT a.cause_key, a.seq, lag(a.seq) OVER mine AS before,
                count(*) OVER (PARTITION BY a.cause_key) AS times
            FROM audit a JOIN causes c ON c.key = a.cause_key
            WINDOW mine AS (PARTITION BY c.person_id ORDER BY c.seq)
        ) AS events WHERE seq < before OR times > 1
    """,
    "a language that is not the last one chosen": """
        SELECT DISTINCT ON (c.person_id) p.name, p.language, a.event ->> 'language'
        FROM audit a JOIN causes c ON c.key = a.cause_key JOIN persons p ON p.id = c.person_id
        WHERE a.kind = 'LanguageChosen' AND p.language <> (
            SELECT b.event ->> 'language' FROM audit b JOIN causes d ON d.key = b.cause_key
            WHERE d.person_id = p.id AND b.kind = 'LanguageChosen' ORDER BY d.seq DESC LIMIT 1
        )
    """,
}


async def say_all(phones: Sequence[Phone], texts: Sequence[str]) -> None:
    """Every phone says everything, all at once; Meta repeats what is not acknowledged."""

    async def say(phone: Phone, text: str) -> None:
        with suppress(WebhookUndelivered):
            await phone.say(text)

    await asyncio.gather(*(say(phone, text) for text in texts for phone in phones))


@asynccontextmanager
async def cluster(database_url: str, environ: dict[str, str]) -> AsyncIterator[Cluster]:
    """Two webs and a worker, ready, with twenty shops on the phone."""
    config = SimulatorConfig(pair_rate=False, pace_seconds=0, retry_seconds=(0.2,) * 100)
    templates = [Template(t.name, t.language, t.body, t.buttons) for t in all_templates()]
    async with AsyncExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="khaacho-test-")))
        folder.chmod(0o711)
        world = await ending.enter_async_context(serving(config, templates))
        embedded = Embedded(folder / "redis", database_url=database_url)
        redis_url = (await embedded.start()).redis_url
        ending.push_async_callback(embedded.stop)
        database = await asyncpg.connect(database_url)
        ending.push_async_callback(database.close)
        await database.execute("UPDATE mailboxes SET conversation = NULL")
        await database.fetch(ADD_SHOPS, SHOPS)
        given = environ | {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "KHAACHO_HOME": str(folder / "home"),
            "PORT": str(free_port()),
            "WHATSAPP_API_URL": world.base_url,
            "LOG_FORMAT": "json",
        }
        running = Cluster(given, folder, world, database, embedded)
        ending.callback(running.close)
        world.webhooks.url = f"{running.web_url}/api/v1/whatsapp/webhook"
        running.start("web-1", "web-2", "worker-1")
        await running.ready()
        yield running


def shops(running: Cluster) -> list[Phone]:
    """The phones of the twenty shops."""
    return [
        running.world.add_phone(f"97798000009{number}", f"shop {number}")
        for number in range(10, 10 + SHOPS)
    ]
