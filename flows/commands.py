"""The commands an admin types: their words, in English and Nepali, and their parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.money import PAISA_PER_RUPEE, Money
from flows.reading.numbers import parse_quantity
from flows.reading.text import normalise

# Word typed first → intent. Those in `PRIVILEGED` ask for the PIN.
COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(("pending", "baki", "baaki", "बाँकी"), "pending"),
    **dict.fromkeys(("approve", "pass", "swikrit", "स्वीकृत", "पास"), "approve"),
    **dict.fromkeys(("reject", "aswikar", "अस्वीकार"), "reject"),
    **dict.fromkeys(("limit", "sima", "सीमा"), "limit"),
    **dict.fromkeys(("freeze", "roka", "रोक"), "freeze"),
    **dict.fromkeys(("unfreeze", "fukuwa", "फुकुवा"), "unfreeze"),
    **dict.fromkeys(("shop", "pasal", "पसल"), "shop"),
    **dict.fromkeys(("score", "skor", "स्कोर"), "score"),
    **dict.fromkeys(("vendor", "bikreta", "विक्रेता"), "vendor"),
    **dict.fromkeys(("order", "अर्डर"), "order"),
    **dict.fromkeys(("why", "kina", "किन"), "why"),
    **dict.fromkeys(("reroute", "feri", "फेरि"), "reroute"),
    **dict.fromkeys(("cancel", "radda", "रद्द"), "cancel"),
    **dict.fromkeys(("today", "aaja", "आज"), "today"),
    **dict.fromkeys(("admin",), "admin"),
}
PRIVILEGED = frozenset(
    {"approve", "reject", "limit", "freeze", "unfreeze", "cancel", "reroute", "admin"}
)
ABOUT_BUSINESS = frozenset({"approve", "reject", "limit", "freeze", "unfreeze"})

_REASON = re.compile(r"\breason\b[:\s]*(.*)$", re.IGNORECASE | re.DOTALL)
_UNTIL = re.compile(r"\buntil\s+(\d{1,3})\s*d(?:ays?)?\b", re.IGNORECASE)
_QUOTES = "\"'“”‘’ "


@dataclass(frozen=True, slots=True)
class Command:
    """A command taken apart.

    Attributes:
        name: The intent.
        target: Whom or what it is about: a name, a code, a phone.
        amount: For ``limit``: the new limit.
        days: For ``freeze``: how long.
    """

    name: str
    target: str
    reason: str = ""
    amount: Money | None = None
    days: int | None = None

    @property
    def text(self) -> str:
        """The command in words that `parse_command` takes apart into the same again."""
        parts = [self.name, self.target]
        parts += [str(self.amount.paisa // PAISA_PER_RUPEE)] if self.amount is not None else []
        parts += [f"until {self.days}d"] if self.days else []
        parts += [f"reason {self.reason}"] if self.reason else []
        return " ".join(part for part in parts if part)


def parse_command(text: str) -> Command | None:
    """The command in a message, or None when the first word is none."""
    first, _, rest = text.strip().partition(" ")
    name = COMMANDS.get(first.casefold().lstrip("/"))
    if name is None:
        return None
    reason, days, amount = "", None, None
    found = _UNTIL.search(rest)  # before the reason or after it
    if found:
        days, rest = int(found[1]) or None, rest[: found.start()] + rest[found.end() :]
    found = _REASON.search(rest)
    if found:
        reason, rest = found[1].strip(_QUOTES), rest[: found.start()]
    if name == "limit":
        rest, amount = _last_amount(rest)
    if name in ("cancel", "reroute") and not reason:
        rest, _, reason = rest.strip().partition(" ")
    return Command(name, rest.strip(_QUOTES), reason, amount, days)


def _last_amount(rest: str) -> tuple[str, Money | None]:
    """``sharma 60 hajar`` → the name, and the rupees at its end."""
    words = normalise(rest).split()
    number: list[str] = []
    while words and parse_quantity([words[-1], *number]) is not None:
        number.insert(0, words.pop())
    value = parse_quantity(number) if number else None
    if value is None or value != value.to_integral_value() or not 0 <= value <= 10**9:
        return " ".join(words), None
    return " ".join(words), Money.rupees(int(value))
