"""A vendor names prices and stock, and stops or starts taking orders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from domain.catalog import Sku
from domain.events import PriceSet, StockSet, VendorPaused
from domain.facts import VendorFacts
from domain.money import Money
from domain.ordering import LARGEST_QUANTITY
from domain.prices import Quote, doubt_price
from flows.phrases import Phrase
from flows.scene import Scene
from flows.turn import Amount, Button, Choice, Question, Quoted, Said, Slot

QUOTES_AT_MOST = 40  # more belongs into a document


WRONG, WHICH, SURE = "quote_wrong", "quote_which", "quote_sure"
ASKED = (WHICH, SURE)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a message's quotes come to: sure ones, and what has to be asked about."""

    sure: tuple[Quoted, ...]
    questions: tuple[Question, ...]


class Quoting(Scene[VendorFacts]):
    """What a vendor can say about its goods."""

    def _sorted(self) -> Sorted:
        sure: list[Quoted] = []
        questions: list[Question] = []
        for quoted in self.intent.quoted[:QUOTES_AT_MOST]:
            narrowed = replace(quoted, skus=self._narrowed(quoted))
            doubt = self._doubt(narrowed)
            if doubt is None:
                sure.append(narrowed)
            else:
                questions.append(doubt)
        return Sorted(tuple(sure), tuple(questions))

    def _narrowed(self, quoted: Quoted) -> tuple[Sku, ...]:
        """Products that this vendor sells, at a price like this, when words may mean several."""
        skus = tuple(sku for sku in quoted.skus if self._quote(sku) is not None) or quoted.skus
        price = quoted.price
        if price is None:
            return skus
        priced = tuple(sku for sku in skus if not doubt_price(price, self._usual(sku)))
        return priced or skus

    def _quote(self, sku: Sku) -> Quote | None:
        return self.facts.standing.quotes.get(sku) if self.facts.standing else None

    def _doubt(self, quoted: Quoted) -> Question | None:
        subject, sku = _subject(quoted), quoted.skus[0]
        if subject is None:
            return Question(WRONG, text=quoted.text)
        if len(quoted.skus) > 1:
            return Question(WHICH, quoted.text, quoted.skus, subject)
        if quoted.price is not None and doubt_price(quoted.price, self._usual(sku)):
            return Question(SURE, quoted.text, quoted.skus, subject)
        return None

    def _usual(self, sku: Sku) -> tuple[Money, ...]:
        """Prices to measure a new one by: its own last one, else the other vendors'."""
        own = self._quote(sku)
        if own is not None:
            return (own.price,)
        return tuple(one.quotes[sku].price for one in self.facts.others if sku in one.quotes)

    # --- guards -------------------------------------------------------------------------------

    @property
    def quote_asked(self) -> Question | None:
        """The price or stock on the screen that waits for a word."""
        return self.asked(*ASKED)

    def quotes_doubtful(self) -> bool:
        """Something has to be asked before it counts."""
        return bool(self._sorted().questions)

    def no_quote_asked(self) -> bool:
        """The press belongs to a question that is gone."""
        return self.quote_asked is None

    def not_among_options(self) -> bool:
        """The choice is none that was offered."""
        question = self.quote_asked
        return question is None or self.intent.subject not in question.options

    # --- actions ------------------------------------------------------------------------------

    def take_quotes(self) -> None:
        """Prices and stock as named."""
        sure = self._sorted().sure
        self.forget(*ASKED)
        self._set(sure)
        self.say(Phrase.QUOTES_TAKEN, {"lines": tuple(self._line(one) for one in sure)})

    def take_sure_and_ask(self) -> None:
        """The clear ones count; the doubtful ones are asked about, one after another."""
        found = self._sorted()
        self._set(found.sure)
        self.forget(*ASKED)
        self.ask_beside(*(one for one in found.questions if one.kind in ASKED))
        notes = tuple(self._line(one) for one in found.sure)
        wrong = [one.text for one in found.questions if one.kind == WRONG]
        if wrong:
            self.say(Phrase.QUOTE_WRONG, {"text": ", ".join(wrong), "notes": notes})
        self._ask_next(() if wrong else notes)

    def _ask_next(self, notes: tuple[Said, ...]) -> None:
        """The next doubt, if one waits."""
        question = self.quote_asked
        if question is None:
            return
        if question.kind == SURE:
            self._ask_sure(question, notes)
            return
        choices = tuple(
            Choice(title=self.facts.catalogue[Sku(sku)].name, payload=f"pick_product:{sku}")
            for sku in question.options
        )
        slots: dict[str, Slot] = {"text": question.text, "notes": notes}
        self.say(Phrase.ASK_QUOTE_WHICH, slots, choices=choices)

    def _ask_sure(self, question: Question, notes: tuple[Said, ...]) -> None:
        quoted = _quoted(question, Sku(question.options[0]))
        usual = self._usual(quoted.skus[0])
        line = self._line(quoted)
        slots: dict[str, Slot] = {"line": line, "usual": usual[0] if usual else "", "notes": notes}
        self.say(
            Phrase.ASK_QUOTE_SURE,
            slots,
            buttons=(
                Button(Phrase.BUTTON_YES, f"price_yes:{quoted.skus[0]}"),
                Button(Phrase.BUTTON_NO, f"price_no:{quoted.skus[0]}"),
            ),
        )

    def pick_product(self) -> None:
        """The product was chosen from the list."""
        question = self.quote_asked
        assert question is not None
        quoted = _quoted(question, Sku(self.intent.subject))
        self.settle(question)
        doubt = self._doubt(quoted)
        if doubt is not None:
            self.remember(questions=(doubt, *self.conversation.questions))
            self._ask_next(())
            return
        self._take(quoted)

    def take_unusual_price(self) -> None:
        """Yes, the price is meant."""
        question = self.quote_asked
        assert question is not None
        self.settle(question)
        self._take(_quoted(question, Sku(self.intent.subject)))

    def _take(self, quoted: Quoted) -> None:
        self._set((quoted,))
        line = self._line(quoted)
        if self.quote_asked is None:
            self.say(Phrase.QUOTES_TAKEN, {"lines": (line,)})
        self._ask_next((line,))

    def drop_quote(self) -> None:
        """No, it was a slip; nothing changes."""
        question = self.quote_asked
        if question is not None:
            self.settle(question)
        self.say(Phrase.QUOTE_DROPPED)
        self._ask_next(())

    def _set(self, quotes: tuple[Quoted, ...]) -> None:
        vendor = self.facts.vendor.id
        for quoted in quotes:
            sku = quoted.skus[0]
            name = self.facts.catalogue[sku].name
            if quoted.price is not None:
                own = self._quote(sku)
                before = own.price if own else None
                self.happen(PriceSet(vendor, sku, name, before, quoted.price))
            if quoted.stock is not None:
                self.happen(StockSet(vendor, sku, name, quoted.stock))

    def _line(self, quoted: Quoted) -> Said:
        product = self.facts.catalogue[quoted.skus[0]]
        if quoted.price is not None:
            slots: dict[str, Slot] = {
                "product": product.name,
                "unit": product.sell_unit.value,
            }
            return Said(Phrase.QUOTE_PRICE, {**slots, "price": quoted.price})
        stock = quoted.stock or Decimal(0)
        left = Amount(stock, product.sell_unit.value)
        phrase = Phrase.QUOTE_STOCK if stock else Phrase.QUOTE_NO_STOCK
        return Said(phrase, {"product": product.name, "stock": left})

    def pause(self) -> None:
        """No new offers until further word."""
        self.happen(VendorPaused(self.facts.vendor.id, paused=True))
        self.say(Phrase.PAUSED, buttons=(Button(Phrase.BUTTON_RESUME, "resume:"),))

    def resume(self) -> None:
        """Offers again."""
        self.happen(VendorPaused(self.facts.vendor.id, paused=False))
        self.say(Phrase.RESUMED)


def _subject(quoted: Quoted) -> str | None:
    """The quote as text to remember; None when it can be neither price nor stock."""
    if quoted.price is not None:
        return f"price:{quoted.price.paisa}" if quoted.price.paisa > 0 else None
    if quoted.stock is not None and 0 <= quoted.stock <= LARGEST_QUANTITY:
        return f"stock:{quoted.stock}"
    return None


def _quoted(question: Question, sku: Sku) -> Quoted:
    what, _, value = question.subject.partition(":")
    if what == "price":
        return Quoted(question.text, (sku,), price=Money(int(value)))
    return Quoted(question.text, (sku,), stock=Decimal(value))
