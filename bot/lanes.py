"""Turns run as soon as their message is stored: one at a time for each person, many in all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.observe import log
from bot.resolve import Resolved, Resolver
from domain.ids import PersonId

# Fewer than the pool's connections, so that a turn never waits for one with a lock in hand.
TURNS_AT_ONCE = 12
PEOPLE_WAITING_AT_MOST = 50_000  # beyond this the sweep finds them; nothing is lost

_log = log(__name__)
Spoken = Callable[[Resolved], None]
Starting = Callable[[PersonId], Awaitable[None]]


class Lanes:
    """Runs the turns of people who wrote, each person's in order.

    A person who is being served is not queued twice: the lane looks again before it ends.

    Args:
        spoken: Told after each turn; must not block.
    """

    def __init__(self, resolver: Resolver, spoken: Spoken) -> None:
        self._resolver = resolver
        self._spoken = spoken
        self._room = asyncio.Semaphore(TURNS_AT_ONCE)
        self._again: dict[PersonId, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers_due = False
        self._timer_task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def busy(self) -> int:
        """How many people are being served or wait for it."""
        return len(self._again)

    def wake(self, people: Sequence[PersonId]) -> None:
        """These people wrote something."""
        for person in people:
            if person in self._again:
                self._again[person] = True
            elif self._open() and len(self._again) < PEOPLE_WAITING_AT_MOST:
                self._again[person] = False
                self._start(self._serve(person))

    def wake_timers(self) -> None:
        """Some timer may be due."""
        self._timers_due = True
        if self._open() and (self._timer_task is None or self._timer_task.done()):
            self._timer_task = self._start(self._serve_timers())

    async def close(self) -> None:
        """Start nothing more and let running turns end; what waits stays stored."""
        self._closed = True
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _open(self) -> bool:
        return not self._closed

    def _start(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _serve(self, person: PersonId) -> None:
        try:
            while self._open():
                self._again[person] = False
                async with self._room:
                    if not self._open():  # closed while it waited for room
                        return
                    resolved = await self._resolver.next_message(person)
                if resolved is not None:
                    self._tell(resolved)
                if not (self._again[person] or (resolved and resolved.more)):
                    return
        except Exception:  # noqa: BLE001  # the message is stored; the sweep comes back to it
            _log.exception("lane_broken")
        finally:
            del self._again[person]

    async def _serve_timers(self) -> None:
        try:
            while self._timers_due and self._open():
                self._timers_due = False
                async with self._room:
                    while self._open() and (resolved := await self._resolver.next_timer()):
                        self._tell(resolved)
        except Exception:  # noqa: BLE001  # timers are stored; the sweep comes back to them
            _log.exception("timers_broken")

    def _tell(self, resolved: Resolved) -> None:
        if resolved.wakes:
            self.wake_timers()
        self._spoken(resolved)
