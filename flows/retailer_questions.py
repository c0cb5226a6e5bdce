"""What is unclear in a shop's order: we ask, it answers, the answer goes into the cart."""

from __future__ import annotations

from dataclasses import replace

from domain.catalog import Sku
from flows import retailer_cart
from flows.phrases import Phrase
from flows.questions import ask, doubts, line_for, with_quantity
from flows.reading.reading import Doubt, Line
from flows.retailer_ordering import Ordering
from flows.turn import Question, Said


class Clarifying(Ordering):
    """What a shop can answer when we are unsure of a line."""

    @property
    def waiting(self) -> tuple[Question, ...]:
        """All that is still to be asked about the cart."""
        return doubts(self.conversation.questions)

    @property
    def doubt(self) -> Question | None:
        """The question on the screen, when it is about the cart."""
        return self.waiting[0] if self.waiting else None

    def _unanswered(self) -> tuple[Question, ...]:
        """Earlier questions that this message neither answers nor raises anew."""
        if self.conversation.state != "clarify":
            return ()
        lines, new = self.heard
        settled = {str(line.sku) for line in lines}
        settled |= {option for question in new for option in question.options}
        return tuple(one for one in self.waiting if settled.isdisjoint(one.options))

    # --- guards -------------------------------------------------------------------------------

    def half_understood(self) -> bool:
        """Something was said that we have to ask about."""
        return bool(self.heard[1])

    def still_unclear(self) -> bool:
        """The message is clear, but an earlier question is open."""
        return self.understood() and bool(self._unanswered())

    def says_nothing(self) -> bool:
        """A question is open, and the message holds nothing that can be ordered."""
        lines, new = self.heard
        return self.doubt is not None and not (lines or new or self.reading.unlisted)

    def no_question(self) -> bool:
        """Nothing about the cart is open."""
        return self.doubt is None

    def several_questions(self) -> bool:
        """Another question waits behind this one."""
        return len(self.waiting) > 1

    def quantity_refused(self) -> bool:
        """The quantity said is none that can be ordered."""
        return self._chosen_line() is None

    def answers_question(self) -> bool:
        """The choice or the number belongs to the question on the screen."""
        if self.doubt is None:
            return False
        return self.intent.name == "quantity" or self.intent.subject in self.doubt.options

    def more_questions(self) -> bool:
        """After this answer another question is open."""
        return self.answers_question() and (len(self.waiting) > 1 or self._chosen_line() is None)

    # --- actions ------------------------------------------------------------------------------

    def ask_first(self) -> None:
        """What was sure goes into the cart; the first doubt is asked about."""
        _, new = self.heard
        self._keep(self.after_message, (*self._unanswered(), *new))
        self._ask(*self._unlisted())

    def add_and_ask(self) -> None:
        """The message goes into the cart; what was asked before is still open."""
        self._keep(self.after_message, self._unanswered())
        self._ask(*self._unlisted())

    def _ask(self, *notes: Said) -> None:
        question = self.doubt
        assert question is not None
        reply = ask(question, self.facts.catalogue, self._notes_of_cart(notes))
        self.say(reply.phrase, reply.slots, buttons=reply.buttons, choices=reply.choices)

    def _notes_of_cart(self, notes: tuple[Said, ...]) -> tuple[Said, ...]:
        cart = self.conversation.cart
        count = len(cart.lines) if cart else 0
        return (*notes, *((Said(Phrase.NOTE_IN_CART, {"count": count}),) if count else ()))

    def ask_again(self) -> None:
        """The words did not answer the open question."""
        self._ask()

    def take_choice(self) -> None:
        """The answer goes into the cart, which is shown."""
        self._take()
        assert self.conversation.cart is not None
        self._show(self.conversation.cart)

    def take_choice_and_ask(self) -> None:
        """The answer goes into the cart; the next question is asked."""
        self._take()
        self._ask()

    def _take(self) -> None:
        line, question = self._chosen_line(), self.doubt
        assert question is not None
        rest = self.waiting[1:]
        before = self.in_cart
        if line is None:
            how_many = replace(
                question,
                kind=Doubt.QUANTITY.value,
                options=(self.intent.subject,),
                quantity=None,
            )
            self._keep(self._price(before), (how_many, *rest))
            return
        lines = retailer_cart.changed(before, (line,), self.facts.catalogue)
        self._keep(self._price(lines), rest)

    def _chosen_line(self) -> Line | None:
        """The chosen product with the quantity said before; None when that has to be asked."""
        question = self.doubt
        assert question is not None
        if self.intent.name == "quantity":
            if question.kind == Doubt.WHICH.value:
                return None
            question = with_quantity(question, self.intent.words)
            return line_for(question, self.facts.catalogue[Sku(question.options[0])])
        return line_for(question, self.facts.catalogue[Sku(self.intent.subject)])

    def skip_question(self) -> None:
        """None of these: the line is left out."""
        rest = self.waiting[1:]
        self._keep(self.cart, rest)
        if rest:
            self._ask()
        elif self.cart and self.cart.lines:
            self._show(self.repriced)
        else:
            self.say(Phrase.LEFT_OUT)
