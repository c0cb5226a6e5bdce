"""Quantities: a number, its unit, and what is said of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from domain.catalog import DOZEN
from flows.reading.elements import MEASURED, Cursor, Element
from flows.reading.lexicon import lexicon
from flows.reading.numbers import read_number, simple_number
from flows.reading.words import Word

_UNSURE_PAIR: Final = frozenset({"saya", "hajar", "sae", "सय", "हजार"})
_PRICE: Final = Decimal(300)
"""A bare number from here up is more likely rupees than a count."""
_UNSURE_NAME: Final = 90


def pau(cursor: Cursor) -> bool:
    """``pau kilo`` is a quarter of one."""
    word, following = cursor.at(), cursor.at(1)
    if word is None or word.unit != "pau" or following is None or following.unit != "kg":
        return False
    before = cursor.found[-1] if cursor.found else None
    if before is not None and before.kind == "number":
        return False
    return cursor.add(Element("quantity", value=Decimal("0.25"), unit="kg"), 2)


def quantity(cursor: Cursor) -> bool:
    """A number with its unit, in figures or in words."""
    word = cursor.at()
    if word is None or word.name:
        return False
    fused = word.roles.get("fused")
    if fused is not None:
        following = cursor.at(1)
        twice = following is not None and following.roles.get("fused") == fused
        return _counted(cursor, Decimal(fused), cursor.place + 1 + twice, fused=True, twice=twice)
    number = read_number(cursor.texts, cursor.place) if word.kind != "sign" else None
    if number is None or any(w.name for w in cursor.words[cursor.place : number[1]]):
        return False
    value, end = number
    if _is_unsure(cursor, end):
        return False
    return _counted(cursor, _signed(cursor, value), end)


def _is_unsure(cursor: Cursor, end: int) -> bool:
    """A number word that is probably something else here: *cha* is, *sathi* friend."""
    words = cursor.words[cursor.place : end]
    if len(words) > 1 or words[0].text not in lexicon().unsure:
        return words[0].text == "tin" and _after_number(cursor)
    following = cursor.words[end] if end < len(cursor.words) else None
    if following is not None and following.text == words[0].text:
        return False
    if following is not None and _is_next(words[0].text, following.text):
        return False
    if words[0].unit and _after_number(cursor):
        return True
    if following is not None and (following.unit or following.text in _UNSURE_PAIR):
        return False
    last = cursor.found[-1] if cursor.found else None
    return not (last is not None and last.kind == "unit" and not words[0].unit)


def _is_next(one: str, two: str) -> bool:
    """Two numbers in a row, said as a range: *char panch*."""
    low, high = simple_number(one), simple_number(two)
    return low is not None and high == low + 1 and not two.isdigit()


def _after_number(cursor: Cursor) -> bool:
    last = cursor.found[-1] if cursor.found else None
    return last is not None and last.kind == "quantity" and not last.unit and not last.of


def _signed(cursor: Cursor, value: Decimal) -> Decimal:
    sign, before = cursor.at(-1), cursor.at(-2)
    word = cursor.at()
    if sign is None or sign.text != "-" or word is None or word.spaced:
        return value
    return -value if sign.spaced and before is not None and before.kind != "number" else value


def _counted(
    cursor: Cursor, value: Decimal, end: int, *, fused: bool = False, twice: bool = False
) -> bool:
    """A quantity from here: its second number, its unit, and what is said of it."""
    value2, end, vague, each = _second(cursor, value, end)
    unit, end = _unit_at(cursor, end, "pcs" if fused else "")
    if not unit and _is_unknown_unit(cursor, end):
        unit, end = _only_counted(cursor, end) or "?", end + 1
    value2, unit = _plain(value2, unit)
    dozens = cursor.words[end] if unit == "dozen" and end < len(cursor.words) else None
    if dozens is not None and dozens.unit:
        value2, unit, end = value2 * DOZEN, dozens.unit, end + 1
    after = cursor.words[end] if end < len(cursor.words) else None
    if after is not None and after.has("about"):
        vague, end = True, end + 1
        after = cursor.words[end] if end < len(cursor.words) else None
    of = after is not None and (after.has("of") or after.has("sort"))
    if unit == "count":
        return cursor.add(
            Element("quantity", value=value2, unit="pcs", of=True), end - cursor.place
        )
    vague = vague or _said_about(cursor)
    return cursor.add(
        Element(
            "quantity",
            value=value2,
            unit=unit,
            of=of,
            each=each or twice,
            vague=vague,
            money=not unit and not of and abs(value2) >= _PRICE,
        ),
        end + of - cursor.place,
    )


def _is_unknown_unit(cursor: Cursor, place: int) -> bool:
    """A word nobody knows after a number and before the next: probably a unit misspelt."""
    last = cursor.found[-1] if cursor.found else None
    word = cursor.words[place] if place < len(cursor.words) else None
    counting = last is not None and (last.kind in {"name", "unit"} or last.is_measure)
    if word is None or not counting or word.kind != "word":
        return False
    if _only_counted(cursor, place):
        return True
    if word.roles or word.name or word.sku or cursor.sure_of(word.text) > _UNSURE_NAME:
        return False
    following = cursor.words[place + 1] if place + 1 < len(cursor.words) else None
    return following is None or following.kind != "word" or bool(following.roles)


def _only_counted(cursor: Cursor, place: int) -> str:
    """The unit that a word of other use is right after a number: *6 cans*, but *can you*."""
    word = cursor.words[place]
    following = cursor.words[place + 1] if place + 1 < len(cursor.words) else None
    if following is not None and following.kind == "number":
        return ""
    return lexicon().counted.get(word.text, "")


def _said_about(cursor: Cursor) -> bool:
    before = cursor.at(-1)
    return before is not None and before.has("about") and not before.has("filler")


def _second(cursor: Cursor, value: Decimal, end: int) -> tuple[Decimal, int, bool, bool]:
    """A range ``2-3``, a fraction ``1/2``, ``2/2`` or ``ek ek`` for each, or nothing."""
    sign = cursor.words[end].text if end < len(cursor.words) else ""
    joint = sign in {"-", "/", "to", "dekhi", "ki", "or", "देखि", "~", "कि"}
    second = read_number(cursor.texts, end + joint)
    if second is None:
        return value, end, False, False
    other, after = second
    if sign == "/" and value != other:
        return (value / other if other else Decimal(0)), after, False, False
    words = [cursor.words[cursor.place], cursor.words[end + joint]]
    digits = any(word.kind == "number" for word in words)
    if value == other and (joint or not digits):
        return value, after, False, True
    if (joint or not digits) and value < other:
        return value, after, True, False
    return value, end, False, False


def _unit_at(cursor: Cursor, end: int, unit: str) -> tuple[str, int]:
    """The unit after a number; a classifier before another unit only counts it."""
    while end < len(cursor.words):
        word = cursor.words[end]
        if word.text in {"x", "*", "."} and not unit:
            following = cursor.words[end + 1] if end + 1 < len(cursor.words) else None
            if word.text == "x" or (
                following is not None and following.unit and not following.spaced
            ):
                end += 1
                continue
            break
        if not unit and _is_content(word):
            return "count", end + 1
        said = word.unit or ("tin" if word.text == "tin" and not word.name else "")
        if not said or (unit and (unit != "pcs" or said in MEASURED)):
            break
        if said == "tin" and _number_before_unit(cursor, end):
            break
        unit, end = said, end + 1
        if unit == "dozen":
            break
    return unit, end


def _number_before_unit(cursor: Cursor, place: int) -> bool:
    """``2 ta tin carton``: tin is three when a unit follows it."""
    following = cursor.words[place + 1] if place + 1 < len(cursor.words) else None
    return following is not None and bool(following.unit)


def vague(cursor: Cursor) -> bool:
    """``kehi``, ``ali ali``: some, which is no number."""
    word = cursor.at()
    if word is None or not word.has("some"):
        return False
    following = cursor.at(1)
    while following is not None and following.has("some"):
        cursor.place += 1
        following = cursor.at(1)
    unit = following.unit if following is not None else ""
    return cursor.add(Element("quantity", unit=unit, vague=True), 1 + bool(unit))


def _plain(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Quarters, pairs and quintals in the units that products are sold by."""
    if unit == "pau":
        return value * 250, "g"
    if unit == "quintal":
        return value * 100, "kg"
    if unit == "jodi":
        return value * 2, "pcs"
    return value, unit


def _is_content(word: Word) -> bool:
    """``20s``, ``9 m``: a letter after a number tells what is in a pack, not how many."""
    if word.text == "s":
        return not word.spaced
    return len(word.text) == 1 and "a" <= word.text <= "w" and not word.roles and not word.name
