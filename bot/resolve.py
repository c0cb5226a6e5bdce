"""Load, think, commit: carrying out a cause, whoever brought it. The only clock is here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg

from bot.catalogue import LiveCatalogue
from bot.inbound import parse
from bot.observe import CAUSES, EVENTS, INTENTS, TURN_SECONDS, caused_by, log
from bot.pins import fit_pin, hash_pin, verify_pin
from bot.typed_press import as_press, could_be_press
from domain.events import Event
from domain.facts import Facts, OrderFile, PaymentFile
from domain.ids import Cause, PersonId
from domain.people import Role
from flows import timed
from flows.engine import take_turn
from flows.intents import Ear, understand
from flows.notices import notices
from flows.phrases import Phrase
from flows.timers import TimerKind, timers
from flows.turn import Audience, InboundKind, Intent, Notice, Reply, Turn
from storage import outgoing, turns
from storage.facts import goods
from storage.facts.admin import PinCheck, admin_facts, command_of
from storage.facts.newcomer import newcomer_facts
from storage.facts.retailer import retailer_facts
from storage.facts.timed import timed_facts
from storage.facts.vendor import vendor_facts
from storage.pins import pin_of
from storage.store import Store, Transaction
from storage.turns import ClaimedMessage, ClaimedTimer, Outcome

RACES_AT_MOST = 5
SLOW_SECONDS = 1.0
# Source: PostgreSQL, appendix A: deadlock, serialization failure, lock not available.
RACES = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
)

_log = log(__name__)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of one cause.

    Attributes:
        key: The cause's key; a message's is its WhatsApp id.
        speaks: Something is to be sent.
        wakes: A timer was set that is due at once.
    """

    key: str
    speaks: bool = False
    wakes: bool = False


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
        self._catalogue = catalogue
        self._pepper = pepper

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
            async with self._store.transaction() as tx:
                claimed = await turns.claim_message(tx, person, wait=wait)
                if claimed is None:
                    return None
                with caused_by(claimed.cause.key), TURN_SECONDS.time(), self._watched(claimed):
                    outcome = await self._think(tx, claimed)
                    await turns.keep_message(tx, claimed, outcome)
        except RACES:
            raise
        except (asyncpg.PostgresConnectionError, OSError):
            raise
        except Exception as fault:  # noqa: BLE001  # a bug in thinking must not lose the message
            if claimed is None:
                raise
            return await self._failed_message(claimed, fault)
        _count("message", outcome)
        return _resolved(claimed.cause.key, outcome)

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

    async def _think(self, tx: Transaction, claimed: ClaimedMessage) -> Outcome:
        inbound = parse(claimed.payload)
        conversation, person = claimed.conversation, claimed.person
        if could_be_press(inbound):
            inbound = as_press(inbound, await outgoing.last_said(tx, person.id))
        ear = Ear(self._catalogue.reader)
        if person.shop_id and inbound.kind is InboundKind.TEXT:
            ear = Ear(self._catalogue.reader, await goods.usual(tx, person.shop_id))
        intent = understand(inbound, conversation, ear)
        INTENTS.labels(intent.name).inc()
        facts = await self._facts(tx, claimed, intent)
        return _outcome(take_turn(conversation, facts, intent, claimed.cause), claimed.cause)

    async def _facts(self, tx: Transaction, claimed: ClaimedMessage, intent: Intent) -> Facts:
        person, conversation = claimed.person, claimed.conversation
        catalogue = self._catalogue.catalogue
        match person.role:
            case Role.NEWCOMER:
                return await newcomer_facts(tx, person, intent, catalogue)
            case Role.RETAILER:
                return await retailer_facts(tx, person, conversation, intent, catalogue)
            case Role.VENDOR:
                return await vendor_facts(tx, person, conversation, intent, catalogue)
            case Role.ADMIN:
                pin = await self._check_pin(tx, claimed, intent)
                command = command_of(conversation, intent)
                return await admin_facts(tx, person, command, catalogue, pin)

    async def _check_pin(
        self, tx: Transaction, claimed: ClaimedMessage, intent: Intent
    ) -> PinCheck:
        kept, locked_until = await pin_of(tx, claimed.person.id)
        locked = locked_until is not None and locked_until > tx.at
        if intent.name != "pin" or locked:
            return PinCheck(locked=locked)
        if kept is None:
            fit = fit_pin(intent.words)
            return PinCheck(new_hash=hash_pin(fit, self._pepper) if fit else None)
        return PinCheck(right=verify_pin(intent.words.strip(), kept, self._pepper))

    async def _failed_message(self, claimed: ClaimedMessage, fault: Exception) -> Resolved:
        """Keep the message for another try, and say sorry once."""
        with caused_by(claimed.cause.key):
            _log.error("turn_failed", exc_info=fault, attempts=claimed.attempts + 1)
        CAUSES.labels("message", "failed").inc()
        async with self._store.transaction() as tx:
            parked = await turns.failed(tx, claimed.seq, claimed.attempts, repr(fault))
            sorry = (Reply(Phrase.SORRY),) if claimed.attempts == 0 else ()
            told = (_parked(claimed.cause.key, claimed.attempts + 1),) if parked else ()
            await turns.tell(tx, claimed.cause, claimed.attempts, sorry, told)
        return Resolved(claimed.cause.key, speaks=bool(sorry or told))

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
                    events = _timed(timer, await timed_facts(tx, timer))
                    outcome = _outcome(Turn(events), timer.cause)
                    await turns.keep(tx, timer.seq, timer.cause, outcome)
        except RACES:
            _log.warning("timer_raced")
            return Resolved("")
        except (asyncpg.PostgresConnectionError, OSError):
            raise
        except Exception as fault:  # noqa: BLE001  # the next timer is none the worse for it
            if timer is None:
                raise
            return await self._failed_timer(timer, fault)
        _count(timer.kind.value, outcome)
        return _resolved(timer.cause.key, outcome)

    async def _failed_timer(self, timer: ClaimedTimer, fault: Exception) -> Resolved:
        with caused_by(timer.cause.key):
            _log.error("timer_failed", exc_info=fault, attempts=timer.attempts + 1)
        CAUSES.labels(timer.kind.value, "failed").inc()
        async with self._store.transaction() as tx:
            parked = await turns.failed(tx, timer.seq, timer.attempts, repr(fault))
            told = (_parked(timer.cause.key, timer.attempts + 1),) if parked else ()
            await turns.tell(tx, timer.cause, timer.attempts, (), told)
        return Resolved(timer.cause.key, speaks=bool(told))


def _timed(timer: ClaimedTimer, facts: OrderFile | PaymentFile) -> tuple[Event, ...]:
    if isinstance(facts, OrderFile):
        return timed.of_order(timer.kind, facts, timer.cause)
    return timed.of_payment(facts)


def _outcome(turn: Turn, cause: Cause) -> Outcome:
    return Outcome(
        turn,
        tuple(notice for event in turn.events for notice in notices(event)),
        tuple(timer for event in turn.events for timer in timers(event, cause.at)),
    )


def _resolved(key: str, outcome: Outcome) -> Resolved:
    return Resolved(
        key,
        speaks=bool(outcome.turn.replies or outcome.told),
        wakes=any(timer.kind == TimerKind.ROUTE for timer in outcome.due),
    )


def _parked(key: str, attempts: int) -> Notice:
    reply = Reply(Phrase.PARKED, {"key": key, "attempts": attempts})
    return Notice(Audience.ADMINS, None, reply, Phrase.TEMPLATE_ADMIN, "run:today")


def _count(kind: str, outcome: Outcome) -> None:
    CAUSES.labels(kind, "done").inc()
    for event in outcome.turn.events:
        EVENTS.labels(type(event).__name__).inc()
