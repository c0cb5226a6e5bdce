"""Figures that count nothing: list marks, phones, dates, times, wards, prices."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from flows.reading.elements import Cursor, Element
from flows.reading.lexicon import lexicon
from flows.reading.numbers import read_number

_LONGEST_COUNT: Final = 7
"""Digits; more are a phone or account number unless a unit follows."""


def list_mark(cursor: Cursor) -> bool:
    """``1.`` or ``2)`` before the goods of a numbered list, ``a)`` and ``(1)`` too."""
    word, before = cursor.at(), cursor.at(-1)
    if word is not None and len(word.text) == 1 and cursor.text(1) == ")":
        opened = before is not None and before.text == "(" and _begins_line(cursor, -2)
        if (opened or (word.spaced and word.kind == "word")) and cursor.at(2) is not None:
            cursor.place += 1
            return cursor.add(Element("break"), 1)
    begins = before is None or before.kind == "line"
    if word is None or word.kind != "number" or cursor.text(1) not in {".", ")"}:
        return False
    if not begins and (cursor.text(1) == "." or "(" in {cursor.text(-1), cursor.text(-2)}):
        return False
    following = cursor.at(2)
    if following is None or (not following.spaced and following.kind == "number"):
        return False
    cursor.place += 1
    return cursor.add(Element("break"), 1)


def _begins_line(cursor: Cursor, offset: int) -> bool:
    before = cursor.at(offset)
    return before is None or before.kind == "line" or before.text in {",", ";"}


def noise(cursor: Cursor) -> bool:
    """Numbers that count nothing: phones, dates, times, wards, places such as Birendranagar-4."""
    word = cursor.at()
    if word is None or word.kind != "number" or word.name:
        return False
    if cursor.text(1) in lexicon().moments:
        return cursor.add(Element("filler"), 2)
    following = cursor.at(1)
    unit = following.unit if following is not None else ""
    if len(word.text) > _LONGEST_COUNT and not unit:
        return cursor.add(Element("filler"), 1)
    if cursor.text(-1) in {"@", "#"} or (cursor.text(-1) in lexicon().labels and not unit):
        return cursor.add(Element("filler"), 1)
    return _date(cursor) or _place_number(cursor, unit)


def _date(cursor: Cursor) -> bool:
    tail = "".join(cursor.texts[cursor.place : cursor.place + 5])
    if re.fullmatch(r"\d{2,4}([/-])\d{1,2}\1\d{1,2}", tail):
        return cursor.add(Element("filler"), 5)
    return False


def _place_number(cursor: Cursor, unit: str) -> bool:
    sign, place = cursor.at(-1), cursor.at(-2)
    if sign is None or place is None or sign.text != "-" or unit:
        return False
    word = cursor.at()
    glued = not sign.spaced and word is not None and not word.spaced
    if not glued or place.kind != "word" or place.name or place.roles or place.sku:
        return False
    last = cursor.found[-1] if cursor.found else None
    if last is None or last.kind != "name" or last.words[-1] is not place:
        return False
    cursor.found[-1] = Element("filler", last.words)
    return cursor.add(Element("filler"), 1)


def money(cursor: Cursor) -> bool:
    """``rs 500``, ``500 rupaiya``: a price, or goods for that much money."""
    word = cursor.at()
    if word is None or word.kind == "sign":
        return False
    if word.has("money"):
        number = read_number(cursor.texts, cursor.place + 1)
        if number is None:
            return False
        return _amount(cursor, number[0], number[1])
    number = read_number(cursor.texts, cursor.place)
    if number is None or number[1] >= len(cursor.words):
        return False
    following = cursor.words[number[1]]
    if following.has("money") and (word.kind == "number" or not word.name):
        return _amount(cursor, number[0], number[1] + 1)
    return False


def _amount(cursor: Cursor, value: Decimal, end: int) -> bool:
    worth = end < len(cursor.words) and cursor.words[end].has("of")
    count = end + worth - cursor.place
    if cursor.text(-1) == "@":
        return cursor.add(Element("filler"), count)
    return cursor.add(Element("quantity", value=value, money=True, of=worth, vague=True), count)
