"""The last word wins: corrections, quantities said once for several goods, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flows.reading.draft import Draft
from flows.reading.elements import Element

_CORRECTING: Final = frozenset({"not", "sorry", "instead"})


def settled(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that hold after all corrections in the message."""
    found: list[Draft] = []
    for draft in drafts:
        if "negated" in draft.marks:
            _deny(found, draft)
        elif draft.groups:
            _name(found, draft)
        else:
            _quantity_only(found, draft)
    return _with_shared_units(_distributed(found))


def _deny(found: list[Draft], draft: Draft) -> None:
    """*5 hoina* takes back a quantity said before, *maggi hoina* a thing."""
    if draft.groups:
        found.append(replace(draft, marks=draft.marks | {"remove"}))
        return
    denied = {q.value for q in draft.quantities}
    for place, earlier in enumerate(found):
        if any(q.value in denied for q in earlier.quantities):
            del found[place]
            return


def _name(found: list[Draft], draft: Draft) -> None:
    if draft.joint not in _CORRECTING or not found:
        found.append(draft)
        return
    before = found.pop()
    if not before.quantities:
        found.append(replace(before, marks=before.marks | {"remove", "replaced"}))
    elif not draft.quantities:
        draft = replace(draft, quantities=before.quantities, unit=draft.unit or before.unit)
    found.append(replace(draft, marks=draft.marks | {"corrected"}))


def _quantity_only(found: list[Draft], draft: Draft) -> None:
    if not found or not found[-1].groups:
        found.append(draft)
        return
    before = found[-1]
    if draft.joint in _CORRECTING or "only" in draft.marks:
        found[-1] = _corrected(before, draft)
    elif "remove" in draft.marks and not draft.quantities:
        found[-1] = replace(before, marks=before.marks | {"remove"})
    elif not before.quantities:
        found[-1] = replace(before, quantities=draft.quantities, unit=before.unit or draft.unit)
    elif all(q.vague for q in before.quantities) and draft.quantities:
        found[-1] = replace(before, quantities=draft.quantities)
    elif _says_other_size(draft) or "more" in draft.marks:
        found.append(replace(draft, groups=before.groups, marks=draft.marks | {"inherited"}))
    elif draft.quantities:
        found[-1] = replace(before, marks=before.marks | {"conflict"})


def _says_other_size(draft: Draft) -> bool:
    """``200 page ko 5 darjan`` after ``copy 100 page ko 10 darjan``: same thing, other size."""
    return len(draft.quantities) > 1 and any(q.is_measure or q.of for q in draft.quantities)


def _corrected(before: Draft, draft: Draft) -> Draft:
    """The earlier draft with the new quantity; a size stays unless a new one is said."""
    new = draft.quantities
    sizes: tuple[Element, ...] = ()
    if len(new) == 1 and len(before.quantities) > 1:
        sizes = tuple(q for q in before.quantities if q.is_measure or q.of)
    if len(new) == 1 and not new[0].unit and before.quantities:
        count = next((q for q in before.quantities if q not in sizes), before.quantities[-1])
        new = (replace(new[0], unit=count.unit),)
    return replace(
        before,
        quantities=(*sizes, *new),
        unit=draft.unit or before.unit,
        marks=before.marks | {"corrected"} | (draft.marks & {"only"}),
    )


def _distributed(drafts: list[Draft]) -> list[Draft]:
    """A quantity said once for each of the goods named before it."""
    found = list(drafts)
    for place, draft in enumerate(found):
        if "each" not in draft.marks and not any(q.each for q in draft.quantities):
            continue
        for earlier in range(place - 1, -1, -1):
            if found[earlier].quantities or not found[earlier].groups:
                break
            found[earlier] = replace(found[earlier], quantities=draft.quantities)
        for later in range(place + 1, len(found)) if draft.first else ():
            if found[later].quantities or not found[later].groups:
                break
            found[later] = replace(found[later], quantities=draft.quantities)
        found[place] = replace(draft, marks=draft.marks | {"each"})
    return found


def _with_shared_units(drafts: list[Draft]) -> list[Draft]:
    """``oreo 1, tiger 2, bourbon 1 carton``: the unit at the end holds for all of them."""
    found = list(drafts)
    unit, line = "", -1
    for place in range(len(found) - 1, -1, -1):
        draft = found[place]
        last = draft.quantities[-1] if draft.quantities else None
        if draft.line != line:
            unit, line = "", draft.line
        if last is None:
            continue
        if last.unit or draft.unit:
            unit = last.unit or draft.unit
        elif unit and len(draft.quantities) == 1 and not last.of:
            found[place] = replace(draft, marks=draft.marks | {f"shared:{unit}"})
    return found
