"""What we ask when unsure of a line, and how the answer becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.catalog import Catalogue, Product, Sku, Unit
from domain.ordering import LARGEST_QUANTITY
from flows.phrases import Phrase
from flows.reading.lexicon import roles_of
from flows.reading.numbers import parse_quantity
from flows.reading.reader import Reader
from flows.reading.reading import Change, Doubt, Doubtful, Line
from flows.reading.text import normalise, tokens
from flows.turn import LIST_ROW_LIMIT, Amount, Button, Choice, Intent, Question, Reply, Said, Slot

SURE = 100
DOUBTS = frozenset(doubt.value for doubt in Doubt)
NONE_OF_THESE = "none_of_these:"


def doubts(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The open questions that are about lines of an order."""
    return tuple(one for one in questions if one.kind in DOUBTS)


def as_questions(doubtful: Sequence[Doubtful]) -> tuple[Question, ...]:
    """The reader's doubts as questions, in the order of the message.

    A doubt about the quantity of an unclear product asks for the product first.
    """
    return tuple(
        Question(
            kind=one.doubt.value if len(one.options) == 1 else Doubt.WHICH.value,
            text=one.text,
            options=one.options[: LIST_ROW_LIMIT - 1],
            subject=one.change.value,
            quantity=one.quantity if one.doubt is Doubt.WHICH else None,
            unit=one.unit or "",
        )
        for one in doubtful
        if one.options
    )


def ask(question: Question, catalogue: Catalogue, notes: tuple[Said, ...]) -> Reply:
    """The question as a message: candidates to choose from, or words to answer in."""
    slots: dict[str, Slot] = {"text": question.text, "notes": notes}
    if question.kind == Doubt.WHICH.value:
        choices = tuple(
            Choice(
                title=catalogue[Sku(sku)].name,
                payload=f"choose:{sku}",
                description=_packed(catalogue[Sku(sku)]),
            )
            for sku in question.options
        )
        left_out = Choice(title=Said(Phrase.CHOICE_NONE), payload=NONE_OF_THESE)
        return Reply(Phrase.ASK_WHICH, slots, choices=(*choices, left_out))
    product = catalogue[Sku(question.options[0])]
    slots |= {"product": product.name, "packed": _packed(product)}
    phrase = Phrase.ASK_UNIT if question.kind == Doubt.UNIT.value else Phrase.ASK_QUANTITY
    return Reply(phrase, slots, buttons=(Button(Phrase.BUTTON_LEAVE_OUT, NONE_OF_THESE),))


def _packed(product: Product) -> Said:
    """What one of it is: a carton of 30 pcs; for loose goods the measure alone."""
    if product.sell_unit == product.pack_unit:
        return Said(Phrase(f"unit_{product.sell_unit.value}"))
    pack = Amount(product.pack_size, product.pack_unit.value)
    return Said(Phrase.PACKED_AS, {"unit": product.sell_unit.value, "pack": pack})


def answer(text: str, question: Question, reader: Reader) -> Intent | None:
    """What a written answer to an open question means, or None when it is something else."""
    if question.kind == Doubt.WHICH.value:
        found = [sku for sku, _ in reader.candidates(text) if sku in question.options]
        return Intent("choose", subject=found[0], words=text) if len(found) == 1 else None
    return Intent("quantity", words=text) if _quantity(text) is not None else None


def _quantity(text: str) -> tuple[str, str] | None:
    """Number words and an optional unit after them."""
    words = [token.text for token in tokens(normalise(text)) if token.kind != "sign"]
    unit = roles_of(words[-1]).get("unit", "") if len(words) > 1 else ""
    words = words[:-1] if unit else words
    return (" ".join(words), unit) if words and parse_quantity(words) is not None else None


def with_quantity(question: Question, text: str) -> Question:
    """The question with the quantity that the answer gave, in its own unit or the sell unit."""
    found = _quantity(text)
    if found is None:
        return replace(question, quantity=None)
    words, unit = found
    return replace(question, quantity=parse_quantity(words.split()), unit=unit)


def removal(sku: Sku, unit: Unit, text: str) -> Line:
    """The line that takes a product out of the cart, however much of it is there."""
    return Line(sku, Decimal(0), unit.value, Decimal(0), Change.REMOVE, SURE, text)


def line_for(question: Question, product: Product) -> Line | None:
    """The question's line for one product, or None when its quantity has to be asked."""
    if question.subject == Change.REMOVE.value:
        return removal(product.sku, product.sell_unit, question.text)
    quantity = question.quantity
    if quantity is None or not 0 < quantity <= LARGEST_QUANTITY:
        return None
    unit = question.unit or product.sell_unit.value
    known = unit in {one.value for one in Unit}
    sold = product.in_sell_units(quantity, Unit(unit)) if known else None
    if sold is None or sold > LARGEST_QUANTITY:
        return None
    return Line(
        sku=product.sku,
        quantity=quantity,
        unit=unit,
        sell_quantity=sold,
        change=Change(question.subject or Change.NEW.value),
        confidence=SURE,
        text=question.text,
    )
