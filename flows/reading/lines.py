"""One draft and what it names: a line for the cart, a question, or goods that are not sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from domain.catalog import OUTERS, PIECES, Sku, Unit
from flows.reading.asked import Asked
from flows.reading.decide import Decision, decide
from flows.reading.draft import Draft
from flows.reading.elements import MEASURED, Element
from flows.reading.fit import Wanted, sizes_fit
from flows.reading.match import SURE
from flows.reading.names import FULL_NAME, Matcher
from flows.reading.naming import Named
from flows.reading.reading import Change, Doubt, Doubtful, Line

LARGEST_OUTER: Final = Decimal(500)
LARGEST_LOOSE: Final = Decimal(5000)
"""Sell units above which a line is asked about: far above any shop's need in one order."""
LIKELY: Final = 78
"""Sureness of the words below which the goods are named back as not sold, not guessed at."""
_SURELY_NAMED: Final = 95
"""Sureness from which goods named without a quantity are asked about."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one draft came to; ``number`` is the product it named, for what follows it."""

    line: Line | None = None
    doubtful: Doubtful | None = None
    unlisted: str = ""
    number: int | None = None
    words: tuple[str, ...] = ()
    counted: bool = False


@dataclass(frozen=True, slots=True)
class LineMaker:
    """Makes the outcomes of one message's drafts; ``text`` is the normalised message."""

    matcher: Matcher
    text: str
    usual: Mapping[Sku, int] = field(default_factory=dict)
    cart: Sequence[Sku] = ()

    def outcome(self, draft: Draft, name: Named, asked: Asked) -> Outcome | None:
        """The line, the question, the goods that are not sold, or None for mere talk."""
        if not name.found or name.foreign or self._is_other(name):
            bought = any(q.value is not None and not q.money for q in draft.quantities)
            if not bought and not self._is_uncounted(draft, name):
                return None
            if not bought:
                return self.question(draft, name, uncounted(name), Asked(Wanted(None, draft.unit)))
            return Outcome(unlisted=self._phrase(draft), counted=True)
        if not (draft.quantities or draft.unit) and (
            name.strange or name.found[0].score < _SURELY_NAMED
        ):
            return None
        decision = self._in_cart(self._decided(draft, name, asked), change_of(draft))
        if change_of(draft) is Change.REMOVE and decision.number is not None:
            return self.removal(draft, name, decision, asked.wanted)
        if decision.number is not None and asked.doubt is None:
            return self._line(draft, name, decision, asked.wanted)
        size = self._only_a_size(decision, asked)
        if size is not None:
            vague = Wanted(None, "", asked.wanted.sizes)
            return self.question(draft, name, size, Asked(vague, Doubt.QUANTITY))
        doubt = decision.doubt if decision.number is None else asked.doubt
        return self.question(draft, name, decision, Asked(asked.wanted, doubt))

    def _is_uncounted(self, draft: Draft, name: Named) -> bool:
        """Goods with a unit whose number nobody can read: *chini xyz kilo*."""
        whole = bool(name.found) and name.found[0].score >= _SURELY_NAMED
        return whole and bool(draft.unit) and not draft.quantities

    def _line(self, draft: Draft, name: Named, decision: Decision, wanted: Wanted) -> Outcome:
        """The line, or the question why its quantity cannot be taken."""
        assert decision.number is not None
        assert wanted.value is not None
        product = self.matcher.entry(decision.number).product
        unit = Unit(wanted.unit) if wanted.unit else product.sell_unit
        sold = product.in_sell_units(wanted.value, unit)
        if sold is None:
            return self.question(draft, name, decision, Asked(wanted, Doubt.UNIT))
        if not 0 < sold <= _largest(unit, product.sell_unit):
            return self.question(draft, name, decision, Asked(wanted, Doubt.AMOUNT))
        line = Line(
            sku=product.sku,
            quantity=wanted.value,
            unit=unit,
            sell_quantity=sold,
            change=change_of(draft),
            confidence=decision.score,
            text=self._text(draft),
        )
        return Outcome(line=line, number=decision.number, words=name.words, counted=True)

    def removal(self, draft: Draft, name: Named, decision: Decision, wanted: Wanted) -> Outcome:
        """The line that takes a product out of the cart, or so much of it."""
        assert decision.number is not None
        product = self.matcher.entry(decision.number).product
        unit = Unit(wanted.unit) if wanted.unit in set(Unit) else product.sell_unit
        value = wanted.value or Decimal(0)
        line = Line(
            sku=product.sku,
            quantity=value,
            unit=unit,
            sell_quantity=product.in_sell_units(value, unit) or Decimal(0),
            change=Change.REMOVE,
            confidence=decision.score,
            text=self._text(draft),
        )
        return Outcome(line=line, number=decision.number, words=name.words)

    def _in_cart(self, decision: Decision, change: Change) -> Decision:
        """The candidate that a change must mean because it is the one in the cart."""
        if decision.number is not None or change is Change.NEW or not self.cart:
            return decision
        skus = self.matcher.index.entries
        inside = [n for n in decision.options if skus[n].product.sku in self.cart]
        return sure(inside[0]) if len(inside) == 1 else decision

    def _decided(self, draft: Draft, name: Named, asked: Asked) -> Decision:
        """The decision, the unit shared with later goods being tried first."""
        decision = decide(name, asked.wanted, self.matcher, self.usual)
        if not shared_unit(draft) or decision.number is None:
            return decision
        plain = decide(name, replace(asked.wanted, unit=""), self.matcher, self.usual)
        same = plain.number in {None, decision.number}
        return decision if same else replace(plain, number=None, doubt=Doubt.WHICH)

    def _is_other(self, name: Named) -> bool:
        """An unknown word before a mere part of a name makes another thing: *lekali chips*."""
        best = name.found[0]
        return best.score < LIKELY or (name.strange and best.met < FULL_NAME)

    def _only_a_size(self, decision: Decision, asked: Asked) -> Decision | None:
        """The decision when the only measure said is the size and no quantity was said."""
        wanted = asked.wanted
        if asked.doubt is not None or wanted.value is None or wanted.unit not in MEASURED:
            return None
        size = Element("quantity", value=wanted.value, unit=wanted.unit)
        fitting = [n for n in decision.options if sizes_fit(self.matcher.entry(n), (size,))]
        return Decision(None, tuple(fitting)) if fitting else None

    def question(self, draft: Draft, name: Named, decision: Decision, asked: Asked) -> Outcome:
        """The question to ask, with the real candidates."""
        entries = [self.matcher.entry(number) for number in decision.options]
        doubtful = Doubtful(
            text=self._text(draft),
            options=tuple(entry.product.sku for entry in entries),
            quantity=asked.wanted.value,
            unit=asked.wanted.unit or None,
            doubt=asked.doubt or decision.doubt or Doubt.WHICH,
            change=change_of(draft),
        )
        number = decision.options[0] if decision.options else None
        counted = any(not q.money for q in draft.quantities)
        counted = counted or bool(draft.unit and (name.strange or name.foreign))
        return Outcome(doubtful=doubtful, number=number, words=name.words, counted=counted)

    def _phrase(self, draft: Draft) -> str:
        """The name as it stands in the message."""
        return self.text[min(w.start for w in draft.words) : max(w.end for w in draft.words)]

    def _text(self, draft: Draft) -> str:
        words = [*draft.words, *(word for q in draft.quantities for word in q.words)]
        if not words:
            return ""
        return self.text[min(w.start for w in words) : max(w.end for w in words)]


def shared_unit(draft: Draft) -> str:
    """The unit said once at the end of a list this draft is in, or an empty string."""
    return next((mark[7:] for mark in draft.marks if mark.startswith("shared:")), "")


def uncounted(name: Named) -> Decision:
    """The question how much of what was named."""
    return Decision(None, tuple(f.number for f in name.found), Doubt.QUANTITY)


def sure(number: int) -> Decision:
    """The decision for a product that is certain."""
    return Decision(number, (number,), None, SURE)


def change_of(draft: Draft) -> Change:
    """What the draft does to the cart."""
    if {"remove", "lower"} & draft.marks:
        return Change.REMOVE
    if "only" in draft.marks:
        return Change.SET
    return Change.ADD if "more" in draft.marks else Change.NEW


def _largest(unit: Unit, sell_unit: Unit) -> Decimal:
    outer = sell_unit in OUTERS or sell_unit == Unit.BORA
    return LARGEST_OUTER if outer and unit not in PIECES else LARGEST_LOOSE
