"""What is meant: a press names it, a keyword says it, all else is read as order text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.catalog import Sku
from domain.people import Language, Role
from flows.admin import AdminState
from flows.commands import COMMANDS, parse_command
from flows.newcomer import CONSENT_WORDS, NewcomerState
from flows.questions import answer, doubts
from flows.reading.reader import Reader
from flows.reading.reading import Doubt
from flows.reading.text import normalise
from flows.retailer import RetailerState
from flows.retailer_text import CASH_WORDS, doubting_minus, order_number, shop_words
from flows.statement_words import asks_statement, read_request
from flows.turn import Conversation, Inbound, InboundKind, Intent, Question
from flows.vendor_text import understand_vendor

# Button verbs that any role may press; a payload is ``verb:subject``.
VERBS = frozenset(
    {
        "language", "role", "consent", "privacy", "help", "menu",
        "confirm", "change", "drop", "cash", "more_limit", "choose", "none_of_these",
        "status", "cancel", "cancel_yes", "repeat", "balance", "statement", "score",
        "arrived", "arrived_short", "take_part", "rest_elsewhere",
        "agree_price", "refuse_price", "paid_yes", "paid_no", "claim_to", "order",
        "accept", "part", "decline", "why_declined", "why_cancelled",
        "dispatch", "delivered", "orders",
        "short_yes", "short_no", "claim_yes", "claim_no", "price_yes", "price_no", "pick_shop",
        "pick_product", "advance_yes", "advance_no", "pause", "resume",
        "approve",
    }
)  # fmt: skip

# Whole messages that mean the same to everybody, as normalised words.
KEYWORDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("help", "sahayog", "madat", "madad", "सहयोग", "मद्दत", "?"), ("help", "")),
    **dict.fromkeys(("menu", "मेनु", "start", "suru", "सुरु"), ("menu", "")),
    **dict.fromkeys(("language", "bhasa", "bhasha", "भाषा"), ("language", "")),
    **dict.fromkeys(("english", "angreji", "अंग्रेजी"), ("language", Language.ENGLISH.value)),
    **dict.fromkeys(("nepali", "नेपाली"), ("language", Language.NEPALI.value)),
    **dict.fromkeys(("roman", "रोमन"), ("language", Language.ROMAN.value)),
    **dict.fromkeys(("stop", "band", "बन्द", "unsubscribe"), ("stop", "")),
}

PIN_STATES = frozenset({AdminState.PIN, AdminState.NEW_PIN})
NO_WORDS = frozenset({"no", "hoina", "hunna", "cancel", "होइन", "हुन्न", "nai"})

_MEDIA = frozenset(
    {
        InboundKind.IMAGE,
        InboundKind.AUDIO,
        InboundKind.VIDEO,
        InboundKind.DOCUMENT,
        InboundKind.STICKER,
        InboundKind.CONTACTS,
        InboundKind.ORDER,
        InboundKind.UNKNOWN,
    }
)
_HAVE_ACCOUNTS = frozenset({Role.RETAILER, Role.VENDOR})
# They change nothing we rely on, and nobody waits for an answer to them.
_SILENT = frozenset({InboundKind.REACTION, InboundKind.REVOKE})


@dataclass(frozen=True, slots=True)
class Ear:
    """What helps to hear one person rightly.

    Attributes:
        usual: How often this shop ordered each product.
        own_words: Names that only this shop uses, once confirmed.
    """

    reader: Reader
    usual: Mapping[Sku, int] = field(default_factory=dict)
    own_words: Mapping[str, Sku] = field(default_factory=dict)


def understand(inbound: Inbound, conversation: Conversation, ear: Ear) -> Intent:
    """Turn whatever arrived into an intent; never fails, at worst it is ``other``."""
    if inbound.kind in _SILENT:
        return Intent("ignore", inbound=inbound)
    if inbound.kind is InboundKind.PRESS:
        return _pressed(inbound, conversation)
    if inbound.kind is InboundKind.LOCATION:
        return Intent("location", inbound=inbound)
    if inbound.kind in _MEDIA:
        return Intent("media", subject=inbound.kind.value, inbound=inbound)
    return _written(inbound, conversation, ear)


def _pressed(inbound: Inbound, conversation: Conversation) -> Intent:
    verb, _, subject = inbound.press.partition(":")
    if verb == "run" and conversation.role is Role.ADMIN:  # a template's button: a command in words
        return _command(replace(inbound, text=subject), conversation)
    if conversation.role is Role.ADMIN and verb in COMMANDS:
        return _command(replace(inbound, text=f"{verb} {subject}"), conversation)
    if verb == "statement":  # its button carries the request in words
        return _statement(replace(inbound, text=subject))
    if verb in VERBS:
        return Intent(verb, subject=subject, inbound=inbound)
    return Intent("stale", inbound=inbound)


def _written(inbound: Inbound, conversation: Conversation, ear: Ear) -> Intent:
    words = normalise(inbound.text).strip(" .!।")
    if words in KEYWORDS and not (words == "?" and conversation.questions):
        name, subject = KEYWORDS[words]
        return Intent(name, subject=subject, words=inbound.text, inbound=inbound)
    if conversation.role in _HAVE_ACCOUNTS and asks_statement(inbound.text):
        return _statement(inbound)
    match conversation.role:
        case Role.NEWCOMER:
            return _newcomer(inbound, conversation, ear)
        case Role.ADMIN:
            return _command(inbound, conversation)
        case Role.VENDOR:
            return understand_vendor(inbound, conversation, ear.reader)
        case Role.RETAILER:
            return _retailer(inbound, conversation, ear)


def _statement(inbound: Inbound) -> Intent:
    asked = read_request(inbound.text)
    return Intent("statement", subject=asked.name, words=inbound.text, inbound=inbound)


def _command(inbound: Inbound, conversation: Conversation) -> Intent:
    text = inbound.text.strip()
    if conversation.state in PIN_STATES and normalise(text) in NO_WORDS:
        return Intent("no", words=text, inbound=inbound)
    command = parse_command(text)
    if command is not None:
        return Intent(command.name, subject=command.target, words=text, inbound=inbound)
    if conversation.state in PIN_STATES:
        return Intent("pin", words=text, inbound=inbound)
    return Intent("other", words=text, inbound=inbound)


def _newcomer(inbound: Inbound, conversation: Conversation, ear: Ear) -> Intent:
    allowed = CONSENT_WORDS.get(normalise(inbound.text).strip(" .!।"))
    if allowed and conversation.state == NewcomerState.CONSENT:
        return Intent("consent", subject=allowed, words=inbound.text.strip(), inbound=inbound)
    reading = ear.reader.read(inbound.text)
    name = "price" if reading.intent == "price" and reading.about else "text"
    return Intent(name, words=inbound.text.strip(), reading=reading, inbound=inbound)


def _retailer(inbound: Inbound, conversation: Conversation, ear: Ear) -> Intent:
    waiting = doubts(conversation.questions)
    if conversation.state == RetailerState.CLARIFY and waiting:
        answered = answer(inbound.text, waiting[0], ear.reader)
        if answered is not None:
            return replace(answered, inbound=inbound)
    said = shop_words(inbound.text)
    if conversation.cart and normalise(inbound.text).strip(" .!।") in CASH_WORDS:
        return Intent("cash", words=inbound.text, inbound=inbound)
    if said is not None:
        return Intent(said.intent, said.number, inbound.text.strip(), inbound=inbound)
    reading = ear.reader.read(
        inbound.text, cart=_in_cart(conversation), usual=ear.usual, own_words=ear.own_words
    )
    reading = doubting_minus(reading, inbound.text)
    name = reading.intent
    if reading.yes_no is not None:
        only = _only_option(waiting) if conversation.state == RetailerState.CLARIFY else ""
        if reading.yes_no and only:
            return Intent("choose", subject=only, words=inbound.text, inbound=inbound)
        name = "yes" if reading.yes_no else "no"
    elif conversation.state == RetailerState.SHORT and name in ("order", "other"):
        name = "short_said"
    return Intent(
        name,
        subject=order_number(reading.order_code or ""),
        words=inbound.text.strip(),
        reading=reading,
        inbound=inbound,
    )


def _only_option(waiting: Sequence[Question]) -> str:
    """The one candidate of the question on the screen: a yes takes it."""
    question = waiting[0] if waiting else None
    which = question is not None and question.kind == Doubt.WHICH.value
    return question.options[0] if question and which and len(question.options) == 1 else ""


def _in_cart(conversation: Conversation) -> Sequence[Sku]:
    return [line.sku for line in conversation.cart.lines] if conversation.cart else ()
