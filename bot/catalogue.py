"""The catalogue and its reader as they are now, in every process within two seconds."""

from __future__ import annotations

import asyncio

from bot.observe import log
from domain.catalog import Catalogue
from flows.reading.reader import Reader
from storage.facts import goods
from storage.store import Store

LOOK_SECONDS = 1.0

_log = log(__name__)


class LiveCatalogue:
    """Looks at the catalogue's version and swaps in a new reader when it has moved.

    Attributes:
        catalogue: All products on sale.
        reader: Reads messages against them.
    """

    def __init__(self, catalogue: Catalogue, reader: Reader, store: Store) -> None:
        self.catalogue = catalogue
        self.reader = reader
        self._store = store

    @classmethod
    async def load(cls, store: Store) -> LiveCatalogue:
        """The catalogue as it is now."""
        async with store.transaction() as tx:
            catalogue = await goods.catalogue(tx)
        return cls(catalogue, await asyncio.to_thread(Reader, catalogue), store)

    async def refresh(self) -> None:
        """Swap in the newest catalogue, if it has moved; the reader is built off the loop."""
        async with self._store.transaction() as tx:
            if await goods.catalogue_version(tx) == self.catalogue.version:
                return
            catalogue = await goods.catalogue(tx)
        self.reader = await asyncio.to_thread(Reader, catalogue)
        self.catalogue = catalogue
        _log.info("catalogue_swapped", version=catalogue.version, products=len(catalogue))

    async def follow(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.refresh()
            except Exception:  # noqa: BLE001  # the database may be away; the old one serves on
                _log.warning("catalogue_not_refreshed", exc_info=True)
