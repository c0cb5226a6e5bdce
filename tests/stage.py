"""A stage on which transcripts are played: the real app, real servers, Meta's stand-in.

Signed webhooks go in, the simulator's Graph API takes what comes out, a real arq worker sends it.
A transcript is plain text; see `Stage.play` for what its lines mean.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
from aiohttp import web

from bot.app import Web
from bot.jobs import working
from bot.observe import configure_logging
from bot.seed import seed
from bot.settings import Settings
from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.phones import Phone
from bot.simulator.templates import Template
from bot.simulator.world import World
from bot.templates import all_templates
from bot.workshop import Workshop
from tests.transcript import Player

PEOPLE = {
    "asha": "+9779800000001",
    "hari": "+9779800000101",
    "bimala": "+9779800000102",
    "anil": "+9779800000103",
    "gupta": "+9779800000201",
    "birendra": "+9779800000202",
    "om": "+9779800000203",
}
PATIENCE_SECONDS = 10.0
SECRET_KEY = "stage-secret-key-0123456789-abcdef"


@dataclass
class Stage:
    """The running system with the phones of the demo market."""

    world: World
    web: Web
    workshop: Workshop
    database: asyncpg.Connection
    phones: dict[str, Phone]

    async def play(self, transcript: str) -> None:
        """Play a transcript to its end; nothing may be said that it does not list.

        hari>  2 bora jeera          types a message (``\\n`` is a line break)
        hari>  tap Pakka             presses a button or list row by what stands on it, the newest
        hari>  tap first Pakka       presses the oldest of that name
        anil>  tap Pakka of hari     presses a button of a message that was forwarded to him
        hari>  sends image           sends what is no text: a file's kind, location, contact, order,
                                     poll, hologram, revoke, noise (4,096 characters), or
                                     ``press`` and a payload that stands on no button
        hari>  reacts 👍             puts an emoji on the last message
        bot>   hari: [phrase] a … b (Button)   the next message on that phone; `…` skips words,
                                     ``<pin>`` keeps a word for later lines
        bot>   hari: [phrase as template_x]    it came as this template
        silence                      everybody was told all that is listed so far, and no more
        new    ram +977…             adds a phone
        colleague kiran +977… gupta  adds a second phone to a business
        hours  gupta 10:00 17:00     when a vendor is open
        wait   35 minutes            moves the clock
        until  09:00                 moves it to the next such time in Nepal
        ledger hari gupta owes 4900 holds 0    rupees, as sums of transfers
        order  1001 accepted         an order's status
        file   hari .csv payment,Gupta    the newest file's name ends so, and this stands in it
        forgotten 2468               these digits stand nowhere in the database
        check                        every invariant holds
        """
        await Player(self).play(transcript)

    async def wait(self, step: timedelta) -> None:
        """Move every clock, and let happen what is due then."""
        await self.quiet()
        self.web.store.shift += step
        self.workshop.store.shift += step
        self.world.clock.advance(step)
        await self.workshop.sweep()

    async def broken(self) -> list[str]:
        """Invariants that do not hold."""
        from storage.check.examination import check_all  # noqa: PLC0415

        return [str(one) for one in await check_all(self.web.store)]

    # --- waiting for conditions ---------------------------------------------------------------

    async def quiet(self) -> None:
        """Return once nothing is unread, unsent or unreported."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.database.fetchval(BUSY, self.web.store.shift):
                await self.database.fetchval("SELECT pg_sleep(0.01)")
            await self.world.webhooks.idle()


BUSY = """
SELECT EXISTS (SELECT FROM causes WHERE status = 'new' AND due_at <= clock_timestamp() + $1)
    OR EXISTS (SELECT FROM outgoing WHERE status IN ('queued', 'sending')
        AND due_at <= clock_timestamp() + $1)
"""


@asynccontextmanager
async def stage(database_url: str, redis_url: str, home: Path) -> AsyncIterator[Stage]:
    """The demo market, running; all of it ends with the block."""
    configure_logging("error", "json")
    await seed(database_url, demo=True, secret_key=SECRET_KEY)
    templates = [Template(t.name, t.language, t.body, t.buttons) for t in all_templates()]
    config = SimulatorConfig(seed=1, pair_rate=False, pace_seconds=0)
    async with AsyncExitStack() as ending:
        world = await ending.enter_async_context(serving(config, templates))
        settings = settings_for(database_url, redis_url, home, world.base_url)
        database = await asyncpg.connect(database_url)
        ending.push_async_callback(database.close)
        web_process = await ending.enter_async_context(web_of(settings, world))
        workshop = await ending.enter_async_context(working(settings))
        phones = {name: world.add_phone(number, name.title()) for name, number in PEOPLE.items()}
        yield Stage(world, web_process, workshop, database, phones)


@asynccontextmanager
async def web_of(settings: Settings, world: World) -> AsyncIterator[Web]:
    """A web process in this one, which the world's webhooks go to."""
    web_process = Web(settings)
    runner = web.AppRunner(await web_process.open(), auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    world.webhooks.url = f"http://127.0.0.1:{port}/api/v1/whatsapp/webhook"
    try:
        yield web_process
    finally:
        await runner.cleanup()
        await web_process.close()


def settings_for(database_url: str, redis_url: str, home: Path, api_url: str) -> Settings:
    """Settings as `khaacho up` would make them, on these servers."""
    config = SimulatorConfig()
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        home=home,
        host="127.0.0.1",
        port=0,
        simulator=True,
        simulator_port=0,
        whatsapp_api_url=api_url,
        whatsapp_api_version="v23.0",
        whatsapp_phone_id=config.phone_number_id,
        whatsapp_token=config.token,
        whatsapp_app_secrets=(config.app_secret,),
        whatsapp_verify_token=config.verify_token,
        admin_phones=(PEOPLE["asha"],),
        secret_key=SECRET_KEY,
        log_level="warning",
        log_format="console",
    )
