"""Words for how money was handed over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.payments import Method

# As people write them, in both scripts; compared word by word, case folded.
METHOD_WORDS: Mapping[str, Method] = {
    **dict.fromkeys(("nagad", "cash", "nagat", "नगद", "क्यास"), Method.CASH),
    **dict.fromkeys(("bank", "baink", "transfer", "बैंक", "बैङ्क"), Method.BANK),
    **dict.fromkeys(("esewa", "e-sewa", "isewa", "इसेवा", "ईसेवा"), Method.ESEWA),
    **dict.fromkeys(("khalti", "खल्ती"), Method.KHALTI),
    **dict.fromkeys(("fonepay", "phonepay", "qr", "फोनपे"), Method.FONEPAY),
    **dict.fromkeys(("connectips", "ips", "कनेक्टआइपीएस"), Method.CONNECTIPS),
    **dict.fromkeys(("cheque", "check", "chek", "चेक"), Method.CHEQUE),
}
PAID_WORDS = frozenset(
    {
        "diyo", "diye", "tiryo", "tire", "tiryou", "paid", "received", "payment", "bujhaayo",
        "bujhayo", "aayo", "pathayo", "दियो", "दिए", "तिर्यो", "तिरे", "बुझायो", "भुक्तानी",
    }
)  # fmt: skip

# Money that is still to come: of a day ahead, or in the future tense (*tirchu*, not *tireko chu*).
_AHEAD = frozenset({"bholi", "parsi", "tomorrow", "भोलि", "पर्सि"})
_WILL = re.compile(r"\w{2,}(?<!e)chh?u|\w+(?<!े)छु")


def promised(text: str) -> bool:
    """Whether the words speak of paying later; that is no payment yet."""
    words = (word.strip(".,!:;।") for word in text.casefold().split())
    return any(word in _AHEAD or _WILL.fullmatch(word) for word in words)


def method_in(text: str) -> Method | None:
    """The first method that the words name."""
    found = (METHOD_WORDS.get(word.strip(".,!:;")) for word in text.casefold().split())
    return next((method for method in found if method), None)
