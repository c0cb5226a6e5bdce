"""Words grouped into the elements of an order: names, quantities, units and the signs between."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.catalog import DOZEN
from flows.reading.lexicon import roles_of
from flows.reading.numbers import read_number
from flows.reading.words import Word

_UNSURE: Final = frozenset(
    "a an cha chha छ xa tin tinn sat saat saath nau sathi saathi sora do so say sau bar ath aath aat ate bis"
    " das dash dus barha one k दो यक asi satra बार char chaar".split()
)
"""Number words that are also other words; they count only beside a unit or another number."""

_BREAKS: Final = frozenset(",;|।?!\n")
_MOMENTS: Final = frozenset(
    "baje gate tarikh am pm bajesamma gatey tarik बजे बजेसम्म गते तारिख % percent oclock o'clock bjaye baji min"
    " minute minutes ghanta hour hours din days day jana hapta mahina barsa saal".split()
)
_LABELS: Final = frozenset(
    "phone mobile contact fon no number num ward bill invoice order room house phon mob nambar वडा फोन नम्बर"
    " मोबाइल बिल txn id ref pan vat gate".split()
)
_MEASURES: Final = frozenset({"kg", "g", "l", "ml", "page", "watt", "inch", "pau"})
_LONGEST_COUNT: Final = 7
"""Digits; more are a phone or account number unless a unit follows."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element; ``kind`` is name, quantity, unit, size words or one of the signs.

    For a quantity: ``value`` is None when it is vague; ``unit`` as said or empty; ``of`` when bound
    to the goods by ko or wala, ``each`` when it is said once for several goods.
    """

    kind: str
    words: tuple[Word, ...] = ()
    value: Decimal | None = None
    unit: str = ""
    of: bool = False
    each: bool = False
    vague: bool = False
    money: bool = False

    @property
    def is_measure(self) -> bool:
        """A weight, volume or page count: what may be a size instead of a quantity."""
        return self.kind == "quantity" and self.unit in _MEASURES


_SIGNS: Final = ("not", "sorry", "remove", "lower", "more", "each", "instead", "only", "and")


class Grouping:
    """Groups the words of one message, left to right; used once."""

    def __init__(self, words: Sequence[Word], sure_of: Callable[[str], int]) -> None:
        self._words = words
        self._sure_of = sure_of
        self._texts = [word.text if _may_count(word) else "" for word in words]
        self._place = 0
        self.found: list[Element] = []

    def run(self) -> list[Element]:
        """All elements, in order."""
        rules = (
            self._list_mark,
            self._noise,
            self._money,
            self._pau,
            self._quantity,
            self._unit,
            self._sign,
            self._vague,
            self._filler,
            self._name,
        )
        while self._place < len(self._words):
            if not any(rule() for rule in rules):
                self._place += 1
        return self.found

    def _at(self, offset: int = 0) -> Word | None:
        place = self._place + offset
        return self._words[place] if 0 <= place < len(self._words) else None

    def _text(self, offset: int = 0) -> str:
        word = self._at(offset)
        return word.text if word is not None else ""

    def _add(self, kind: str, count: int, **more: object) -> bool:
        words = tuple(self._words[self._place : self._place + count])
        self.found.append(Element(kind, words, **more))  # type: ignore[arg-type]
        self._place += count
        return True

    def _list_mark(self) -> bool:
        """``1.`` or ``2)`` before the goods of a numbered list."""
        word, before = self._at(), self._at(-1)
        begins = before is None or before.kind == "line"
        if word is None or word.kind != "number" or self._text(1) not in {".", ")"}:
            return False
        if not begins and (self._text(1) == "." or "(" in {self._text(-1), self._text(-2)}):
            return False
        following = self._at(2)
        if following is None or not following.spaced and following.kind == "number":
            return False
        self._place += 1
        return self._add("break", 1)

    def _noise(self) -> bool:
        """Numbers that count nothing: phones, dates, times, wards, places such as Birendranagar-4."""
        word = self._at()
        if word is None or word.kind != "number" or word.name:
            return False
        if self._text(1) in _MOMENTS:
            return self._add("filler", 2)
        following = self._at(1)
        unit = following.unit if following is not None else ""
        if len(word.text) > _LONGEST_COUNT and not unit:
            return self._add("filler", 1)
        if self._text(-1) in {"@", "#"} or (self._text(-1) in _LABELS and not unit):
            return self._add("filler", 1)
        return self._date() or self._place_number(unit)

    def _date(self) -> bool:
        tail = "".join(self._texts[self._place : self._place + 5])
        if re.fullmatch(r"\d{2,4}([/-])\d{1,2}\1\d{1,2}", tail):
            return self._add("filler", 5)
        return False

    def _place_number(self, unit: str) -> bool:
        sign, place = self._at(-1), self._at(-2)
        if sign is None or place is None or sign.text != "-" or unit:
            return False
        word = self._at()
        glued = not sign.spaced and word is not None and not word.spaced
        if not glued or place.kind != "word" or place.name or place.roles or place.sku:
            return False
        last = self.found[-1] if self.found else None
        if last is None or last.kind != "name" or last.words[-1] is not place:
            return False
        self.found[-1] = Element("filler", last.words)
        return self._add("filler", 1)

    def _money(self) -> bool:
        """``rs 500``, ``500 rupaiya``: a price, or goods for that much money."""
        word = self._at()
        if word is None or word.kind == "sign":
            return False
        if word.has("money"):
            number = read_number(self._texts, self._place + 1)
            if number is None:
                return False
            return self._amount(number[0], number[1])
        number = read_number(self._texts, self._place)
        if number is None or number[1] >= len(self._words):
            return False
        following = self._words[number[1]]
        if following.has("money") and (word.kind == "number" or not word.name):
            return self._amount(number[0], number[1] + 1)
        return False

    def _amount(self, value: Decimal, end: int) -> bool:
        worth = end < len(self._words) and self._words[end].has("of")
        count = end + worth - self._place
        if self._text(-1) == "@":
            return self._add("filler", count)
        return self._add("quantity", count, value=value, money=True, of=worth, vague=True)

    def _pau(self) -> bool:
        """``pau kilo`` is a quarter of one."""
        word, following = self._at(), self._at(1)
        if word is None or word.unit != "pau" or following is None or following.unit != "kg":
            return False
        before = self.found[-1] if self.found else None
        if before is not None and before.kind == "number":
            return False
        return self._add("quantity", 2, value=Decimal("0.25"), unit="kg")

    def _quantity(self) -> bool:
        word = self._at()
        if word is None or word.name:
            return False
        fused = word.roles.get("fused")
        if fused is not None:
            following = self._at(1)
            twice = following is not None and following.roles.get("fused") == fused
            return self._counted(Decimal(fused), self._place + 1 + twice, fused=True, twice=twice)
        number = read_number(self._texts, self._place) if word.kind != "sign" else None
        if number is None or any(w.name for w in self._words[self._place : number[1]]):
            return False
        value, end = number
        if self._is_unsure(end):
            return False
        return self._counted(self._signed(value), end)

    def _is_unsure(self, end: int) -> bool:
        """A number word that is probably something else here: *cha* is, *sathi* friend."""
        words = self._words[self._place : end]
        if len(words) > 1 or words[0].text not in _UNSURE:
            return words[0].text == "tin" and self._after_number()
        following = self._words[end] if end < len(self._words) else None
        if words[0].unit and self._after_number():
            return True
        if following is not None and (following.unit or following.text in _UNSURE_PAIR):
            return False
        last = self.found[-1] if self.found else None
        return not (last is not None and last.kind == "unit" and not words[0].unit)

    def _after_number(self) -> bool:
        last = self.found[-1] if self.found else None
        return last is not None and last.kind == "quantity" and not last.unit and not last.of

    def _signed(self, value: Decimal) -> Decimal:
        sign, before = self._at(-1), self._at(-2)
        word = self._at()
        if sign is None or sign.text != "-" or word is None or word.spaced:
            return value
        return -value if sign.spaced and before is not None and before.kind != "number" else value

    def _counted(
        self, value: Decimal, end: int, *, fused: bool = False, twice: bool = False
    ) -> bool:
        """A quantity from here: its second number, its unit, and what is said of it."""
        value2, end, vague, each = self._second(value, end)
        unit, end = self._unit_at(end, "pcs" if fused else "")
        if not unit and self._is_unknown_unit(end):
            unit, end = "?", end + 1
        value2, unit = _plain(value2, unit)
        dozens = self._words[end] if unit == "dozen" and end < len(self._words) else None
        if dozens is not None and dozens.unit:
            value2, unit, end = value2 * DOZEN, dozens.unit, end + 1
        after = self._words[end] if end < len(self._words) else None
        if after is not None and after.has("about"):
            vague, end = True, end + 1
            after = self._words[end] if end < len(self._words) else None
        of = after is not None and (after.has("of") or after.has("sort"))
        if unit == "count":
            return self._add("quantity", end - self._place, value=value2, unit="pcs", of=True)
        vague = vague or self._said_about()
        return self._add(
            "quantity",
            end + of - self._place,
            value=value2,
            unit=unit,
            of=of,
            each=each or twice,
            vague=vague,
            money=not unit and not of and abs(value2) >= _PRICE,
        )

    def _is_unknown_unit(self, place: int) -> bool:
        """A word nobody knows after a number and before the next: probably a unit misspelt."""
        last = self.found[-1] if self.found else None
        word = self._words[place] if place < len(self._words) else None
        if word is None or last is None or last.kind != "name" or word.kind != "word":
            return False
        if word.roles or word.name or word.sku or self._sure_of(word.text) > _UNSURE_NAME:
            return False
        following = self._words[place + 1] if place + 1 < len(self._words) else None
        return following is None or following.kind != "word" or bool(following.roles)

    def _said_about(self) -> bool:
        before = self._at(-1)
        return before is not None and before.has("about") and not before.has("filler")

    def _second(self, value: Decimal, end: int) -> tuple[Decimal, int, bool, bool]:
        """A range ``2-3``, a fraction ``1/2``, ``2/2`` or ``ek ek`` for each, or nothing."""
        sign = self._words[end].text if end < len(self._words) else ""
        joint = sign in {"-", "/", "to", "dekhi", "ki", "or", "देखि", "~", "कि"}
        second = read_number(self._texts, end + joint)
        if second is None:
            return value, end, False, False
        other, after = second
        if sign == "/" and value != other:
            return (value / other if other else Decimal(0)), after, False, False
        words = [self._words[self._place], self._words[end + joint]]
        digits = any(word.kind == "number" for word in words)
        if value == other and (joint or not digits):
            return value, after, False, True
        if (joint or not digits) and value < other:
            return value, after, True, False
        return value, end, False, False

    def _unit_at(self, end: int, unit: str) -> tuple[str, int]:
        """The unit after a number; a classifier before another unit only counts it."""
        while end < len(self._words):
            word = self._words[end]
            if word.text in {"x", "*", "."} and not unit:
                following = self._words[end + 1] if end + 1 < len(self._words) else None
                if word.text == "x" or (
                    following is not None and following.unit and not following.spaced
                ):
                    end += 1
                    continue
                break
            if not unit and _is_content(word):
                return "count", end + 1
            said = word.unit or ("tin" if word.text == "tin" and not word.name else "")
            if not said or (unit and (unit != "pcs" or said in _MEASURES)):
                break
            if said == "tin" and self._number_before_unit(end):
                break
            unit, end = said, end + 1
            if unit == "dozen":
                break
        return unit, end

    def _number_before_unit(self, place: int) -> bool:
        """``2 ta tin carton``: tin is three when a unit follows it."""
        following = self._words[place + 1] if place + 1 < len(self._words) else None
        return following is not None and bool(following.unit)

    def _unit(self) -> bool:
        word = self._at()
        if word is None or not (word.unit or word.text == "tin") or word.name:
            return False
        unit = word.unit or "tin"
        return self._add("unit", 1, unit=unit)

    def _sign(self) -> bool:
        word = self._at()
        if word is None or word.name:
            return False
        if word.kind in {"sign", "line"}:
            return self._mark(word)
        following = self._at(1)
        if word.text == "x" and following is not None and following.kind == "number":
            self._place += 1
            return True
        for role in _SIGNS:
            if word.has(role):
                return self._add(role, 1)
        return False

    def _mark(self, word: Word) -> bool:
        if word.text in _BREAKS:
            return self._add("break", 1)
        following = self._at(1)
        if word.text == ":" and following is not None and following.spaced:
            if following.kind == "word" and not following.has("number"):
                return self._add("break", 1)
        if word.text in "+&/":
            return self._add("and", 1)
        if word.text == "*":
            return self._add("sorry", 1)
        if word.text == "." and (following is None or following.spaced or following.text == "."):
            return self._add("break", 1)
        self._place += 1
        return True

    def _vague(self) -> bool:
        word = self._at()
        if word is None or not word.has("some"):
            return False
        following = self._at(1)
        while following is not None and following.has("some"):
            self._place += 1
            following = self._at(1)
        unit = following.unit if following is not None else ""
        return self._add("quantity", 1 + bool(unit), unit=unit, vague=True)

    def _filler(self) -> bool:
        word = self._at()
        if word is None or word.name or not word.roles:
            return False
        if word.has("of") or word.has("sort"):
            return self._add("of", 1)
        if word.has("also"):
            return self._add("also", 1)
        if _QUIET & word.roles.keys():
            return self._add("filler", 1)
        return False

    def _name(self) -> bool:
        word = self._at()
        if word is None or word.kind == "sign":
            return False
        last = self.found[-1] if self.found else None
        if last is not None and last.kind == "name":
            self.found[-1] = Element("name", (*last.words, word))
            self._place += 1
            return True
        return self._add("name", 1)


_UNSURE_NAME: Final = 90
_PRICE: Final = Decimal(300)
"""A bare number from here up is more likely rupees than a count."""

_QUIET: Final = frozenset({"filler", "verb", "no", "yes", "money", "about", "talk"})


def _is_content(word: Word) -> bool:
    """``20s``, ``9 m``: a letter after a number tells what is in a pack, not how many are wanted."""
    if word.text == "s":
        return not word.spaced
    return len(word.text) == 1 and "a" <= word.text <= "w" and not word.roles and not word.name


def _may_count(word: Word) -> bool:
    """Whether the word may be part of a number, or the sign between two."""
    if word.kind != "word":
        return True
    return bool({"number", "fraction", "scale"} & word.roles.keys()) or word.text in _BETWEEN


_BETWEEN: Final = frozenset({"to", "dekhi", "ki", "or", "देखि", "कि", "x"})

_UNSURE_PAIR: Final = frozenset({"saya", "hajar", "sae", "सय", "हजार"})


def _plain(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Quarters, pairs and quintals in the units that products are sold by."""
    if unit == "pau":
        return value * 250, "g"
    if unit == "quintal":
        return value * 100, "kg"
    if unit == "jodi":
        return value * 2, "pcs"
    return value, unit


def is_vocabulary(word: str) -> bool:
    """Whether the word has a role in any order."""
    return bool(roles_of(word))
