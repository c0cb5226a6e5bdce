"""Words for how money was handed over."""

from __future__ import annotations

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


def method_in(text: str) -> Method | None:
    """The first method that the words name."""
    found = (METHOD_WORDS.get(word.strip(".,!:;")) for word in text.casefold().split())
    return next((method for method in found if method), None)
