"""Elements to drafts: which quantity belongs to which name, before any product is looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from flows.reading.attach import Part, attached, joined_units
from flows.reading.draft import PACKING, WHOLE, Draft, Knows
from flows.reading.elements import Element

_PAIR: Final = 2
_BOUNDARIES: Final = frozenset({"break", "and", "not", "sorry", "instead"})
_FLAGS: Final = frozenset({"more", "only", "remove", "lower", "each"})
_QUIET: Final = frozenset({"filler", "of", "also"})


@dataclass(slots=True)
class Segment:
    """What stands between two boundaries."""

    joint: str
    line: int
    elements: list[Element] = field(default_factory=list)
    negated: bool = False


def drafts_of(elements: Sequence[Element], knows: Knows) -> list[Draft]:
    """The drafts of a message; ``knows`` tells whether words name something in the catalogue."""
    found: list[Draft] = []
    for segment in _segments(elements):
        drafts = _segment_drafts(segment, knows)
        if segment.negated:
            drafts = [replace(d, marks=d.marks | {"negated"}) for d in drafts]
        found.extend(drafts)
    return [draft for draft in found if draft.quantities or draft.marks or _is_known(draft, knows)]


def _is_known(draft: Draft, knows: Knows) -> bool:
    """Whether any of its words name goods: talk without a number does not."""
    if not draft.groups:
        return True
    return any(knows((word,)) for word in draft.words) or bool(knows(draft.words))


def _segments(elements: Sequence[Element]) -> list[Segment]:
    segments = [Segment("start", 0)]
    line = 0
    said = (place for place, e in enumerate(elements) if e.kind in {"name", "quantity"})
    last_said = max(said, default=0)
    for place, element in enumerate(elements):
        if element.kind == "break" and element.words[0].text == "\n":
            line += 1
        if element.kind not in _BOUNDARIES:
            segments[-1].elements.append(element)
            continue
        if element.kind == "not" and place > last_said:
            # Nothing more is said after this word: *5 hoina* at the end denies the five.
            _split_denied(segments)
            segments[-1].negated = True
        if not any(e.kind not in _QUIET for e in segments[-1].elements):
            # An empty segment: the stronger of the two signs counts ("2 bora, hoina 3 bora").
            joint = _stronger(segments[-1].joint, element.kind)
            segments[-1] = Segment(joint, line)
            continue
        segments.append(Segment(element.kind, line))
    return [s for s in segments if s.elements]


def _split_denied(segments: list[Segment]) -> None:
    """*6 bora garnus, 5 hoina* without the comma: only the last number is denied."""
    last = segments[-1]
    counted = [e for e in last.elements if e.kind == "quantity"]
    if len(counted) > 1 and last.elements[-1] is counted[-1]:
        last.elements.pop()
        segments.append(Segment("break", last.line, [counted[-1]]))


def _stronger(one: str, two: str) -> str:
    order = ("start", "break", "and", "instead", "sorry", "not")
    return max(one, two, key=order.index)


def _segment_drafts(segment: Segment, knows: Knows) -> list[Draft]:
    marks = frozenset(e.kind for e in segment.elements if e.kind in _FLAGS)
    sequence = _sequence(segment.elements)
    names = [place for place, part in enumerate(sequence) if isinstance(part, Draft)]
    if not names:
        unit = next((e.unit for e in segment.elements if e.kind == "unit"), "")
        parts = tuple(part for part in sequence if isinstance(part, Element))
        quantities = joined_units(Draft(), parts).quantities
        if not quantities and not marks:
            return []
        return [
            Draft(
                quantities=quantities,
                unit=unit,
                joint=segment.joint,
                marks=marks,
                line=segment.line,
            )
        ]
    whole = _one_around_size(attached(sequence, names, knows), knows)
    found = [part for draft in whole for part in _by_size(draft)]
    if _is_shifted(found, knows) and "each" not in marks:
        found = [replace(draft, marks=draft.marks | {"conflict"}) for draft in found]
    found = [_unsure_number(found[:place], draft, knows) for place, draft in enumerate(found)]
    return [
        replace(
            draft,
            joint=segment.joint if place == 0 else "next",
            marks=draft.marks | (marks if place == len(found) - 1 else marks - _LAST_ONLY),
            line=segment.line,
        )
        for place, draft in enumerate(found)
    ]


def _is_split(one: Draft, two: Draft, knows: Knows) -> bool:
    """Whether two drafts may be one name cut by its size: neither is whole, one is counted."""
    sized = len(one.quantities) == 1 and one.quantities[0].is_measure
    counted = len(two.quantities) == 1 and not two.quantities[0].is_measure
    if not sized or not counted or one.first or two.first:
        return False
    return WHOLE not in {knows(one.words), knows(two.words)}


_LAST_ONLY: Final = frozenset({"remove", "lower"})


def _is_shifted(found: Sequence[Draft], knows: Knows) -> bool:
    """Goods at both ends of a run and one quantity too few: it may belong to either side."""
    known = [draft for draft in found if knows(draft.words)]
    counted = [draft for draft in known if draft.quantities]
    if len(counted) < _RUN or len(known) != len(counted) + 1:
        return False
    return not (found[0].quantities and found[-1].quantities)


_RUN: Final = 2


def _unsure_number(before: Sequence[Draft], draft: Draft, knows: Knows) -> Draft:
    """*paint 2 balti*: what follows a bare number after unknown goods may be their measure."""
    bare = draft.first and len(draft.quantities) == 1 and not draft.quantities[0].unit
    last = before[-1] if before else None
    if not bare or last is None or knows(last.words):
        return draft
    return replace(draft, marks=frozenset({"conflict"}))


def _one_around_size(drafts: list[Draft], knows: Knows) -> list[Draft]:
    """``ghiu 500 ml ddc 10 ota``: one name with its size in the middle."""
    found: list[Draft] = []
    for draft in drafts:
        last = found[-1] if found else None
        packed = last is not None and knows(draft.words) == PACKING
        if last is None or not (packed or _is_split(last, draft, knows)):
            found.append(draft)
        elif knows((*last.words, *draft.words)):
            found[-1] = replace(
                draft,
                groups=((*last.words, *draft.words),),
                quantities=(*last.quantities, *draft.quantities),
                unit=draft.unit or last.unit,
            )
        else:
            found.append(draft)
    return found


def _by_size(draft: Draft) -> list[Draft]:
    """``100 gram 1 carton 200 gram 1 carton`` of one thing: one draft for each size."""
    all_of = draft.quantities
    pairs = [all_of[i : i + 2] for i in range(0, len(all_of), 2)]
    sized = [len(pair) == _PAIR and _is_size(*pair) for pair in pairs]
    if len(pairs) < _PAIR or not all(sized):
        return [draft]
    return [replace(draft, quantities=pair) for pair in pairs]


def _is_size(one: Element, two: Element) -> bool:
    """Whether the first of two quantities is a size: 100 gram, or 100 before a counted unit."""
    short = not one.unit and bool(two.unit)
    return (one.is_measure or one.of or short) and not two.is_measure


def _sequence(elements: Sequence[Element]) -> list[Part]:
    """Names as drafts and quantities, in order; units joined to the numbers they belong to."""
    found: list[Part] = []
    open_name = False
    for place, element in enumerate(elements):
        if element.kind == "also" and _is_water(elements, place):
            part = Element("name", element.words)
        else:
            part = element
        if part.kind == "name":
            last = found[-1] if found else None
            if open_name and isinstance(last, Draft):
                link = elements[place - 1].kind
                found[-1] = replace(
                    last, groups=(*last.groups, element.words), links=(*last.links, link)
                )
            else:
                found.append(Draft((element.words,)))
            open_name = True
        elif element.kind == "quantity":
            found.append(element)
            open_name = False
        elif element.kind == "unit":
            _put_unit(found, elements, place)
    return found


def _put_unit(found: list[Part], elements: Sequence[Element], place: int) -> None:
    """``carton 5``, ``bora 2 ota``: the unit goes to the number beside it, else to the name."""
    element = elements[place]
    following = elements[place + 1] if place + 1 < len(elements) else None
    if following is not None and following.kind == "quantity" and following.unit in {"", "pcs"}:
        found.append(element)
        return
    last = found[-1] if found else None
    if isinstance(last, Draft):
        found[-1] = replace(last, unit=last.unit or element.unit)
    elif isinstance(last, Element) and last.unit in {"", "pcs"}:
        found[-1] = replace(last, unit=element.unit, words=(*last.words, *element.words))


def _is_water(elements: Sequence[Element], place: int) -> bool:
    """*pani* is water where a name is due, and *also* elsewhere."""
    before = next((e for e in reversed(elements[:place]) if e.kind not in _QUIET), None)
    after = next((e for e in elements[place + 1 :] if e.kind not in _QUIET), None)
    if after is not None and after.kind in {"quantity", "unit"}:
        return before is None or before.kind in {"quantity", "unit"}
    return after is None and not any(e.kind == "name" for e in elements)
