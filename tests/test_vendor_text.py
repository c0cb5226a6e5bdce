"""What vendors write, sentence by sentence; the table is `vendor_messages.toml`."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flows.inbound import Inbound, InboundKind
from flows.intents import Ear, understand
from flows.reading.reader import Reader
from flows.turn import Quoted
from tests.market import CATALOGUE, SITA, rs, talk

TABLE = Path(__file__).parent / "vendor_messages.toml"
MESSAGES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["messages"]
EAR = Ear(Reader(CATALOGUE))


def _told(quoted: Quoted) -> str:
    name = "/".join(quoted.skus)
    if quoted.price is not None:
        rupees = Decimal(quoted.price.paisa) / 100
        return f"{name} price {rupees:.2f}" if rupees % 1 else f"{name} price {rupees:.0f}"
    return f"{name} neither" if quoted.stock is None else f"{name} stock {quoted.stock}"


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: f"{one['say']} @{one.get('at', '')}")
def test_understood(message: dict[str, Any]) -> None:
    conversation = talk(SITA, message.get("at", "idle"))
    intent = understand(Inbound(InboundKind.TEXT, message["say"]), conversation, EAR)
    assert intent.name == message.get("intent", "quote" if "quotes" in message else "")
    assert [_told(one) for one in intent.quoted] == message.get("quotes", [])
    if "subject" in message:
        assert intent.subject.casefold() == message["subject"]
    if "words" in message:
        assert intent.words == message["words"]
    if "amount" in message:
        assert intent.amount == rs(message["amount"])
