"""What our own texts tell people to write is understood, in every language."""

import re
from uuid import UUID

import pytest

from domain.ids import PersonId
from domain.people import Language, Role
from flows.intents import Ear, understand
from flows.phrases import Phrase
from flows.reading.reader import Reader
from flows.turn import Conversation, Inbound, InboundKind
from locales.translate import text
from storage.catalogue_csv import read_catalogue

# Which texts each role gets, and the intents that their examples may have, in order.
EXAMPLES = {
    (Role.NEWCOMER, Phrase.HELP_NEWCOMER): ["price"],
    (Role.NEWCOMER, Phrase.ASK_CONSENT): ["stop"],
    (Role.NEWCOMER, Phrase.STALE_PRESS): ["help"],
    (Role.RETAILER, Phrase.GREETING_RETAILER): ["balance", "status"],
    (Role.RETAILER, Phrase.HELP_RETAILER): [
        *("order", "balance", "statement", "score", "status", "price", "repeat", "cancel"),
        "language",
    ],
    (Role.RETAILER, Phrase.CREDIT_CASH_ONLY): ["score"],
    (Role.RETAILER, Phrase.HOW_TO_ORDER): ["order"],
    (Role.RETAILER, Phrase.MEDIA_NOT_READ): ["order"],
    (Role.RETAILER, Phrase.ASK_PRICE_OF): ["price"],
    (Role.RETAILER, Phrase.HOW_TO_PAY): ["payment", "payment"],
    (Role.VENDOR, Phrase.HELP_VENDOR): [
        *("quote", "quote", "payment", "orders", "balance", "statement", "pause", "resume"),
        *("dispatch", "delivered", "language"),
    ],
    (Role.VENDOR, Phrase.HOW_TO_VENDOR): ["quote", "quote", "payment", "orders"],
    (Role.VENDOR, Phrase.PAYMENT_AMOUNT_WRONG): ["payment"],
    (Role.VENDOR, Phrase.VENDOR_WAITS): ["quote"],
    (Role.ADMIN, Phrase.REFUSED_REFUSED): ["help"],
    (Role.ADMIN, Phrase.LIMIT_HOW): ["limit"],
    (Role.ADMIN, Phrase.ADMIN_HOW): ["admin"],
}


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(Reader(read_catalogue()))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("role", "phrase"), EXAMPLES)
def test_our_examples_are_understood(
    role: Role, phrase: Phrase, language: Language, ear: Ear
) -> None:
    conversation = Conversation(PersonId(UUID(int=1)), role, "idle", language)
    written = re.findall("“([^”]+)”", text(phrase, language))
    meant = [understand(Inbound(InboundKind.TEXT, one), conversation, ear) for one in written]
    assert [intent.name for intent in meant] == EXAMPLES[role, phrase]
    orders = [one.reading for one in meant if one.name == "order" and one.reading]
    assert all(reading.lines and not reading.doubtful for reading in orders)
