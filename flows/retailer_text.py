"""What a shop types beside order text: an order's code, a word about a delivery or an account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flows.reading.reading import Doubt, Doubtful, Reading
from flows.reading.text import normalise
from flows.short_text import says_damage

# Whole messages, an order's code left out → intent.
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("baki", "baaki", "mero baki", "mero baaki", "baki kati"), "balance"),
    **dict.fromkeys(("khata", "mero khata", "udharo"), "balance"),
    **dict.fromkeys(("बाँकी", "मेरो बाँकी", "खाता", "उधारो"), "balance"),
    **dict.fromkeys(("udharo kati milcha", "limit", "limit kati cha", "लिमिट"), "balance"),
    **dict.fromkeys(("score", "mero score", "score kati cha", "mero score kati cha"), "score"),
    **dict.fromkeys(("my score", "credit score", "trade score", "skor", "mero skor"), "score"),
    **dict.fromkeys(("स्कोर", "मेरो स्कोर", "मेरो स्कोर कति छ", "स्कोर कति छ"), "score"),
    **dict.fromkeys(("pugyo", "aaipugyo", "sabai pugyo", "sabai milyo", "sabai aayo"), "arrived"),
    **dict.fromkeys(("saman aayo", "saman pugyo", "maal aayo", "maal pugyo"), "arrived"),
    **dict.fromkeys(("पुग्यो", "आइपुग्यो", "सबै मिल्यो", "सबै पुग्यो", "सबै आयो"), "arrived"),
    **dict.fromkeys(("सामान आयो", "सामान पुग्यो", "सामान आइपुग्यो", "माल आयो"), "arrived"),
    **dict.fromkeys(("received", "all received", "arrived", "all arrived"), "arrived"),
    **dict.fromkeys(("ghati", "bigryo", "ghati pugyo", "ghati aayo", "kam aayo"), "arrived_short"),
    **dict.fromkeys(("घटी", "बिग्रियो", "घटी पुग्यो", "कम आयो", "short", "damaged"), "arrived_short"),
    **dict.fromkeys(("limit badhaunu paryo", "limit badhaidinus", "limit maagne"), "more_limit"),
    **dict.fromkeys(("limit badhau", "लिमिट बढाउनु पर्‍यो", "लिमिट बढाइदिनुस्"), "more_limit"),
    **dict.fromkeys(("more limit", "raise my limit", "more credit"), "more_limit"),
}  # fmt: skip
# With a cart on the screen: not on credit.
CASH_WORDS = frozenset(
    {
        "nagad", "nagad ma", "nagad tirchu", "nagad dinchu", "cash", "cash ma", "pay cash",
        "cash on delivery", "नगद", "नगदमा", "नगद तिर्छु", "नगदै", "क्यास",
    }
)  # fmt: skip
_MINUS = re.compile(r"(?:^|\s)-\s?(\d+(?:\.\d+)?)")
_CODE = re.compile(r"\bkh[\s-]?(\d{1,9})\b")


@dataclass(frozen=True, slots=True)
class ShopWords:
    """What was said, and of which order.

    Attributes:
        number: The order's; empty when none was named.
    """

    intent: str
    number: str


def shop_words(text: str) -> ShopWords | None:
    """The meaning of a short message; None when it has to be read as order text."""
    words = normalise(text)
    number = order_number(words)
    rest = " ".join(_CODE.sub(" ", words).split()).strip(" .!?।")
    if rest in _WORDS:
        return ShopWords(_WORDS[rest], number)
    if number and not rest:
        return ShopWords("status", number)
    return ShopWords("short_said", number) if says_damage(rest) else None


def order_number(text: str) -> str:
    """The number in ``KH-1001``; empty when no order is named."""
    found = _CODE.search(normalise(text))
    return found[1] if found else ""


def doubting_minus(reading: Reading, text: str) -> Reading:
    """Ask how many of a line that is said with a minus; dashes before every line are no minus."""
    rows = [row for row in normalise(text).splitlines() if row.strip()]
    if len(rows) > 1 and all(row.lstrip().startswith("-") for row in rows):
        return reading
    below = {Decimal(number) for row in rows for number in _MINUS.findall(row)}
    doubted = tuple(line for line in reading.lines if line.quantity in below)
    if not doubted:
        return reading
    asked = tuple(
        Doubtful(line.text, (line.sku,), None, line.unit, Doubt.QUANTITY, line.change)
        for line in doubted
    )
    sure = tuple(line for line in reading.lines if line not in doubted)
    return replace(reading, lines=sure, doubtful=(*reading.doubtful, *asked))
