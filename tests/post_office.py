"""A sender with its wire: messages written down in PostgreSQL, Meta's stand-in, its statuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import asyncpg
from aiohttp import web

from bot.deliver import Deliverer
from bot.inbox import Inbox
from bot.observe import configure_logging
from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.phones import Phone
from bot.simulator.templates import Template
from bot.simulator.world import World
from bot.templates import all_templates
from bot.webhook import Webhook
from bot.whatsapp import WhatsApp
from domain.ids import Cause, PersonId
from flows.phrases import Phrase
from flows.turn import Audience, Notice, Reply
from storage import outgoing
from storage.store import Store

SPACE = UUID(int=11)
MEET = """
WITH met AS (
    INSERT INTO persons (id, name, role, language, vendor_id, met_at, last_inbound_at)
    VALUES ($1, $2, 'newcomer', 'en', NULL, now(), $4)
), box AS (
    INSERT INTO mailboxes (person_id) SELECT $1
)
INSERT INTO contact_points (person_id, phone, bsuid, seen_at) SELECT $1, $3, $5, now()
WHERE $3::text IS NOT NULL OR $5::text IS NOT NULL
"""
STATES = "SELECT status FROM outgoing ORDER BY seq"


@dataclass
class PostOffice:
    """One sender, its database, and the phones it writes to."""

    store: Store
    deliverer: Deliverer
    world: World
    database: asyncpg.Connection
    written: int = 0

    async def meet(
        self, name: str, *, window: bool = True, phone: bool = True, bsuid: bool = False
    ) -> tuple[PersonId, Phone]:
        """A person with a phone; their 24-hour window is open on both sides, or on neither."""
        person = PersonId(uuid5(SPACE, name))
        there = self.world.add_phone(f"97798{int(person) % 10**8:08}", name)
        last = None
        if window:
            last = there.last_inbound = self.world.clock.now()
        await self.database.execute(
            MEET,
            person,
            name,
            f"+{there.number}" if phone else None,
            last,
            there.bsuid if bsuid else None,
        )
        return person, there

    async def write(
        self, person: PersonId, *, template: bool = True, offer: UUID | None = None
    ) -> str:
        """Write a message down, as a turn does.

        Returns:
            Its key, which its text ends with.
        """
        self.written += 1
        key = f"note-{self.written:03}"
        reply = Reply(Phrase.PARKED, {"key": key, "attempts": 5})
        carried = Phrase.TEMPLATE_ADMIN if template else None
        notice = Notice(Audience.PERSON, person, reply, carried, "run:today", offer)
        async with self.store.transaction() as tx:
            await outgoing.add(tx, Cause(key, tx.at, person), (), (notice,))
        return key

    async def deliver(self) -> None:
        """Send what is due, and hear what Meta tells of it."""
        await self.deliverer.deliver_due()
        await self.world.webhooks.idle()

    async def deliver_with(self, senders: int) -> None:
        """The same by several senders at once."""
        others = [Deliverer(self.store, self.deliverer._whatsapp) for _ in range(senders)]
        await asyncio.gather(*(one.deliver_due() for one in others))
        await self.deliver()

    async def later(self, **span: float) -> None:
        """Time passes, the sweep comes by, and what is due is sent."""
        self.store.shift += timedelta(**span)
        self.world.clock.advance(timedelta(**span))
        self.deliverer._pause_until = 0.0
        await self.deliverer.sweep()
        await self.deliver()

    async def states(self) -> list[str]:
        """What became of each message, oldest first."""
        return [row["status"] for row in await self.database.fetch(STATES)]

    async def now(self) -> datetime:
        """Our time."""
        async with self.store.transaction() as tx:
            return tx.at


@asynccontextmanager
async def post_office(database_url: str, *, token: str = "") -> AsyncIterator[PostOffice]:
    """A post office, open for as long as the block lasts.

    Args:
        token: Of ours at Meta; empty is the right one.
    """
    configure_logging("error", "json")
    config = SimulatorConfig(seed=1, pair_rate=False, pace_seconds=0)
    templates = [Template(t.name, t.language, t.body, t.buttons) for t in all_templates()]
    async with AsyncExitStack() as ending:
        world = await ending.enter_async_context(serving(config, templates))
        store = await Store.open(database_url, size=8)
        ending.push_async_callback(store.close)
        database = await asyncpg.connect(database_url)
        ending.push_async_callback(database.close)
        inbox = Inbox(store, lambda _people: None)
        secrets = (config.app_secret,)
        application = web.Application()
        webhook = Webhook(inbox, secrets, config.verify_token, config.phone_number_id)
        application.add_routes(webhook.routes())
        runner = web.AppRunner(application, auto_decompress=False, access_log=None)
        await runner.setup()
        ending.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        world.webhooks.url = f"http://127.0.0.1:{port}/api/v1/whatsapp/webhook"
        whatsapp = WhatsApp(
            world.base_url, config.phone_number_id, token or config.token, api_version="v23.0"
        )
        ending.push_async_callback(whatsapp.close)
        yield PostOffice(store, Deliverer(store, whatsapp), world, database)
