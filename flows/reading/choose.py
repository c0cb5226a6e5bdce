"""Drafts to lines: the product, the quantity in its sell unit, or the question to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from domain.catalog import OUTERS, PIECES, Sku, Unit
from flows.reading.asked import Asked, asked_of
from flows.reading.decide import Decision, decide
from flows.reading.draft import Draft
from flows.reading.elements import Element
from flows.reading.fit import INEXACT, Wanted, sizes_fit, unit_fit
from flows.reading.lexicon import lexicon
from flows.reading.match import SURE
from flows.reading.names import FULL_NAME, OWN_NAME, Found, Matcher
from flows.reading.naming import Named, named
from flows.reading.reading import Change, Doubt, Doubtful, Line
from flows.reading.sound import spellings

LARGEST_OUTER: Final = Decimal(500)
LARGEST_LOOSE: Final = Decimal(5000)
"""Sell units above which a line is asked about: far above any shop's need in one order."""
LIKELY: Final = 78
"""Sureness of the words below which the goods are named back as not sold, not guessed at."""
_LIST: Final = 2
"""Lines of one kind that make a list of that kind."""
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
class Chooser:
    """Chooses for the drafts of one message."""

    matcher: Matcher
    text: str
    usual: Mapping[Sku, int] = field(default_factory=dict)
    own_words: Mapping[tuple[str, ...], Sku] = field(default_factory=dict)
    cart: Sequence[Sku] = ()

    def choose(self, draft: Draft, earlier: Sequence[Outcome]) -> list[Outcome]:
        """The outcomes of one draft: several when a quantity is shared out, none for noise."""
        if not draft.words:
            return self._edit(draft)
        name = self._named(draft)
        if "replaced" in draft.marks:
            return self._replaced(draft, name)
        if name.parts and not (name.found and not name.strange and not name.foreign):
            return self._shared(draft, name)
        asked = asked_of(draft)
        if not asked.wanted.unit and _shared_unit(draft):
            asked = replace(asked, wanted=replace(asked.wanted, unit=_shared_unit(draft)))
        outcome = self._one(draft, name, asked)
        if outcome is None or outcome.line is None:
            before = earlier[-1] if earlier else None
            inherited = self._inherited(draft, name, asked, before)
            alike = self._alike(draft, name, asked, earlier)
            outcome = inherited or alike or outcome
        return [] if outcome is None else [outcome]

    def _edit(self, draft: Draft) -> list[Outcome]:
        """A quantity or a removal without a name: it is about what is in the cart."""
        asked, change = asked_of(draft), _change(draft)
        cart = [self.matcher.index.by_sku[s] for s in self.cart if s in self.matcher.index.by_sku]
        if change is Change.REMOVE and "each" in draft.marks:
            return [self._removed(draft, _sure(n), asked.wanted, _NAMELESS) for n in cart]
        fitting = [n for n in cart if unit_fit(self.matcher.entry(n), asked.wanted) > INEXACT]
        if asked.wanted.value is None and change is not Change.REMOVE:
            return []
        if len(fitting) == 1:
            found = (Found(fitting[0], OWN_NAME, SURE, head=True),)
            marks = draft.marks if change is not Change.NEW else draft.marks | {"only"}
            outcome = self._one(replace(draft, marks=marks), Named((), found, frozenset()), asked)
            return [] if outcome is None else [outcome]
        if not cart and not asked.wanted.unit:
            return []
        options = Decision(None, tuple(fitting or cart))
        return [self._ask(draft, _NAMELESS, options, Doubt.WHICH, asked.wanted)]

    def _replaced(self, draft: Draft, name: Named) -> list[Outcome]:
        """*maggi hoina, mayos*: maggi goes if it is in the cart, else it was only misspoken."""
        outcome = self._one(draft, name, asked_of(draft))
        line = outcome.line if outcome is not None else None
        return [outcome] if outcome and line is not None and line.sku in self.cart else []

    def _in_cart(self, decision: Decision, change: Change) -> Decision:
        """The candidate that a change must mean because it is the one in the cart."""
        if decision.number is not None or change is Change.NEW or not self.cart:
            return decision
        skus = self.matcher.index.entries
        inside = [n for n in decision.options if skus[n].product.sku in self.cart]
        return _sure(inside[0]) if len(inside) == 1 else decision

    def _named(self, draft: Draft) -> Named:
        words = tuple(word.text for word in draft.words)
        sku = next((word.sku for word in draft.words if word.sku), "")
        own = self.own_words.get(words)
        if own is not None and own in self.matcher.index.by_sku:
            sku = own
        if sku:
            number = self.matcher.index.by_sku[Sku(sku)]
            return Named(words, (Found(number, 4, 100, head=True),), frozenset())
        return named(draft, self.matcher)

    def _shared(self, draft: Draft, name: Named) -> list[Outcome]:
        """Several goods before one quantity: each has it when *sabai* or *ek ek* says so."""
        found = []
        for place, part in enumerate(name.parts):
            each = Named(part, self.matcher.match(part), name.hints)
            asked = asked_of(draft)
            if "each" not in draft.marks:
                asked = Asked(replace(asked.wanted, value=None), Doubt.QUANTITY)
            outcome = self._one(draft, each, asked)
            if outcome is not None:
                found.append(outcome)
            if place >= 20:
                break
        return found

    def _inherited(
        self, draft: Draft, name: Named, asked: Asked, before: Outcome | None
    ) -> Outcome | None:
        """The draft with the brand or name of the goods before it: *wai wai chicken 3, veg 2*."""
        if before is None or before.number is None or not draft.words:
            return None
        if name.hints and not name.words:
            same = replace(name, words=before.words, found=self.matcher.match(before.words))
            return self._one(draft, same, asked) if same.found else None
        if not all(_is_variant(word.text) for word in draft.words):
            return None
        entry = self.matcher.entry(before.number)
        own = tuple(word.text for word in draft.words)
        brand = tuple(entry.product.brand.lower().replace("-", " ").split())
        for stem in dict.fromkeys((brand, before.words[:1], before.words[:2])):
            if not stem or set(stem) & set(own):
                continue
            found = self.matcher.match((*stem, *own))
            if found:
                outcome = self._one(draft, Named((*stem, *own), found, name.hints), asked)
                if outcome is not None and outcome.line is not None:
                    return outcome
        return None

    def _alike(
        self, draft: Draft, name: Named, asked: Asked, earlier: Sequence[Outcome]
    ) -> Outcome | None:
        """The one candidate of the kind that the whole list is of: taichin among rices."""
        entries = [self.matcher.entry(o.number) for o in earlier if o.line and o.number is not None]
        kinds = {entry.product.category for entry in entries}
        if len(entries) < _LIST or len(kinds) != 1 or name.strange or name.foreign:
            return None
        found = tuple(
            f for f in name.found if self.matcher.entry(f.number).product.category in kinds
        )
        if not found or len(found) == len(name.found):
            return None
        outcome = self._one(draft, replace(name, found=found), asked)
        return outcome if outcome is not None and outcome.line is not None else None

    def _one(self, draft: Draft, name: Named, asked: Asked) -> Outcome | None:
        text = self._text(draft)
        if not name.found or name.foreign or self._is_other(name):
            bought = any(q.value is not None and not q.money for q in draft.quantities)
            return Outcome(unlisted=_phrase(draft), counted=True) if bought else None
        if not draft.quantities and (name.strange or name.found[0].score < _SURELY_NAMED):
            return None
        decision = self._decided(draft, name, asked)
        change = _change(draft)
        wanted = asked.wanted
        decision = self._in_cart(decision, change)
        if change is Change.REMOVE and decision.number is not None:
            return self._removed(draft, decision, wanted, name)
        if asked.doubt is None and decision.number is None:
            size = self._only_a_size(decision, wanted)
            if size is not None:
                return self._ask(draft, name, size, Doubt.QUANTITY, Wanted(None, "", wanted.sizes))
        if decision.number is None or asked.doubt is not None:
            doubt = decision.doubt if decision.number is None else asked.doubt
            return self._ask(draft, name, decision, doubt or Doubt.WHICH, wanted)
        product = self.matcher.entry(decision.number).product
        unit = Unit(wanted.unit) if wanted.unit else product.sell_unit
        assert wanted.value is not None
        sold = product.in_sell_units(wanted.value, unit)
        if sold is None:
            return self._ask(draft, name, decision, Doubt.UNIT, wanted)
        if not 0 < sold <= _largest(unit, product.sell_unit):
            return self._ask(draft, name, decision, Doubt.AMOUNT, wanted)
        line = Line(product.sku, wanted.value, unit, sold, change, decision.score, text)
        return Outcome(line=line, number=decision.number, words=name.words, counted=True)

    def _removed(self, draft: Draft, decision: Decision, wanted: Wanted, name: Named) -> Outcome:
        assert decision.number is not None
        product = self.matcher.entry(decision.number).product
        unit = Unit(wanted.unit) if wanted.unit in set(Unit) else product.sell_unit
        value = wanted.value or Decimal(0)
        sold = product.in_sell_units(value, unit) or Decimal(0)
        text = self._text(draft)
        line = Line(product.sku, value, unit, sold, Change.REMOVE, decision.score, text)
        return Outcome(line=line, number=decision.number, words=name.words)

    def _decided(self, draft: Draft, name: Named, asked: Asked) -> Decision:
        """The decision, the unit shared with later goods being tried first."""
        decision = decide(name, asked.wanted, self.matcher, self.usual)
        if not _shared_unit(draft) or decision.number is None:
            return decision
        plain = decide(name, replace(asked.wanted, unit=""), self.matcher, self.usual)
        same = plain.number in {None, decision.number}
        return decision if same else replace(plain, number=None, doubt=Doubt.WHICH)

    def _is_other(self, name: Named) -> bool:
        """An unknown word before a mere part of a name makes another thing: *lekali chips*."""
        best = name.found[0]
        return best.score < LIKELY or (name.strange and best.met < FULL_NAME)

    def _only_a_size(self, decision: Decision, wanted: Wanted) -> Decision | None:
        """The decision when the only measure said is the size and no quantity was said."""
        if wanted.value is None or wanted.unit not in {"g", "kg", "ml", "l", "page"}:
            return None
        size = Element("quantity", value=wanted.value, unit=wanted.unit)
        fitting = [n for n in decision.options if sizes_fit(self.matcher.entry(n), (size,))]
        return Decision(None, tuple(fitting)) if fitting else None

    def _ask(
        self, draft: Draft, name: Named, decision: Decision, doubt: Doubt, wanted: Wanted
    ) -> Outcome:
        entries = [self.matcher.entry(number) for number in decision.options]
        options = tuple(entry.product.sku for entry in entries)
        number = decision.options[0] if decision.options else None
        doubtful = Doubtful(
            self._text(draft), options, wanted.value, wanted.unit or None, doubt, _change(draft)
        )
        words = name.words
        counted = any(not q.money for q in draft.quantities)
        return Outcome(doubtful=doubtful, number=number, words=words, counted=counted)

    def _text(self, draft: Draft) -> str:
        words = [*draft.words, *(word for q in draft.quantities for word in q.words)]
        if not words:
            return ""
        return self.text[min(w.start for w in words) : max(w.end for w in words)]


def _is_variant(word: str) -> bool:
    """Whether the word says which kind of a thing, not what thing: veg, classic, liquid."""
    known = lexicon()
    return any(
        sound in known.qualities or sound in known.kinds or sound in known.goes_with
        for sound in spellings(word)
    )


def _shared_unit(draft: Draft) -> str:
    """The unit said once at the end of a list this draft is in, or an empty string."""
    return next((mark[7:] for mark in draft.marks if mark.startswith("shared:")), "")


_NAMELESS: Final = Named((), (), frozenset())


def _sure(number: int) -> Decision:
    return Decision(number, (number,), None, SURE)


def _phrase(draft: Draft) -> str:
    return " ".join(word.text for word in draft.words)


def _change(draft: Draft) -> Change:
    if {"remove", "lower"} & draft.marks:
        return Change.REMOVE
    if "only" in draft.marks:
        return Change.SET
    return Change.ADD if "more" in draft.marks else Change.NEW


def _largest(unit: Unit, sell_unit: Unit) -> Decimal:
    outer = sell_unit in OUTERS or sell_unit == Unit.BORA
    return LARGEST_OUTER if outer and unit not in PIECES else LARGEST_LOOSE
