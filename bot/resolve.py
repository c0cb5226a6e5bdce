"""Load, think, commit: carrying out a cause, whoever brought it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.catalogue import LiveCatalogue
from bot.observe import CAUSES, EVENTS, TURN_SECONDS, caused_by, log
from bot.think import Thinker
from domain.ids import PersonId
from flows.phrases import Phrase
from flows.timers import AT_ONCE
from flows.turn import Audience, Notice, Reply
from storage import failures, turns
from storage.failures import Fate
from storage.store import RACES, RACES_AT_MOST, DatabaseAway, Store, Transaction
from storage.turns import ClaimedMessage, ClaimedTimer, Outcome

SLOW_SECONDS = 1.0

_log = log(__name__)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of one cause.

    Attributes:
        key: The cause's key; a message's is its WhatsApp id.
        speaks: Something is to be sent.
        wakes: A timer was set that is due at once.
        more: The same person has written more.
    """

    key: str
    speaks: bool = False
    wakes: bool = False
    more: bool = False


class Resolver:
    """Carries out causes: a person's messages in order, and timers whose time has come.

    Args:
        pepper: Mixed into PIN hashes, so that the database alone does not give them away.
        slow: Told the key of a message whose turn takes longer than `SLOW_SECONDS`.
    """

    def __init__(
        self,
        store: Store,
        catalogue: LiveCatalogue,
        pepper: str,
        slow: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._slow = slow
        self._thinker = Thinker(catalogue, pepper)

    # --- messages -----------------------------------------------------------------------------

    async def next_message(self, person: PersonId, *, wait: bool = True) -> Resolved | None:
        """Carry out the person's oldest unread message; None when there is none.

        Args:
            wait: Wait for a turn of theirs that runs in another process.
        """
        for _ in range(RACES_AT_MOST):
            try:
                return await self._next_message(person, wait=wait)
            except RACES:
                _log.warning("turn_raced")
        return None

    async def _next_message(self, person: PersonId, *, wait: bool) -> Resolved | None:
        claimed: ClaimedMessage | None = None
        try:
            async with self._store.claiming() as tx:
                claimed = await turns.claim_message(tx, person, wait=wait)
                if claimed is None:
                    return None
                with caused_by(claimed.cause.key), TURN_SECONDS.time(), self._watched(claimed):
                    outcome = await self._thinker.message(tx, claimed)
                    await turns.keep_message(tx, claimed, outcome)
                    _tell("message", outcome)
        except (*RACES, DatabaseAway):
            raise
        except Exception as fault:  # a bug in thinking must not lose the message
            if claimed is None:
                raise
            return await self._failed_message(claimed, fault)
        _count("message", outcome)
        return _resolved(claimed.cause.key, outcome, more=claimed.more)

    @contextmanager
    def _watched(self, claimed: ClaimedMessage) -> Iterator[None]:
        """Let the person know that we are at it when it takes long."""
        if self._slow is None:
            yield
            return
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(SLOW_SECONDS, self._slow, claimed.cause.key)
        try:
            yield
        finally:
            alarm.cancel()

    async def _failed_message(self, claimed: ClaimedMessage, fault: Exception) -> Resolved:
        """Keep the message for another try, and say sorry once."""
        with caused_by(claimed.cause.key):
            _log.error("turn_failed", exc_info=fault, attempts=claimed.attempts + 1)
        CAUSES.labels("message", "failed").inc()

        async def keep(tx: Transaction) -> bool:
            fate = await failures.failed(tx, claimed.seq, claimed.attempts, repr(fault))
            first = claimed.attempts == 0 and fate is Fate.AGAIN
            sorry = (Reply(Phrase.SORRY),) if first else ()
            told = _parked(fate, claimed.cause.key, claimed.attempts + 1)
            await failures.tell(tx, claimed.cause, claimed.attempts, sorry, told)
            return bool(sorry or told)

        return Resolved(claimed.cause.key, speaks=await self._store.attempt(keep))

    # --- timers -------------------------------------------------------------------------------

    async def next_timer(self) -> Resolved | None:
        """Carry out one timer whose time has come; None when there is none."""
        timer: ClaimedTimer | None = None
        try:
            async with self._store.transaction() as tx:
                timer = await turns.claim_timer(tx)
                if timer is None:
                    return None
                with caused_by(timer.cause.key), TURN_SECONDS.time():
                    outcome = await self._thinker.timer(tx, timer)
                    await turns.keep_timer(tx, timer, outcome)
                    _tell(timer.kind, outcome)
        except RACES:
            _log.warning("timer_raced")
            return Resolved("")
        except DatabaseAway:
            raise
        except Exception as fault:  # the next timer is none the worse for it
            if timer is None:
                raise
            return await self._failed_timer(timer, fault)
        _count(timer.kind, outcome)
        return _resolved(timer.cause.key, outcome)

    async def _failed_timer(self, timer: ClaimedTimer, fault: Exception) -> Resolved:
        with caused_by(timer.cause.key):
            _log.error("timer_failed", exc_info=fault, attempts=timer.attempts + 1)
        CAUSES.labels(timer.kind, "failed").inc()

        async def keep(tx: Transaction) -> bool:
            fate = await failures.failed(tx, timer.seq, timer.attempts, repr(fault))
            told = _parked(fate, timer.cause.key, timer.attempts + 1)
            await failures.tell(tx, timer.cause, timer.attempts, (), told)
            return bool(told)

        return Resolved(timer.cause.key, speaks=await self._store.attempt(keep))


def _resolved(key: str, outcome: Outcome, *, more: bool = False) -> Resolved:
    return Resolved(
        key,
        speaks=bool(outcome.turn.replies or outcome.told),
        wakes=any(timer.kind in AT_ONCE for timer in outcome.due),
        more=more,
    )


def _parked(fate: Fate, key: str, attempts: int) -> tuple[Notice, ...]:
    """What admins are told of a cause that is given up."""
    if fate is not Fate.PARKED:
        return ()
    reply = Reply(Phrase.PARKED, {"key": key, "attempts": attempts})
    return (Notice(Audience.ADMINS, None, reply, Phrase.TEMPLATE_ADMIN, "run:today"),)


def _tell(kind: str, outcome: Outcome) -> None:
    """One line for each cause: what happened and what is said, by their names only."""
    _log.info(
        "thought",
        kind=kind,
        events=[type(event).__name__ for event in outcome.turn.events],
        says=[reply.phrase.value for reply in outcome.turn.replies],
    )


def _count(kind: str, outcome: Outcome) -> None:
    CAUSES.labels(kind, "done").inc()
    for event in outcome.turn.events:
        EVENTS.labels(type(event).__name__).inc()
