"""What a worker works with, and its round: all that is due, found in the database."""

from __future__ import annotations

import asyncio

from bot.catalogue import LiveCatalogue
from bot.deliver import Deliverer
from bot.lanes import Lanes
from bot.notary import Notary
from bot.observe import log
from bot.resolve import Resolved, Resolver
from bot.settings import Settings
from bot.whatsapp import WhatsApp
from flows.timers import day_to_end, night
from storage import turns
from storage.store import DatabaseAway, Store
from storage.timers import set_timers

_log = log(__name__)


class Workshop:
    """All that a worker's jobs work with."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def open(self) -> None:
        """Connect to everything."""
        settings = self._settings
        self.store = await Store.open(settings.database_url)
        self.catalogue = await LiveCatalogue.load(self.store)
        self.whatsapp = WhatsApp(
            settings.whatsapp_api_url,
            settings.whatsapp_phone_id,
            settings.whatsapp_token,
            api_version=settings.whatsapp_api_version,
        )
        self.deliverer = Deliverer(self.store, self.whatsapp)
        self.notary = Notary(self.store, settings.home)
        resolver = Resolver(self.store, self.catalogue, settings.secret_key)
        self.lanes = Lanes(resolver, self._spoken)
        self._delivering: asyncio.Task[None] | None = None
        self._more = False
        self._following = asyncio.create_task(self.catalogue.follow())
        await self.prepare_night()

    def _spoken(self, resolved: Resolved) -> None:
        """A turn that the sweep found has something to say: no doorbell is needed, we are here."""
        self._more = self._more or resolved.speaks
        if self._more and (self._delivering is None or self._delivering.done()):
            self._delivering = asyncio.create_task(self._deliver())

    async def _deliver(self) -> None:
        try:
            while self._more:
                self._more = False
                await self.deliverer.deliver_due()
        except DatabaseAway:
            _log.warning("not_delivered")  # the sweep comes back to it

    async def sweep(self) -> None:
        """Find all that is due: timers, messages left unread, sends left behind."""
        self.lanes.wake_timers()
        async with self.store.transaction() as tx:
            people = await turns.waiting_people(tx)
        self.lanes.wake(people)
        await self.deliverer.sweep()
        await self.deliverer.deliver_due()
        await self.notary.work()

    async def prepare_night(self) -> None:
        """The night that comes, or has begun, stands in the database; then what is due runs."""
        async with self.store.transaction() as tx:
            await set_timers(tx, (night(day_to_end(tx.at)),))
        self.lanes.wake_timers()

    async def close(self) -> None:
        """Finish what runs and disconnect."""
        self.deliverer.stop()
        self._following.cancel()
        await self.lanes.close()
        if self._delivering is not None:
            await self._delivering
        await self.notary.close()
        await self.whatsapp.close()
        await self.store.close()
