"""Which of the numbers said is the quantity, which is a size, and whether it can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flows.reading.draft import Draft
from flows.reading.elements import Element
from flows.reading.fit import Wanted
from flows.reading.reading import Doubt

_PAIR: Final = 2
_TRADITIONAL: Final = frozenset({"dharni", "mana", "pathi", "muri", "tola", "ser"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity as said, its sizes, and why it cannot be taken as it is."""

    wanted: Wanted
    doubt: Doubt | None = None


def asked_of(draft: Draft) -> Asked:
    """Which of the draft's quantities is the quantity, and which are sizes."""
    sizes = tuple(q for q in draft.quantities if q.of and not q.money and q.value is not None)
    rest = [q for q in draft.quantities if q not in sizes]
    # A price beside a quantity is only a price; alone it is goods for so much money.
    rest = [q for q in rest if not (q.money and q.vague)] or rest
    if not rest and len(sizes) == 1 and not sizes[0].unit:
        return Asked(Wanted(None, "", ()), Doubt.QUANTITY)
    if len(rest) > 1:
        more = tuple(q for q in rest if q.is_measure) or _bare_first(rest)
        if 0 < len(more) < len(rest):
            sizes, rest = (*sizes, *more), [q for q in rest if q not in more]
        elif len(more) == len(rest):
            sizes, rest = (*sizes, rest[0]), rest[1:]
    if not rest:
        return Asked(Wanted(None, draft.unit, sizes), Doubt.QUANTITY)
    return _counted(draft, rest, sizes)


def _bare_first(rest: Sequence[Element]) -> tuple[Element, ...]:
    """A bare number or a piece count before a number with a unit: a size said in short."""
    first, last = rest[0], rest[-1]
    short = not first.unit or (first.unit == "pcs" and last.unit not in {"", "pcs"})
    return (first,) if short and len(rest) == _PAIR else ()


def _counted(draft: Draft, rest: Sequence[Element], sizes: tuple[Element, ...]) -> Asked:
    count = rest[0]
    unit = count.unit
    if draft.unit and unit in {"", "pcs"}:
        unit = draft.unit
    value = None if count.vague or count.money else count.value
    wanted = Wanted(value, unit, sizes)
    if len(rest) > 1 or value is None or "conflict" in draft.marks:
        return Asked(replace(wanted, value=None), Doubt.QUANTITY)
    if unit in _TRADITIONAL or unit == "?":
        return Asked(replace(wanted, unit=""), Doubt.UNIT)
    if value <= 0:
        return Asked(wanted, Doubt.AMOUNT)
    return Asked(wanted)
