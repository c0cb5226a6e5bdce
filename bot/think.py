"""Load and think: the facts of a cause, and what the pure code makes of them."""

from __future__ import annotations

from dataclasses import replace

from bot.catalogue import LiveCatalogue
from bot.inbound import parse
from bot.observe import INTENTS
from bot.pins import fit_pin, hash_pin, verify_pin
from bot.typed_press import as_press, could_be_press
from domain.facts import Facts, OrderFile, PaymentFile
from domain.ids import Cause
from domain.nightly import Judged
from domain.people import Role
from flows import timed
from flows.engine import take_turn
from flows.intents import Ear, understand
from flows.notices import notices
from flows.timers import TimerKind, timers
from flows.turn import Conversation, InboundKind, Intent, Turn
from storage import outgoing, turns
from storage.facts import goods
from storage.facts.admin import PinCheck, admin_facts, command_of
from storage.facts.newcomer import newcomer_facts
from storage.facts.retailer import retailer_facts
from storage.facts.timed import timed_facts
from storage.facts.vendor import vendor_facts
from storage.pins import pin_of
from storage.store import Transaction
from storage.turns import ClaimedMessage, ClaimedTimer, Outcome


class Thinker:
    """Thinks about causes inside the transactions that carry them out.

    Args:
        pepper: Mixed into PIN hashes, so that the database alone does not give them away.
    """

    def __init__(self, catalogue: LiveCatalogue, pepper: str) -> None:
        self._catalogue = catalogue
        self._pepper = pepper

    async def message(self, tx: Transaction, claimed: ClaimedMessage) -> Outcome:
        """A person's message: what is meant, what is known, what comes of it."""
        inbound = parse(claimed.payload)
        conversation, person = turns.conversation(claimed), claimed.person
        if could_be_press(inbound):
            inbound = as_press(inbound, await outgoing.last_said(tx, person.id))
        ear = Ear(self._catalogue.reader)
        if person.shop_id and inbound.kind is InboundKind.TEXT:
            ear = Ear(self._catalogue.reader, await goods.usual(tx, person.shop_id))
        intent = understand(inbound, conversation, ear)
        INTENTS.labels(intent.name).inc()
        facts = await self._facts(tx, claimed, conversation, intent)
        return _outcome(take_turn(conversation, facts, intent, claimed.cause), claimed.cause)

    async def timer(self, tx: Transaction, timer: ClaimedTimer) -> Outcome:
        """A timer whose time has come."""
        facts = await timed_facts(tx, timer)
        match facts:
            case OrderFile():
                events = timed.of_order(TimerKind(timer.kind), facts, timer.cause)
            case PaymentFile():
                events = timed.of_payment(facts)
            case Judged():
                outcome = _outcome(Turn(timed.of_shops(facts, timer.cause)), timer.cause)
                return replace(outcome, due=(*outcome.due, *timed.after_shops(facts)))
        return _outcome(Turn(events), timer.cause)

    async def _facts(
        self,
        tx: Transaction,
        claimed: ClaimedMessage,
        conversation: Conversation,
        intent: Intent,
    ) -> Facts:
        person = claimed.person
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


def _outcome(turn: Turn, cause: Cause) -> Outcome:
    return Outcome(
        turn,
        tuple(notice for event in turn.events for notice in notices(event)),
        tuple(timer for event in turn.events for timer in timers(event, cause.at)),
    )
