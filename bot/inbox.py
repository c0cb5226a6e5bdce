"""What arrives together is committed together: one write for all who wait, none waits for a clock.

A flush takes all that came while the one before it ran. Under light load that is one body and no
delay; under heavy load the commits grow instead of the queue.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from bot.observe import log
from domain.ids import PersonId
from storage.arrivals import (
    Envelope,
    IdentityItem,
    MessageItem,
    OtherItem,
    Received,
    StatusItem,
)

BACKLOG_ITEMS = 20_000  # beyond this we say 503 and Meta brings it again
FLUSH_ITEMS = 2_000
FAILURES_IN_A_ROW = 3
FLUSH_SECONDS = 10.0  # the database gives up on a statement long before

_log = log(__name__)
_Item = TypeVar("_Item", MessageItem, StatusItem, IdentityItem, OtherItem)


class InboxFull(Exception):
    """More is waiting to be stored than we are willing to hold in memory."""


class NotStored(Exception):
    """The store refused or did not answer; this body is not acknowledged.

    Attributes:
        reason: What the store said.
        hung: It did not answer at all, so trying again at once makes no sense.
    """

    def __init__(self, reason: str, *, hung: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hung = hung


class Receiver(Protocol):
    """The store, as far as the inbox needs it."""

    async def receive(
        self,
        messages: Sequence[MessageItem],
        statuses: Sequence[StatusItem],
        identities: Sequence[IdentityItem],
        others: Sequence[OtherItem],
    ) -> Received:
        """Store what is new in one commit; what was here before is passed over."""
        ...


class Inbox:
    """Collects what concurrent requests bring and stores it in as few commits as possible.

    Args:
        wake: Told after each commit whose turns can start; must not block.
    """

    def __init__(
        self,
        store: Receiver,
        wake: Callable[[Sequence[PersonId]], None],
        backlog_items: int = BACKLOG_ITEMS,
    ) -> None:
        self._receiver = store
        self._wake = wake
        self._backlog_items = backlog_items
        self._waiting: deque[tuple[Envelope, asyncio.Future[None]]] = deque()
        self._held = 0
        self._flusher: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def held(self) -> int:
        """Items that wait to be stored."""
        return self._held

    async def put(self, envelope: Envelope) -> None:
        """Return once all of it is committed.

        Raises:
            InboxFull: Too much is waiting, or the inbox is closed.
            NotStored: The store failed; nothing of it may be acknowledged.
        """
        size = len(envelope)
        if self._closed or (self._held and self._held + size > self._backlog_items):
            raise InboxFull
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((envelope, stored))
        self._held += size
        if self._flusher is None:
            self._flusher = asyncio.create_task(self._flush_all(), name="inbox")
        await stored

    async def close(self) -> None:
        """Take nothing more and wait until all that was taken is stored."""
        self._closed = True
        if self._flusher is not None:
            await self._flusher

    async def _flush_all(self) -> None:
        while self._waiting:
            taken = self._take()
            size = sum(len(envelope) for envelope, _ in taken)
            failure = await self._store([envelope for envelope, _ in taken])
            if failure is None or failure.hung or size == 1:
                _settle(taken, failure)
            else:
                await self._store_singly(taken)
            self._held -= size
        self._flusher = None

    def _take(self) -> list[tuple[Envelope, asyncio.Future[None]]]:
        taken, size = [self._waiting.popleft()], 0
        while self._waiting and (size := size + len(taken[-1][0])) < FLUSH_ITEMS:
            taken.append(self._waiting.popleft())
        return taken

    async def _store_singly(self, taken: list[tuple[Envelope, asyncio.Future[None]]]) -> None:
        """One item spoilt it: store the others. Failing on and on means the store itself."""
        in_a_row = 0
        for place, (envelope, stored) in enumerate(taken):
            worst: NotStored | None = None
            for item in envelope.singly():
                failure = await self._store([item])
                in_a_row = in_a_row + 1 if failure else 0
                if failure and (in_a_row == FAILURES_IN_A_ROW or failure.hung):
                    _settle(taken[place:], failure)
                    return
                worst = worst or failure
            _settle([(envelope, stored)], worst)

    async def _store(self, envelopes: list[Envelope]) -> NotStored | None:
        try:
            async with asyncio.timeout(FLUSH_SECONDS):
                received = await self._receiver.receive(
                    _once(item for each in envelopes for item in each.messages),
                    _once(item for each in envelopes for item in each.statuses),
                    _once(item for each in envelopes for item in each.identities),
                    _once(item for each in envelopes for item in each.others),
                )
        except Exception as failure:  # noqa: BLE001 - whatever it was, Meta must hear 503
            _log.exception("inbox_not_stored", bodies=len(envelopes))
            return NotStored(type(failure).__name__, hung=isinstance(failure, TimeoutError))
        self._tell(received.people)
        return None

    def _tell(self, people: Sequence[PersonId]) -> None:
        try:
            if people:
                self._wake(people)
        except Exception:  # noqa: BLE001 - it is stored; the sweep finds who was not woken
            _log.exception("inbox_not_woken", people=len(people))


def _settle(
    taken: Iterable[tuple[Envelope, asyncio.Future[None]]], failure: NotStored | None
) -> None:
    for _, stored in taken:
        if stored.done():  # its request went away meanwhile
            continue
        if failure is None:
            stored.set_result(None)
        else:
            stored.set_exception(NotStored(failure.reason, hung=failure.hung))


def _once(items: Iterable[_Item]) -> list[_Item]:
    """Each key once: Meta repeats itself within a batch too."""
    return list({item.key: item for item in items}.values())
