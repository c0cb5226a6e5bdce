"""Phone numbers as the market writes them."""

from __future__ import annotations

_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
COUNTRY = "977"
MOBILE_LENGTH = 10


def e164(text: str) -> str | None:
    """A Nepali mobile number, however it is written, with plus and country code; else None.

    Source: Nepal Telecommunications Authority numbering plan: ten digits beginning with 9.
    """
    digits = "".join(sign for sign in text.translate(_DIGITS) if sign.isdecimal())
    if digits.startswith(COUNTRY) and len(digits) == len(COUNTRY) + MOBILE_LENGTH:
        digits = digits[len(COUNTRY) :]
    if len(digits) != MOBILE_LENGTH or not digits.startswith("9"):
        return None
    return f"+{COUNTRY}{digits}"


def masked(phone: str) -> str:
    """Enough of a number to recognise it, not enough to call it."""
    return f"{phone[:4]}…{phone[-3:]}"
