"""The reader: one message in, one reading out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from domain.catalog import Catalogue, Sku
from flows.reading.choose import Chooser, Outcome
from flows.reading.corrections import settled
from flows.reading.elements import Element, Grouping
from flows.reading.intents import STRONG, Heard, hear
from flows.reading.language import language_of
from flows.reading.match import Matcher
from flows.reading.numbers import read_number
from flows.reading.order_text import Draft, drafts_of
from flows.reading.reading import Change, Doubt, Doubtful, Line, Reading
from flows.reading.text import Token, normalise, tokens
from flows.reading.words import Word, words_of

_MOST_DRAFTS: Final = 200
_MOST_OPTIONS: Final = 10
_CODE: Final = re.compile(
    r"\b(kh|ord)[-\s#]*(\d{1,8})\b|\border\s*(?:no\.?|number|#)?\s*[-#]?(\d{3,8})\b"
)
_NOT_TALK: Final = frozenset({"greeting", "repeat"})
_PAISA: Final = 100
_SMALLEST_AMOUNT: Final = 50
_LONGEST_AMOUNT: Final = 8


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the message between stops, and what it is heard to be about."""

    start: int
    end: int
    heard: Heard
    ordering: bool

    @property
    def is_talk(self) -> bool:
        """Whether goods named here are spoken about rather than ordered."""
        strong = [i for i, w, _ in self.heard.weights if w >= STRONG and i not in _NOT_TALK]
        if not strong:
            return False
        return not (self.ordering and set(strong) <= {"price", "cancel", "payment", "balance"})


class Reader:
    """Reads messages against one catalogue; unchanging once made, so threads may share it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._matcher = Matcher(catalogue)
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
        found = tokens(plain)
        words = words_of(found, self._matcher, self._codes)
        elements = Grouping(words).run()
        drafts = settled(drafts_of(elements, self._knows))[:_MOST_DRAFTS]
        own = {tuple(normalise(word).split()): sku for word, sku in (own_words or {}).items()}
        chooser = Chooser(self._matcher, plain, usual or {}, own)
        clauses = _clauses(found, elements)
        chosen = _chosen(drafts, chooser, clauses)
        return _reading(plain, found, clauses, chosen)

    def _knows(self, group: tuple[Word, ...]) -> bool:
        texts = tuple(word.text for word in group)
        if any(word.sku for word in group) or self._matcher.match(texts):
            return True
        return bool(self._matcher.match(texts[-1:]))

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
        elements = Grouping(words).run()
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


def _shown(element: Element) -> str:
    said = " ".join(word.text for word in element.words)
    if element.kind != "quantity":
        return f"{element.kind}({said!r})"
    return f"quantity({said!r}: {element.value} {element.unit}{' vague' if element.vague else ''})"


def _clauses(found: Sequence[Token], elements: Sequence[Element]) -> list[Clause]:
    """The message cut at stops and line ends, each part with what it is about."""
    verbs = {w.start for e in elements for w in e.words if w.has("verb")}
    clauses: list[Clause] = []
    part: list[Token] = []
    for place, token in enumerate((*found, None)):
        stop = (
            token is None
            or token.kind == "line"
            or (token.text in ".?!;,।" and _stops(found, place))
        )
        if not stop and token is not None:
            part.append(token)
            continue
        if part:
            heard = hear(t.text for t in part if t.kind in {"word", "number"})
            ordering = any(t.start in verbs for t in part)
            clauses.append(Clause(part[0].start, part[-1].end, heard, ordering))
        part = []
    return clauses


def _stops(found: Sequence[Token], place: int) -> bool:
    return place + 1 >= len(found) or found[place + 1].spaced or found[place + 1].kind != "word"


Chosen = list[tuple[Outcome, Clause | None]]


def _chosen(drafts: Sequence[Draft], chooser: Chooser, clauses: Sequence[Clause]) -> Chosen:
    chosen: Chosen = []
    before: Outcome | None = None
    for draft in drafts:
        words = draft.words or tuple(w for q in draft.quantities for w in q.words)
        clause = next((c for c in clauses if words and c.start <= words[0].start < c.end), None)
        for outcome in chooser.choose(draft, before):
            chosen.append((outcome, clause))
            before = outcome
    return chosen


def _reading(
    plain: str, found: Sequence[Token], clauses: Sequence[Clause], chosen: Chosen
) -> Reading:
    texts = [t.text for t in found if t.kind == "word"]
    heard = hear(t.text for t in found if t.kind in {"word", "number"})
    wanted = [o for o, clause in chosen if clause is None or not clause.is_talk]
    about = [o for o, clause in chosen if clause is not None and clause.is_talk]
    lines = _merged([o.line for o in wanted if o.line is not None])
    doubtful = [o.doubtful for o in wanted if o.doubtful is not None]
    unlisted = [o.unlisted for o in wanted if o.unlisted]
    counted = bool(lines) or bool(unlisted) or any(_has_amount(d) for d in doubtful)
    talk = heard.strongest
    intent = _intent(heard, counted=counted, named=bool(doubtful), clauses=clauses)
    if intent != "order":
        about = [o for o, _ in chosen]
        lines, doubtful, unlisted = [], [], []
    also = (
        tuple(i for i, w, _ in heard.weights if w >= STRONG and i not in {intent, "greeting"})
        if intent == "order"
        else ()
    )
    kind = "order" if intent == "order" else heard.kind(intent) if talk else intent
    return Reading(
        language_of(texts),
        intent,
        kind,
        also,
        tuple(lines),
        tuple(doubtful),
        tuple(unlisted),
        _abouts(about),
        _amount(found, intent),
        _code(plain),
        None,
    )


def _has_amount(doubtful: Doubtful) -> bool:
    return doubtful.quantity is not None or doubtful.unit is not None


def _intent(heard: Heard, *, counted: bool, named: bool, clauses: Sequence[Clause]) -> str:
    if counted:
        return "order"
    strongest = heard.strongest
    if strongest and heard.weight(strongest) > 1:
        return strongest
    if named:
        return "order"
    return strongest or "other"


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Lines of one product made one: more of it is added up."""
    found: dict[Sku, Line] = {}
    for line in lines:
        last = found.get(line.sku)
        if last is None:
            found[line.sku] = line
        elif line.unit == last.unit:
            found[line.sku] = replace(
                last,
                quantity=last.quantity + line.quantity,
                sell_quantity=last.sell_quantity + line.sell_quantity,
            )
    return list(found.values())


def _abouts(outcomes: Sequence[Outcome]) -> tuple[Sku, ...]:
    found: list[Sku] = []
    for outcome in outcomes:
        if outcome.line is not None:
            found.append(outcome.line.sku)
        elif outcome.doubtful is not None:
            found.extend(outcome.doubtful.options[:_MOST_OPTIONS])
    return tuple(dict.fromkeys(found))


def _amount(found: Sequence[Token], intent: str) -> int | None:
    if intent not in {"payment", "balance"}:
        return None
    texts = [t.text for t in found]
    best: Decimal | None = None
    place = 0
    while place < len(texts):
        number = read_number(texts, place)
        if number is None or len(texts[place]) > _LONGEST_AMOUNT:
            place += 1
            continue
        value, place = number
        if value >= _SMALLEST_AMOUNT and (best is None or value > best):
            best = value
    return None if best is None else int(best * _PAISA)


def _code(plain: str) -> str | None:
    match = _CODE.search(plain)
    return None if match is None else match[0].strip().upper()
