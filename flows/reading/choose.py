"""Drafts to lines: the product, the quantity in its sell unit, or the question to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.catalog import Sku
from flows.reading.asked import Asked, asked_of
from flows.reading.decide import Decision
from flows.reading.draft import Draft
from flows.reading.fit import INEXACT, unit_fit
from flows.reading.lexicon import lexicon
from flows.reading.lines import LineMaker, Outcome, change_of, shared_unit, sure
from flows.reading.match import SURE
from flows.reading.names import OWN_NAME, Found, Matcher
from flows.reading.naming import Named, named
from flows.reading.reading import Change, Doubt
from flows.reading.sound import spellings

_LIST: Final = 2
"""Lines of one kind that make a list of that kind."""
_MOST_PARTS: Final = 20


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses for the drafts of one message."""

    lines: LineMaker
    own_words: Mapping[tuple[str, ...], Sku]

    @property
    def matcher(self) -> Matcher:
        """The products by name."""
        return self.lines.matcher

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
        if not asked.wanted.unit and shared_unit(draft):
            asked = replace(asked, wanted=replace(asked.wanted, unit=shared_unit(draft)))
        outcome = self.lines.outcome(draft, name, asked)
        if outcome is None or outcome.line is None:
            before = earlier[-1] if earlier else None
            inherited = self._inherited(draft, name, asked, before)
            alike = self._alike(draft, name, asked, earlier)
            outcome = inherited or alike or outcome
        return [] if outcome is None else [outcome]

    def _edit(self, draft: Draft) -> list[Outcome]:
        """A quantity or a removal without a name: it is about what is in the cart."""
        asked, change = asked_of(draft), change_of(draft)
        cart = [
            self.matcher.index.by_sku[s] for s in self.lines.cart if s in self.matcher.index.by_sku
        ]
        if change is Change.REMOVE and "each" in draft.marks:
            return [self.lines.removal(draft, _NAMELESS, sure(n), asked.wanted) for n in cart]
        fitting = [n for n in cart if unit_fit(self.matcher.entry(n), asked.wanted) > INEXACT]
        if asked.wanted.value is None and change is not Change.REMOVE:
            return []
        if len(fitting) == 1:
            found = (Found(fitting[0], OWN_NAME, SURE, head=True),)
            marks = draft.marks if change is not Change.NEW else draft.marks | {"only"}
            outcome = self.lines.outcome(
                replace(draft, marks=marks), Named((), found, frozenset()), asked
            )
            return [] if outcome is None else [outcome]
        if not cart and not asked.wanted.unit:
            return []
        options = Decision(None, tuple(fitting or cart))
        return [self.lines.question(draft, _NAMELESS, options, Asked(asked.wanted, Doubt.WHICH))]

    def _replaced(self, draft: Draft, name: Named) -> list[Outcome]:
        """*maggi hoina, mayos*: maggi goes if it is in the cart, else it was only misspoken."""
        outcome = self.lines.outcome(draft, name, asked_of(draft))
        line = outcome.line if outcome is not None else None
        return [outcome] if outcome and line is not None and line.sku in self.lines.cart else []

    def _named(self, draft: Draft) -> Named:
        words = tuple(word.text for word in draft.words)
        sku = next((word.sku for word in draft.words if word.sku), "")
        own = self.own_words.get(words)
        if own is not None and own in self.matcher.index.by_sku:
            sku = own
        if sku:
            number = self.matcher.index.by_sku[Sku(sku)]
            return Named(words, (Found(number, OWN_NAME, SURE, head=True),), frozenset())
        return named(draft, self.matcher)

    def _shared(self, draft: Draft, name: Named) -> list[Outcome]:
        """Several goods before one quantity: each has it when *sabai* or *ek ek* says so."""
        found = []
        for part in name.parts[:_MOST_PARTS]:
            each = Named(part, self.matcher.match(part), name.hints)
            asked = asked_of(draft)
            if "each" not in draft.marks:
                asked = Asked(replace(asked.wanted, value=None), Doubt.QUANTITY)
            outcome = self.lines.outcome(draft, each, asked)
            if outcome is not None:
                found.append(outcome)
        return found

    def _inherited(
        self, draft: Draft, name: Named, asked: Asked, before: Outcome | None
    ) -> Outcome | None:
        """The draft with the brand or name of the goods before it: *wai wai chicken 3, veg 2*."""
        if before is None or before.number is None or not draft.words:
            return None
        if name.hints and not name.words:
            same = replace(name, words=before.words, found=self.matcher.match(before.words))
            return self.lines.outcome(draft, same, asked) if same.found else None
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
                outcome = self.lines.outcome(draft, Named((*stem, *own), found, name.hints), asked)
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
        outcome = self.lines.outcome(draft, replace(name, found=found), asked)
        return outcome if outcome is not None and outcome.line is not None else None


def _is_variant(word: str) -> bool:
    """Whether the word says which kind of a thing, not what thing: veg, classic, liquid."""
    known = lexicon()
    return any(
        sound in known.qualities or sound in known.kinds or sound in known.goes_with
        for sound in spellings(word)
    )


_NAMELESS: Final = Named((), (), frozenset())
