"""A phrase and its slots put into words for one listener."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from string import Formatter

from bot.safe_text import safe_line
from bot.shorten import cut, cut_name
from domain.catalog import ProductName
from domain.money import Money
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import Amount, Said, Slot
from locales import format as written
from locales.translate import text

LONGEST_NAME = 200
LONGEST_TEXT = 4000
_UNITS = {phrase.value.removeprefix("unit_"): phrase for phrase in Phrase if "unit_" in phrase}
# WhatsApp makes *bold*, _italic_, ~struck~ and `code` of these; in a name they become look-alikes.
_MARKS = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u2032"})
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_+|_+(?!\w)")
# Letters written from right to left, which would drag the amounts beside them along.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_SPACES = re.compile(" +")  # not the unbroken one inside an amount
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks one language, at length or briefly.

    Attributes:
        longest_name: Names of goods and people are cut to this.
        most_lines: Lists of more lines end in "… and N more"; 0 is no end.
    """

    language: Language
    longest_name: int = LONGEST_NAME
    most_lines: int = 0

    def say(self, phrase: Phrase, slots: Mapping[str, Slot]) -> str:
        """The phrase in words.

        A line of its text whose places are all empty is left out. Values are never looked into
        for places of their own, so braces in a name are just braces.

        Raises:
            KeyError: The text has a place that no slot fills.
        """
        lines = (self._line(line, slots) for line in text(phrase, self.language).split("\n"))
        return "\n".join(line for line in lines if line)

    def _line(self, line: str, slots: Mapping[str, Slot]) -> str:
        names = places(line)
        if not names:
            return line
        alone = line.strip() == f"{{{names[0]}}}"
        values = {name: self._fill(name, slots[name], "\n" if alone else ", ") for name in names}
        if not any(values.values()):
            return ""
        filled = line.format_map(values)
        return filled if all(values.values()) else _without_gaps(filled)

    def _fill(self, name: str, slot: Slot, between: str) -> str:
        if isinstance(slot, tuple):
            return between.join(self._each(slot))
        if name == "unit" and isinstance(slot, str):
            return self._unit(slot)
        return self.word(slot)

    def _each(self, said: tuple[Said, ...]) -> list[str]:
        hidden = len(said) - self.most_lines if self.most_lines else 0
        if hidden <= 1:
            return [self.word(one) for one in said]
        shown = [self.word(one) for one in said[: self.most_lines]]
        return [*shown, self.say(Phrase.LINES_MORE, {"count": hidden})]

    def word(self, slot: Slot) -> str:
        """One value in words."""
        match slot:
            case Said(phrase, slots):
                return self.say(phrase, slots)
            case tuple():
                return "\n".join(self._each(slot))
            case ProductName(en, ne):
                name = ne if self.language is Language.NEPALI else en
                return inert(cut_name(_one_line(name or en or ne), self.longest_name))
            case str():
                return inert(cut(_one_line(slot), self.longest_name))
            case _:
                return self._figure(slot)

    def _figure(self, value: int | Money | Amount | Decimal | date) -> str:
        match value:
            case Money():
                return written.money(value, self.language)
            case Amount(count, unit):
                return f"{written.quantity(count, self.language)} {self._unit(unit)}".rstrip()
            case datetime():
                return written.moment(value, self.language)
            case date():
                return written.day(value, self.language)
            case Decimal():
                return written.quantity(value, self.language)
            case int():
                return written.number(value, self.language)

    def _unit(self, unit: str) -> str:
        """The word for a unit of the catalogue; any other is the shop's own word."""
        known = _UNITS.get(unit)
        return text(known, self.language) if known else self.word(unit)


def inert(words: str) -> str:
    """Words from outside that neither format nor pull along what stands beside them."""
    plain = _EDGE_UNDERSCORE.sub("\u02cd", words.translate(_MARKS))
    return f"{_ISOLATE}{plain}{_END_ISOLATE}" if _RIGHT_TO_LEFT.search(plain) else plain


def _one_line(words: str) -> str:
    return safe_line(words, LONGEST_TEXT)


@cache
def places(words: str) -> tuple[str, ...]:
    """The names of a text's places, each once, in order."""
    found = (name for _, name, _, _ in Formatter().parse(words) if name)
    return tuple(dict.fromkeys(found))


def _without_gaps(line: str) -> str:
    """The line without the separators and brackets around what turned out empty."""
    parts = (_SPACES.sub(" ", part).strip() for part in line.replace("()", "").split(" · "))
    return " · ".join(part for part in parts if part)
