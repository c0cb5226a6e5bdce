"""From whatever arrives to what is meant."""

import pytest

from flows.inbound import Inbound, InboundKind
from flows.intents import VERBS, Ear, understand
from flows.reading.reader import Reader
from flows.turn import Conversation, Intent, Question
from tests.market import ASHA, CATALOGUE, HARI, NEWCOMER, RICE, SITA, cart, rs, talk

EAR = Ear(Reader(CATALOGUE))
WHICH = Question("which", "x", ("RICE", "SOAP"), "new")
HOW_MANY = Question("quantity", "sugar", ("SUGAR",), "new")


def said(text: str, conversation: Conversation) -> Intent:
    return understand(Inbound(InboundKind.TEXT, text), conversation, EAR)


def pressed(payload: str, conversation: Conversation) -> Intent:
    return understand(Inbound(InboundKind.PRESS, "title", payload), conversation, EAR)


EVERYBODY = [
    ("help", "help", ""),
    ("?", "help", ""),
    (" मद्दत । ", "help", ""),
    ("MENU!", "menu", ""),
    ("bhasha", "language", ""),
    ("Roman", "language", "ne_Latn"),
    ("अंग्रेजी", "language", "en"),
    ("BAND", "stop", ""),
    ("बन्द", "stop", ""),
]


@pytest.mark.parametrize("person", [HARI, SITA, ASHA, NEWCOMER], ids=lambda one: one.role.value)
@pytest.mark.parametrize(("text", "name", "subject"), EVERYBODY)
def test_keywords_mean_the_same_to_everybody(
    person: object, text: str, name: str, subject: str
) -> None:
    intent = said(text, talk(person))
    assert (intent.name, intent.subject) == (name, subject)


KINDS = [
    (InboundKind.REACTION, "ignore"),
    (InboundKind.REVOKE, "ignore"),
    (InboundKind.IMAGE, "media"),
    (InboundKind.AUDIO, "media"),
    (InboundKind.VIDEO, "media"),
    (InboundKind.STICKER, "media"),
    (InboundKind.CONTACTS, "media"),
    (InboundKind.ORDER, "media"),
    (InboundKind.UNKNOWN, "media"),
    (InboundKind.LOCATION, "location"),
]


@pytest.mark.parametrize(("kind", "name"), KINDS)
def test_what_is_no_text(kind: InboundKind, name: str) -> None:
    assert understand(Inbound(kind), talk(HARI), EAR).name == name


@pytest.mark.parametrize("verb", sorted(VERBS - {"statement"}))  # that one carries words
def test_a_press_names_its_intent_and_subject(verb: str) -> None:
    intent = pressed(f"{verb}:A:b", talk(HARI))
    assert (intent.name, intent.subject) == (verb, "A:b")


@pytest.mark.parametrize("payload", ["", "nonsense", "run", "approve_all:S-1", ":x", "👍"])
def test_an_unknown_press_is_stale(payload: str) -> None:
    assert pressed(payload, talk(HARI)).name in ("stale", "other")


def test_a_template_button_carries_a_command() -> None:
    intent = pressed("run:order 1001", talk(ASHA))
    assert (intent.name, intent.subject, intent.words) == ("order", "1001", "order 1001")
    approve = pressed("approve:S-1", talk(ASHA))
    assert (approve.name, approve.subject, approve.words) == ("approve", "S-1", "approve S-1")


PINS = [
    # state     text              intent
    ("pin", "482913", "pin"),
    ("pin", "no", "no"),
    ("pin", "Cancel", "no"),
    ("pin", "होइन", "no"),
    ("pin", "shop sharma", "shop"),
    ("pin", "hello", "pin"),
    ("new_pin", "4829", "pin"),
    ("idle", "482913", "other"),
    ("idle", "cancel KH-1001 wrong", "cancel"),
    ("idle", "limit sharma 5000", "limit"),
]


@pytest.mark.parametrize(("state", "text", "name"), PINS)
def test_what_an_admin_types(state: str, text: str, name: str) -> None:
    assert said(text, talk(ASHA, state)).name == name


SHOP = [
    # state      questions    text                    intent      subject
    ("idle", (), "2 bora rice, sugar 50 kg", "order", ""),
    ("idle", (), "huncha", "yes", ""),
    ("cart", (), "hoina", "no", ""),
    ("idle", (), "KH-1001 kaha cha", "status", "1001"),
    ("idle", (), "cancel KH-1001", "cancel", "1001"),
    ("idle", (), "asti kai pathau", "repeat", ""),
    ("idle", (), "sugar ko bhau kati", "price", ""),
    ("idle", (), "namaste", "greeting", ""),
    ("clarify", (WHICH,), "lifebuoy", "choose", "SOAP"),
    ("clarify", (WHICH,), "wai wai 2 peti", "order", ""),
    ("clarify", (WHICH,), "lifebuoy 5 peti, sugar 50 kg", "order", ""),
    ("clarify", (HOW_MANY,), "50", "quantity", ""),
    ("clarify", (HOW_MANY,), "50 kg", "quantity", ""),
    ("clarify", (HOW_MANY,), "pachas kilo", "quantity", ""),
    ("clarify", (HOW_MANY,), "rice 2 bora", "order", ""),
    ("clarify", (Question("paid", text="cash", subject="5"), HOW_MANY), "50", "quantity", ""),
    ("clarify", (Question("paid", text="cash", subject="5"),), "rice 2 bora", "order", ""),
    ("idle", (HOW_MANY,), "rice 2 bora", "order", ""),
]


@pytest.mark.parametrize(("state", "questions", "text", "name", "subject"), SHOP)
def test_what_a_shop_types(
    state: str, questions: tuple[Question, ...], text: str, name: str, subject: str
) -> None:
    intent = said(text, talk(HARI, state, *questions, shown=cart((RICE, "1"))))
    assert (intent.name, intent.subject) == (name, subject)


def test_a_payment_has_its_amount() -> None:
    intent = said("gupta lai 5000 nagad tire", talk(HARI))
    assert intent.name == "payment"
    assert intent.reading is not None
    assert intent.reading.amount_paisa == rs(5000).paisa


@pytest.mark.parametrize(
    ("state", "text", "name"),
    [
        ("start", "Namaste, yo khaacho ho?", "text"),
        ("details", "Sharma Kirana, Birendranagar-6, Hari Sharma", "text"),
        ("start", "sugar ko bhau kati cha", "price"),
        ("consent", "1+2", "consent"),
    ],
)
def test_what_a_newcomer_types(state: str, text: str, name: str) -> None:
    assert said(text, talk(NEWCOMER, state)).name == name
