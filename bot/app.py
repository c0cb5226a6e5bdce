"""The web process: the only wiring of webhook, turns and the doorbell."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Mapping

import uvloop
from aiohttp import web

from bot.catalogue import LiveCatalogue
from bot.inbox import Inbox
from bot.jobs import Doorbell
from bot.lanes import Lanes
from bot.observe import configure_logging, health_routes, log
from bot.receipts import Receipts
from bot.resolve import Resolved, Resolver
from bot.settings import Settings
from bot.webhook import BODY_LIMIT, Webhook
from bot.whatsapp import WhatsApp
from storage import outgoing, turns
from storage.admins import ensure_admins
from storage.store import Store

SHUTDOWN_SECONDS = 10.0
WAMID = "wamid."

_log = log(__name__)


class Web:
    """One web process: what it is connected to, and its routes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def open(self) -> web.Application:
        """Connect to everything, and wire it."""
        settings = self._settings
        self.store = await Store.open(settings.database_url)
        await ensure_admins(self.store, settings.admin_phones)
        self.catalogue = await LiveCatalogue.load(self.store)
        self.doorbell = await Doorbell.hang(settings.redis_url)
        self.whatsapp = WhatsApp(
            settings.whatsapp_api_url,
            settings.whatsapp_phone_id,
            settings.whatsapp_token,
            api_version=settings.whatsapp_api_version,
        )
        self.receipts = Receipts(self.whatsapp)
        resolver = Resolver(self.store, self.catalogue, settings.secret_key, self.receipts.typing)
        self.lanes = Lanes(resolver, self._spoken)
        self.inbox = Inbox(self.store, self.lanes.wake)
        self._following = asyncio.create_task(self.catalogue.follow())
        application = web.Application(client_max_size=BODY_LIMIT)
        webhook = Webhook(
            self.inbox,
            settings.whatsapp_app_secrets,
            settings.whatsapp_verify_token,
            settings.whatsapp_phone_id,
        )
        application.add_routes(webhook.routes())
        pings = {
            "postgresql": self.store.ping,
            "redis": self.doorbell.ping,
            "outgoing": self._outgoing_age,
        }
        application.add_routes(health_routes(pings, self._gauges))
        return application

    def _spoken(self, resolved: Resolved) -> None:
        if resolved.key.startswith(WAMID):
            self.receipts.read(resolved.key)
        if resolved.speaks:
            self.doorbell.ring()

    async def _outgoing_age(self) -> float:
        """Seconds for which the oldest message has waited to be sent."""
        async with self.store.transaction() as tx:
            due = await outgoing.oldest_due(tx)
            return max((tx.at - due).total_seconds(), 0.0) if due else 0.0

    async def _gauges(self) -> Mapping[str, float]:
        async with self.store.transaction() as tx:
            unread = await turns.oldest_new(tx)
            age = max((tx.at - unread).total_seconds(), 0.0) if unread else 0.0
        return {
            "inbox_held": self.inbox.held,
            "lanes_busy": self.lanes.busy,
            "unread_age_seconds": age,
            "outgoing_age_seconds": await self._outgoing_age(),
        }

    async def close(self) -> None:
        """Store what was taken, finish running turns, disconnect."""
        await self.inbox.close()
        await self.lanes.close()
        self._following.cancel()
        await self.receipts.close()
        await self.doorbell.close()
        await self.whatsapp.close()
        await self.store.close()


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Listen until told to stop, then end gracefully."""
    web_process = Web(settings)
    application = await web_process.open()
    runner = web.AppRunner(
        application, auto_decompress=False, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
    )
    await runner.setup()
    reuse_port = hasattr(socket, "SO_REUSEPORT") or None
    site = web.TCPSite(runner, settings.host, settings.port, reuse_port=reuse_port)
    await site.start()
    _log.info("listening", host=settings.host, port=settings.port)
    await stop.wait()
    await runner.cleanup()
    await web_process.close()


def run_web(settings: Settings) -> None:
    """Serve until SIGTERM."""
    configure_logging(settings.log_level, settings.log_format)
    uvloop.run(_until_signal(settings))


async def _until_signal(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)
