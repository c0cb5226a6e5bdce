"""Blue ticks once a message was read, and "typing…" where the answer takes its time."""

from __future__ import annotations

import asyncio

from bot.observe import log
from bot.send_failure import SendFailure
from bot.whatsapp import WhatsApp

CLOSE_SECONDS = 1.5
AT_ONCE = 8
WAITING_AT_MOST = 2_000  # a receipt is a courtesy: under load it is left out

_log = log(__name__)


class Receipts:
    """Marks messages as read; a lost receipt is no loss."""

    def __init__(self, whatsapp: WhatsApp) -> None:
        self._whatsapp = whatsapp
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def read(self, wamid: str) -> None:
        """Its turn is over: show the person that we read it."""
        self._start(wamid, typing=False)

    def typing(self, wamid: str) -> None:
        """Its turn is slow: show the person that we are at it."""
        self._start(wamid, typing=True)

    async def close(self) -> None:
        """Let those on their way end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_SECONDS)
        for task in self._tasks:
            task.cancel()

    def _start(self, wamid: str, *, typing: bool) -> None:
        if len(self._tasks) < WAITING_AT_MOST:
            task = asyncio.create_task(self._mark(wamid, typing=typing))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _mark(self, wamid: str, *, typing: bool) -> None:
        async with self._room:
            try:
                await self._whatsapp.mark_read(wamid, typing=typing)
            except SendFailure as failure:
                _log.debug("not_marked_read", kind=failure.kind)
