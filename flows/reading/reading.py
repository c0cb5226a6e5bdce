"""What a message was understood to say: plain values, nothing acts on them here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.catalog import Sku


class Change(StrEnum):
    """What a line does to the cart."""

    NEW = "new"
    ADD = "add"
    SET = "set"
    REMOVE = "remove"


class Doubt(StrEnum):
    """Why a line is asked about instead of taken."""

    WHICH = "which"
    QUANTITY = "quantity"
    UNIT = "unit"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Line:
    """One line sure enough for the cart.

    `quantity` and `unit` are as said, `sell_quantity` is the same in the product's sell unit;
    `confidence` is 0–100; `text` is the part of the message it came from.
    """

    sku: Sku
    quantity: Decimal
    unit: str
    sell_quantity: Decimal
    change: Change
    confidence: int
    text: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One line to ask about; `options` are the real candidates, the likeliest first."""

    text: str
    options: tuple[Sku, ...]
    quantity: Decimal | None
    unit: str | None
    doubt: Doubt
    change: Change


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, understood as far as it can be.

    `language` is ne (Devanagari), rom (romanised Nepali), en or mix. `intent` is one of order,
    price, balance, status, payment, repeat, greeting, help, cancel, other; `kind` is finer; `also`
    names further intents of the same message. `unlisted` are goods that are not sold. `about` are
    products spoken of without ordering them. `yes_no` is set when the whole message is a yes or no.
    """

    language: str
    intent: str
    kind: str
    also: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    unlisted: tuple[str, ...] = ()
    about: tuple[Sku, ...] = ()
    amount_paisa: int | None = None
    order_code: str | None = None
    yes_no: bool | None = None
