"""What is meant, what is remembered, and what a turn may produce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.catalog import ProductName, Sku
from domain.events import Event
from domain.ids import OfferId, PersonId
from domain.money import Money
from domain.ordering import Cart
from domain.people import Language, Role
from flows.attachment import StatementFile
from flows.inbound import Inbound, InboundKind, Media, Spot
from flows.phrases import Phrase
from flows.reading.reading import Reading

__all__ = ["Inbound", "InboundKind", "Media", "Spot"]

# Source: WhatsApp Cloud API reference, "Interactive messages" and "Text messages".
BODY_LIMIT = 1024
TEXT_LIMIT = 4096
BUTTON_LIMIT = 3
BUTTON_TITLE_LIMIT = 20
LIST_ROW_LIMIT = 10
LIST_TITLE_LIMIT = 24
LIST_DESCRIPTION_LIMIT = 72
PAYLOAD_LIMIT = 200  # the smaller of button id (256) and list row id (200)
REPLIES_LIMIT = 2


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a vendor said of one product: a new price, or how much is left.

    Attributes:
        text: The words for the product, as written.
        skus: Products they may mean, likeliest first.
        price: Per sell unit; None when it is about stock.
        stock: In sell units; None when it is about price.
    """

    text: str
    skus: tuple[Sku, ...]
    price: Money | None = None
    stock: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """What is meant, from the closed list in `flows.intents`.

    Attributes:
        name: The row's ``on``.
        subject: The code or id that a button or command names.
        words: The message as written, or what else a command carries.
        reading: The order text as read; None for presses and commands.
        quoted: Prices or stock that a vendor named, a product each.
        amount: A payment's amount.
    """

    name: str
    subject: str = ""
    words: str = ""
    reading: Reading | None = None
    quoted: tuple[Quoted, ...] = ()
    amount: Money | None = None
    inbound: Inbound = field(default=Inbound(InboundKind.TEXT))


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase with its slots, to be put into the listener's language."""

    phrase: Phrase
    slots: Mapping[str, Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity with its unit, worded in the listener's language."""

    quantity: Decimal
    unit: str


Slot = (
    str | int | Money | Amount | Decimal | date | datetime | ProductName | Said | tuple[Said, ...]
)


@dataclass(frozen=True, slots=True)
class Button:
    """A tap that answers. The payload names its own subject, so it works at any time.

    Attributes:
        payload: ``verb:subject``, at most `PAYLOAD_LIMIT` characters.
    """

    phrase: Phrase
    payload: str
    slots: Mapping[str, Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a list message."""

    title: Slot
    payload: str
    description: Slot = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the speaker is told: a phrase with buttons, or with a list to choose from.

    Attributes:
        choices: List rows; a reply has buttons or choices, never both.
        attachment: The file that goes with it, whose caption it then is; without buttons.
    """

    phrase: Phrase
    slots: Mapping[str, Slot] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    choices: tuple[Choice, ...] = ()
    attachment: StatementFile | None = None

    def __post_init__(self) -> None:
        assert len(self.buttons) <= BUTTON_LIMIT
        assert len(self.choices) <= LIST_ROW_LIMIT
        shapes = (self.buttons, self.choices, self.attachment)
        assert sum(1 for shape in shapes if shape) <= 1


class Audience(StrEnum):
    """Whom a notice reaches, resolved to persons when the turn is kept."""

    PERSON = "person"
    SHOP = "shop"
    VENDOR = "vendor"
    VENDOR_OTHERS = "vendor_others"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody else is told because of an event.

    Attributes:
        to: The person, shop or vendor id; None for all admins.
        template: The phrase of the template that carries it outside the 24-hour window.
        read: What the template's *Read* button says for the person, to get the whole message.
        offer: The offer whose clock starts once this is sent.
    """

    audience: Audience
    to: UUID | None
    reply: Reply
    template: Phrase | None = None
    read: str = ""
    offer: OfferId | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What we asked and wait to hear, with all that is needed to carry on.

    Attributes:
        kind: Which rule the answer goes to.
        text: The words it is about, as the person wrote them.
        options: Payload subjects offered, in the order shown.
    """

    kind: str
    text: str = ""
    options: tuple[str, ...] = ()
    subject: str = ""
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is remembered between two messages of one person.

    Attributes:
        turn: Number of turns kept so far; presses on older carts are told by it.
        questions: Open questions; the first is the one on the screen.
        form: Answers collected while registering.
    """

    person: PersonId
    role: Role
    state: str
    language: Language | None = None
    turn: int = 0
    cart: Cart | None = None
    questions: tuple[Question, ...] = ()
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """All that thinking may produce.

    Attributes:
        conversation: What to remember; None leaves it as it was.
        secret: The message held a PIN, so its text is blanked once the turn is kept.
    """

    events: tuple[Event, ...] = ()
    replies: tuple[Reply, ...] = ()
    conversation: Conversation | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Timer:
    """A cause that waits for its time.

    Attributes:
        kind: Which thinking it goes to, such as ``route`` or ``expire``.
        lane: The order, offer or payment whose causes run one after another.
    """

    key: str
    kind: str
    lane: UUID
    due_at: datetime
