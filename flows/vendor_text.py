"""What a vendor types: a price, stock, a payment, an order's code; read by plain rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from domain.catalog import Sku
from domain.money import LARGEST_PAISA, PAISA_PER_RUPEE, Money
from domain.ordering import ORDER_CODE
from flows.payment_words import METHOD_WORDS, PAID_WORDS
from flows.reading.numbers import parse_quantity
from flows.reading.reader import Reader
from flows.reading.text import normalise
from flows.turn import Conversation, Inbound, Intent, Quoted

KNOWN_NAME_SCORE = 60  # below this a word is no product of ours
OPTIONS_AT_MOST = 9

_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("orders", "order", "अर्डर", "list", "khulla", "baki order"), "orders"),
    **dict.fromkeys(("pause", "rok", "roka", "रोक", "banda", "closed", "chhutti"), "pause"),
    **dict.fromkeys(("resume", "khol", "khola", "खोल", "open", "khulyo"), "resume"),
    **dict.fromkeys(("balance", "baki", "baaki", "बाँकी", "khata", "udharo"), "balance"),
    **dict.fromkeys(
        ("accept", "sabai", "huncha", "hunchha", "ho", "yes", "हुन्छ", "सबै", "हो", "ok"), "yes"
    ),
    **dict.fromkeys(("part", "only part", "kehi matra", "kehi", "केही मात्र", "केही"), "part"),
    **dict.fromkeys(("hunna", "hoina", "no", "decline", "हुन्न", "होइन", "chaina"), "no"),
}
_ONLY = frozenset({"matra", "maatra", "only", "मात्र"})
_CANCEL = frozenset({"cancel", "radda", "रद्द"})
_STOCK = frozenset({"stock", "maujdat", "मौज्दात", "baki", "left", "स्टक"})
_GONE = frozenset({"chaina", "chhaina", "sakiyo", "sakkyo", "छैन", "सकियो", "out"})
_PRICE = frozenset({"rs", "ko", "bhau", "price", "rate", "dar", "भाउ", "को", "rupees", "rupaiya"})
_DISPATCH = frozenset({"dispatch", "pathaye", "pathayo", "gayo", "niskyo", "पठाएँ", "पठाए"})
_DELIVERED = frozenset({"delivered", "pugyo", "puryaye", "diye", "पुग्यो", "पुर्‍याएँ"})
_BESIDE_MONEY = METHOD_WORDS.keys() | PAID_WORDS | _PRICE | {"le", "ले", "bata", "बाट"}
_NEGATIVE = re.compile(r"-\d[\d.]*")
_ORDER_CODE = re.compile(r"\bkh[\s-]?(\d{1,9})\b")
_CODE_FIRST = re.compile(r"^\s*(\d{4})\b\s*(.*)$", re.DOTALL)


def understand_vendor(inbound: Inbound, conversation: Conversation, reader: Reader) -> Intent:
    """A vendor's words as an intent; never fails, at worst it is ``other``."""
    words = normalise(inbound.text).strip(" .!।")
    said = _in_state(inbound, conversation, words) or _about_order(inbound, words)
    if said is None and words in _WORDS:
        said = Intent(_WORDS[words], words=words, inbound=inbound)
    if said is None and _says_only(words):
        said = Intent("part_said", words=inbound.text, inbound=inbound)
    return said or _payment(inbound, words, reader) or _quotes(inbound, reader)


def _in_state(inbound: Inbound, conversation: Conversation, words: str) -> Intent | None:
    if conversation.state == "part" and words not in _WORDS:
        return Intent("part_said", words=inbound.text, inbound=inbound)
    if conversation.state == "code":
        found = _CODE_FIRST.match(words)
        if found:
            return Intent("code", subject=found[1], words=found[2], inbound=inbound)
    return None


def _says_only(words: str) -> bool:
    """``chini 20 matra``: how much of an open offer can be given."""
    said = set(words.split())
    return bool(said & _ONLY) and any(word[0].isdigit() for word in said)


def _about_order(inbound: Inbound, words: str) -> Intent | None:
    found = _ORDER_CODE.search(words)
    if found is None:
        return None
    rest = " ".join(_ORDER_CODE.sub(" ", words).split())
    said = set(rest.split())
    name = _WORDS.get(rest, "order")
    if said & _DISPATCH:
        name = "dispatch"
    elif said & _DELIVERED:
        name = "delivered"
    elif said & _CANCEL:
        name = "cancel"
    elif _says_only(rest):
        name = "part_said"
    # An offer named by its order's number, not by its own code.
    of = f"{ORDER_CODE}{found[1]}" if name in ("yes", "no", "part", "part_said") else found[1]
    return Intent(name, subject=of, words=rest or inbound.text, inbound=inbound)


def _payment(inbound: Inbound, words: str, reader: Reader) -> Intent | None:
    """``Sharma 5000 nagad``: a name that is no product, an amount, perhaps how it was paid."""
    parts = words.split()
    name: list[str] = []
    number: list[str] = []
    for part in (one.removeprefix("-") if _NEGATIVE.fullmatch(one) else one for one in parts):
        if part in _BESIDE_MONEY:
            continue
        target = number if number or parse_quantity([part]) is not None else name
        if target is number and parse_quantity([*number, part]) is None:
            continue
        target.append(part)
    value = parse_quantity(number) if number else None
    if value is None or not name:
        return None
    says_paid = bool(set(parts) & (METHOD_WORDS.keys() | PAID_WORDS))
    about_goods = set(parts) & (_STOCK | _GONE) or _skus(" ".join(name), reader)
    in_digits = any(part[0].isdigit() for part in number)
    if not says_paid and (about_goods or not in_digits):
        return None
    negative = any(_NEGATIVE.fullmatch(part) for part in parts)
    as_written = {normalise(one): one for one in inbound.text.split()}
    return Intent(
        "payment",
        subject=" ".join(as_written.get(part, part) for part in name),
        words=inbound.text,
        amount=_rupees(-value if negative else value),
        inbound=inbound,
    )


def _rupees(value: Decimal) -> Money | None:
    paisa = value * PAISA_PER_RUPEE
    whole = paisa == paisa.to_integral_value() and abs(paisa) <= LARGEST_PAISA
    return Money(int(paisa)) if whole else None


def _skus(name: str, reader: Reader) -> tuple[Sku, ...]:
    found = reader.candidates(name, OPTIONS_AT_MOST)
    return tuple(sku for sku, score in found if score >= KNOWN_NAME_SCORE)


def _quotes(inbound: Inbound, reader: Reader) -> Intent:
    """Prices and stock, one product a line."""
    # Made plain first: the comma of 2,450 parts no line.
    lines = [line for line in re.split(r"[\n,;]+", normalise(inbound.text)) if line.strip()]
    quoted = tuple(found for found in (_quote(line, reader) for line in lines) if found)
    if not quoted:
        return Intent("other", words=inbound.text, inbound=inbound)
    return Intent("quote", words=inbound.text, quoted=quoted, inbound=inbound)


def _quote(line: str, reader: Reader) -> Quoted | None:
    parts = normalise(line).split()
    negative = any(re.fullmatch(r"-\d[\d.]*", part) for part in parts)
    parts = [part.lstrip("-") for part in parts if part not in _PRICE and part.strip("-:=")]
    about_stock = bool(set(parts) & (_STOCK | _GONE))
    gone = bool(set(parts) & _GONE)
    kept = [part for part in parts if part not in _STOCK | _GONE]
    number: list[str] = []
    while kept and parse_quantity([kept[-1], *number]) is not None:
        number.insert(0, kept.pop())
    value = parse_quantity(number) if number else None
    name = " ".join(kept)
    if not name or (value is None and not gone):
        return None
    value = -value if value is not None and negative else value
    skus = _skus(name, reader)
    if not skus:
        return None
    if about_stock:
        return Quoted(name, skus, stock=Decimal(0) if gone or value is None else value)
    assert value is not None
    return Quoted(name, skus, price=_rupees(value))
