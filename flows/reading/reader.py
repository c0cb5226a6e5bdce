"""The reader: one message in, one reading out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.catalog import Catalogue, Sku
from flows.reading.bounds import MOST_DRAFTS, named_back, readable
from flows.reading.choose import Chooser
from flows.reading.corrections import settled
from flows.reading.draft import PACKING, WHOLE, Draft
from flows.reading.elements import Element
from flows.reading.grouping import elements_of
from flows.reading.intents import cues
from flows.reading.lexicon import lexicon
from flows.reading.lines import LIKELY, LineMaker, Outcome
from flows.reading.message import Message
from flows.reading.names import FULL_NAME, Matcher
from flows.reading.naming import LONGEST_NAME
from flows.reading.order_text import drafts_of
from flows.reading.reading import Reading
from flows.reading.sound import skeleton
from flows.reading.text import normalise, tokens
from flows.reading.words import Word, words_of


class Reader:
    """Reads messages against one catalogue; unchanging once made, so threads may share it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._matcher = Matcher(catalogue)
        cues()  # read once, now, so that the first message does not wait for it
        self._codes = {sku.lower(): str(sku) for sku in catalogue}

    def read(
        self,
        text: str,
        *,
        cart: Sequence[Sku] = (),
        usual: Mapping[Sku, int] | None = None,
        own_words: Mapping[str, Sku] | None = None,
    ) -> Reading:
        """What the message says, given the cart, the shop's own order counts and its words."""
        plain = normalise(text)
        every = tokens(plain)
        found = every[: readable(every, self._is_known)]
        words = words_of(found, self._matcher, self._codes)
        elements = elements_of(words, self._matcher.sure_of)
        drafts = settled(drafts_of(elements, self._knows))
        left = plain[found[-1].end :] if len(found) < len(every) else ""
        drafts, left = _most(drafts, plain, left)
        own = {self._name_key(word): sku for word, sku in (own_words or {}).items()}
        chooser = Chooser(LineMaker(self._matcher, plain, usual or {}, cart), own)
        chosen: list[tuple[Outcome, Draft]] = []
        for draft in drafts:
            before = [outcome for outcome, _ in chosen]
            chosen.extend((outcome, draft) for outcome in chooser.choose(draft, before))
        return Message(plain, found, words, chosen, named_back(left)).reading()

    def _is_known(self, word: str) -> bool:
        return self._matcher.spells(word) or word in lexicon().by_spelling

    def _name_key(self, name: str) -> tuple[str, ...]:
        """A name as the words that are left of it in a draft."""
        words = words_of(tokens(normalise(name)), self._matcher, self._codes)
        return tuple(word.text for word in words if word.kind != "sign" and not word.has("of"))

    def _knows(self, group: tuple[Word, ...]) -> int:
        """How well the words name something in the catalogue."""
        texts = tuple(word.text for word in group[-LONGEST_NAME:])
        if any(word.sku for word in group):
            return WHOLE
        if all(skeleton(text) in self._matcher.index.soft for text in texts):
            return PACKING
        found = self._matcher.match(texts)
        if not found or found[0].score < LIKELY:
            return 0
        return WHOLE if found[0].met >= FULL_NAME else 1

    def candidates(self, name: str, limit: int = 10) -> tuple[tuple[Sku, int], ...]:
        """Products that a name alone may mean, the best first, each with a score 0–100."""
        words = [t.text for t in tokens(normalise(name)) if t.kind != "sign"]
        found = self._matcher.match(words)
        return tuple(
            (self._matcher.entry(f.number).product.sku, min(100, f.score * (96 + f.met) // 100))
            for f in found[:limit]
        )

    def explain(self, text: str) -> dict[str, object]:
        """How the message was taken apart, for people."""
        plain = normalise(text)
        found = tokens(plain)
        words = words_of(found, self._matcher, self._codes)
        elements = elements_of(words, self._matcher.sure_of)
        drafts = settled(drafts_of(elements, self._knows))
        return {
            "normalised": plain,
            "tokens": [token.text for token in found],
            "elements": [_shown(element) for element in elements],
            "drafts": [self._shown_draft(draft) for draft in drafts],
        }

    def _shown_draft(self, draft: Draft) -> dict[str, object]:
        words = tuple(word.text for word in draft.words)
        return {
            "name": " ".join(words),
            "quantities": [_shown(quantity) for quantity in draft.quantities],
            "marks": sorted(draft.marks),
            "candidates": [
                {"sku": sku, "score": score} for sku, score in self.candidates(" ".join(words))
            ],
        }


def _most(drafts: list[Draft], plain: str, left: str) -> tuple[list[Draft], str]:
    """As many drafts as are looked up, and the text that is left from the first of the others."""
    over = next((draft.words for draft in drafts[MOST_DRAFTS:] if draft.words), ())
    return drafts[:MOST_DRAFTS], plain[over[0].start :] if over else left


def _shown(element: Element) -> str:
    said = " ".join(word.text for word in element.words)
    if element.kind != "quantity":
        return f"{element.kind}({said!r})"
    return f"quantity({said!r}: {element.value} {element.unit}{' vague' if element.vague else ''})"
