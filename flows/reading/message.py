"""One message as a whole: its intent, its lines, and what else it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from domain.catalog import Sku
from flows.reading.clauses import WISHES, Clause, clauses_of, heard_in
from flows.reading.draft import Draft
from flows.reading.intents import ASKED, STRONG, Heard
from flows.reading.language import language_of
from flows.reading.lines import Outcome
from flows.reading.numbers import read_number
from flows.reading.reading import Change, Doubt, Doubtful, Line, Reading
from flows.reading.text import Token
from flows.reading.words import Word

_CODE: Final = re.compile(
    r"\b(?:kh|ord)[-\s#]*\d{1,8}\b|\border\s*(?:no\.?|number|num|#)?\s*[-#:]?\s*(\d{3,8})\b"
)
_PAISA: Final = 100
_SMALLEST_AMOUNT: Final = 50
_LONGEST_AMOUNT: Final = 7
_SHORTEST_CODE: Final = 3
_LISTING: Final = 2
_MOST_OPTIONS: Final = 10

Chosen = Sequence[tuple[Outcome, Draft]]


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of one message: its text, tokens, words, and what its drafts came to.

    ``left`` is the beginning of what was too much to read, if anything was.
    """

    plain: str
    tokens: Sequence[Token]
    words: Sequence[Word]
    chosen: Chosen
    left: str = ""

    def reading(self) -> Reading:
        """All of it as one value."""
        goods = {start for outcome, draft in self.chosen for start in _goods(outcome, draft)}
        heard = heard_in(self.tokens, goods)
        talking = any(weight >= ASKED for _, weight, _ in heard.weights)
        clauses = clauses_of(self.tokens, goods) if talking else []
        listing = sum(o.counted and not o.unlisted for o, _ in self.chosen) >= _LISTING
        wanted = [
            o
            for o, draft in self.chosen
            if not _in_talk(draft, clauses, o) or (listing and not _is_asked_of(heard))
        ]
        intent = _intent(heard, wanted, told=self._is_told())
        if intent != "order":
            wanted = [o for o in wanted if _is_removal(o)] if intent == "cancel" else []
        lines, twice = _merged([o.line for o in wanted if o.line is not None])
        unlisted = [o.unlisted for o in wanted if o.unlisted]
        if self.left and intent == "order":
            unlisted.append(self.left)
        doubtful = [o.doubtful for o in wanted if o.doubtful is not None]
        return Reading(
            language=language_of([t.text for t in self.tokens if t.kind == "word"]),
            intent=intent,
            kind=self._kind(intent, heard, lines),
            also=_also(intent, heard),
            lines=lines,
            doubtful=(*doubtful, *twice),
            unlisted=tuple(unlisted),
            about=_abouts([o for o, _ in self.chosen if o not in wanted]),
            amount_paisa=self._amount(intent, heard),
            order_code=self._code(intent),
            yes_no=self._yes_no(),
        )

    def _is_told(self) -> bool:
        """Whether something is said about goods: other words stand by them, and no wish."""
        used = {word for outcome, _ in self.chosen for word in outcome.words}
        words = [word for word in self.words if word.kind == "word" and word.text not in used]
        if any(word.text.startswith(WISHES) or word.has("verb") for word in words):
            return False
        return any(not word.roles for word in words)

    def _kind(self, intent: str, heard: Heard, lines: Sequence[Line]) -> str:
        if intent == "cancel" and lines:
            return "remove"
        if intent != "order":
            return heard.kind(intent)
        changes = {line.change for line in lines}
        only = changes.pop() if len(changes) == 1 else Change.NEW
        return {Change.ADD: "add", Change.SET: "change", Change.REMOVE: "remove"}.get(only, "order")

    def _amount(self, intent: str, heard: Heard) -> int | None:
        """The largest amount of money said, in paisa, when money is what it is about."""
        money = {"payment", "balance"}
        if intent not in money and not any(heard.weight(i) >= STRONG for i in money):
            return None
        texts = [token.text for token in self.tokens]
        best, place = Decimal(0), 0
        while place < len(texts):
            number = read_number(texts, place)
            if number is None or len(texts[place]) > _LONGEST_AMOUNT:
                place += 1
                continue
            best, place = max(best, number[0]), number[1]
        return int(best * _PAISA) if best >= _SMALLEST_AMOUNT else None

    def _code(self, intent: str) -> str | None:
        """The order spoken of, as written: KH-1042, or 1042 in a question or a cancellation."""
        match = _CODE.search(self.plain)
        if match is None:
            bare = (t.text for t in self.tokens if t.text.isdigit() and _is_code(t.text))
            return next(bare, None) if intent in {"status", "cancel"} else None
        return match[1] or re.sub(r"[\s#]+", "-", match[0]).upper()

    def _yes_no(self) -> bool | None:
        """Yes or no when the whole message is only that."""
        spoken = [word for word in self.words if word.kind == "word"]
        yes = sum(word.has("yes") for word in spoken)
        no = sum(word.has("no") for word in spoken)
        other = [w for w in spoken if not {"yes", "no", "filler"} & w.roles.keys()]
        if other or bool(yes) == bool(no) or any(word.kind == "number" for word in self.words):
            return None
        return bool(yes)


def _is_asked_of(heard: Heard) -> bool:
    """Whether goods are the matter of the talk; news and help are not about several at once."""
    return heard.strongest in {"price", "other", "cancel", "payment", "balance"}


def _is_code(digits: str) -> bool:
    return _SHORTEST_CODE <= len(digits) <= _LONGEST_AMOUNT


def _goods(outcome: Outcome, draft: Draft) -> list[int]:
    """Where a draft names goods that are counted: its words are no talk."""
    if not outcome.counted or outcome.unlisted:
        return []
    return [word.start for word in draft.words if word.text in outcome.words]


def _in_talk(draft: Draft, clauses: Sequence[Clause], outcome: Outcome) -> bool:
    words = draft.words or tuple(word for q in draft.quantities for word in q.words)
    if not words:
        return False
    clause = _clause_at(clauses, words[-1].start)
    counted = draft.quantities[-1].words if draft.quantities else ()
    wish = _clause_at(clauses, counted[-1].start) if counted else None
    if wish is not None and wish is not clause and wish.wishing and not wish.is_talk:
        return False
    if clause is None or (_is_removal(outcome) and clause.heard.weight("price") < STRONG):
        return False
    if outcome.unlisted:
        return any(weight >= STRONG for _, weight, _ in clause.heard.weights)
    return clause.is_talk


def _clause_at(clauses: Sequence[Clause], at: int) -> Clause | None:
    return next((c for c in clauses if c.start <= at < c.end), None)


def _is_removal(outcome: Outcome) -> bool:
    said = outcome.line or outcome.doubtful
    return said is not None and said.change is Change.REMOVE


def _intent(heard: Heard, wanted: Sequence[Outcome], *, told: bool) -> str:
    if any(outcome.counted for outcome in wanted):
        return "order"
    strongest = heard.strongest
    if any(_is_removal(outcome) for outcome in wanted):
        return "cancel"
    if strongest and heard.weight(strongest) > 1:
        return strongest
    named = any(outcome.doubtful is not None or outcome.line is not None for outcome in wanted)
    if named and not told:
        return "order"
    return strongest or "other"


def _also(intent: str, heard: Heard) -> tuple[str, ...]:
    return tuple(
        other
        for other, weight, _ in heard.weights
        if weight >= STRONG and other not in {intent, "greeting"}
    )


def _merged(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Doubtful, ...]]:
    """Lines of one product made one: *more* of it adds up, twice without that word is asked."""
    found: dict[tuple[Sku, bool], Line] = {}
    twice: dict[tuple[Sku, bool], Doubtful] = {}
    for line in lines:
        key = (line.sku, line.change is Change.REMOVE)
        last = found.get(key)
        if line.change is Change.REMOVE and not line.quantity:
            # Taken back in the same message: nothing of it goes into the cart.
            found.pop((line.sku, False), None)
            twice.pop((line.sku, False), None)
        if last is None or key in twice:
            found.setdefault(key, line)
        elif Change.ADD in {line.change, last.change}:
            found[key] = _added(last, line)
        else:
            twice[key] = Doubtful(
                line.text, (line.sku,), None, line.unit, Doubt.QUANTITY, line.change
            )
    sure = tuple(line for key, line in found.items() if key not in twice)
    return sure, tuple(twice.values())


def _added(last: Line, line: Line) -> Line:
    sold = last.sell_quantity + line.sell_quantity
    sure = min(last.confidence, line.confidence)
    if line.unit == last.unit:
        quantity = last.quantity + line.quantity
        return replace(last, quantity=quantity, sell_quantity=sold, confidence=sure)
    per_unit = line.sell_quantity / line.quantity
    return replace(line, quantity=sold / per_unit, sell_quantity=sold, confidence=sure)


def _abouts(outcomes: Sequence[Outcome]) -> tuple[Sku, ...]:
    found: dict[Sku, None] = {}
    for outcome in outcomes:
        if outcome.line is not None:
            found[outcome.line.sku] = None
        elif outcome.doubtful is not None:
            found.update(dict.fromkeys(outcome.doubtful.options[:_MOST_OPTIONS]))
    return tuple(found)
