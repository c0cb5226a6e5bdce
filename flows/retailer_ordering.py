"""A shop fills its cart and confirms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from domain.credit import CreditAsk, Refusal, refuse_credit
from domain.events import OrderPlaced, OrderRefused
from domain.facts import RetailerFacts
from domain.fulfilment import Buyer, place
from domain.ordering import Cart, CartLine
from domain.people import Standing
from flows import retailer_cart
from flows.phrases import Phrase
from flows.questions import as_questions
from flows.reading.reading import Line, Reading
from flows.refusal_words import refused
from flows.scene import Scene
from flows.turn import Button, Question, Said

CART_FORGOTTEN_AFTER = timedelta(hours=12)
STRANGE_AT_MOST = 10  # names of nothing on sale, beyond which a message may be noise
NOISE_FACTOR = 4
NOTHING_READ = Reading("en", "other", "other")


class Ordering(Scene[RetailerFacts]):
    """What a shop can say about goods it wants."""

    # --- what is known ------------------------------------------------------------------------

    @property
    def reading(self) -> Reading:
        """The message as read; nothing for a press."""
        return self.intent.reading or NOTHING_READ

    @property
    def cart(self) -> Cart | None:
        """The cart on the screen, unless it is so old that nobody means it any more."""
        cart = self.conversation.cart
        if cart is None or self.cause.at - cart.priced_at > CART_FORGOTTEN_AFTER:
            return None
        return cart

    @cached_property
    def repriced(self) -> Cart:
        """The cart on the screen at the prices of this moment."""
        return self._price(self.in_cart)

    @property
    def in_cart(self) -> tuple[CartLine, ...]:
        """The lines of the cart on the screen."""
        return self.cart.lines if self.cart else ()

    @cached_property
    def heard(self) -> tuple[tuple[Line, ...], tuple[Question, ...]]:
        """What the message surely changes, and what has to be asked."""
        lines, unsure = retailer_cart.narrowed(self.reading, self.in_cart, self.facts.catalogue)
        return lines, as_questions(unsure)

    @cached_property
    def after_message(self) -> Cart:
        """The cart once this message's lines are in it."""
        lines, _ = self.heard
        return self._price(retailer_cart.changed(self.in_cart, lines, self.facts.catalogue))

    @cached_property
    def refusal(self) -> Refusal | None:
        """Why this cart cannot go on credit."""
        facts = self.facts
        return refuse_credit(
            CreditAsk(facts.shop, facts.credit, self.repriced.total, self.cause.at, facts.trust)
        )

    def _price(self, lines: tuple[CartLine, ...]) -> Cart:
        return retailer_cart.priced(lines, self.facts.standings, self.facts.shop.place, self.cause)

    # --- guards -------------------------------------------------------------------------------

    def understood(self) -> bool:
        """The message changes the cart, and something is left in it."""
        lines, _ = self.heard
        return bool(lines) and bool(self.after_message.lines)

    def emptied(self) -> bool:
        """The message took the last line out."""
        lines, _ = self.heard
        return bool(lines) and not self.after_message.lines

    def rejected(self) -> bool:
        """An admin has turned this shop away."""
        return self.facts.shop.standing is Standing.REJECTED

    def not_sold(self) -> bool:
        """All that was named is not on sale here."""
        return bool(self.reading.unlisted)

    def no_cart(self) -> bool:
        """There is nothing to confirm or change."""
        return self.cart is None or not self.cart.lines

    def old_cart(self) -> bool:
        """The press names a cart that has changed since."""
        return self.cart is not None and self.intent.subject not in ("", self.cart.code)

    def cart_changed(self) -> bool:
        """Prices or stock moved since the cart was shown, to the shop's cost."""
        return self.cart is not None and retailer_cart.dearer(self.cart, self.repriced)

    def credit_covers(self) -> bool:
        """The gate is open."""
        return self.refusal is None

    def cash_only(self) -> bool:
        """The shop is not approved yet, and was told that it pays cash."""
        return self.refusal is Refusal.NOT_APPROVED

    # --- actions ------------------------------------------------------------------------------

    def show_cart(self) -> None:
        """The cart after this message, with prices and buttons."""
        self._show(self.after_message)

    def show_cart_again(self) -> None:
        """The cart at today's prices: something moved, or an old button was pressed."""
        moved = self.cart_changed()
        self._show(self.repriced, Said(Phrase.NOTE_CART_CHANGED if moved else Phrase.NOTE_CART_NOW))

    def _show(self, cart: Cart, *notes: Said) -> None:
        self._keep(cart)
        shop = self.facts.shop
        available = self.facts.credit.available if shop.known else None
        reply = retailer_cart.shown(cart, available, self.facts.standings)
        extra = (*notes, *self._unlisted())
        worded = reply.slots.get("notes", ())
        assert isinstance(worded, tuple)
        slots = {**reply.slots, "notes": (*extra, *worded)}
        if shop.frozen(self.cause.at):
            slots["credit"] = Said(Phrase.CART_FROZEN)
        self.say(reply.phrase, slots, buttons=reply.buttons)

    def _keep(self, cart: Cart | None, questions: tuple[Question, ...] = ()) -> None:
        self.conversation = replace(self.conversation, cart=cart, questions=questions)

    def noise(self) -> bool:
        """Next to nothing of a long message is the name of anything: it is no order."""
        strange = len(self.reading.unlisted)
        return strange > STRANGE_AT_MOST and strange > NOISE_FACTOR * len(self.reading.lines)

    def _unlisted(self) -> tuple[Said, ...]:
        words = tuple(dict.fromkeys(self.reading.unlisted))
        return (Said(Phrase.NOTE_NOT_SOLD, {"words": ", ".join(words)}),) if words else ()

    def say_not_sold(self) -> None:
        """Name back what is not on sale; nothing near it is put in its place."""
        words = ", ".join(self.reading.unlisted)
        self.say(Phrase.NOT_SOLD, {"words": words}, buttons=(_help(),))

    def show_how_to_order(self) -> None:
        """Two lines on how an order is written."""
        self.say(Phrase.HOW_TO_ORDER, buttons=(_help(),))

    def explain_change(self) -> None:
        """How to change the cart by words."""
        self.say(Phrase.HOW_TO_CHANGE)

    def say_rejected(self) -> None:
        """No order is taken from this shop."""
        self._keep(None)
        self.say(Phrase.YOU_ARE_REJECTED, {"name": self.facts.shop.name})

    def drop_cart(self) -> None:
        """Nothing is ordered."""
        self._keep(None)
        self.say(Phrase.CART_DROPPED)

    def no_cart_now(self) -> None:
        """A late press, or a yes to nothing."""
        self._keep(None)
        self.say(Phrase.NO_CART, buttons=(Button(Phrase.BUTTON_STATUS, "status:"),))

    def place_on_credit(self) -> None:
        """The cart becomes orders; credit is held for them."""
        self._place(on_credit=True)

    def place_for_cash(self) -> None:
        """The cart becomes orders to be paid on delivery."""
        self._place(on_credit=False)

    def _place(self, *, on_credit: bool) -> None:
        cart = retailer_cart.sold(self.repriced)
        buyer = Buyer(self.facts.shop, self.facts.person.id)
        first = self.facts.numbers.order
        events = place(cart, buyer, self.cause, first, on_credit=on_credit)
        self.happen(*events)
        orders = [event.order for event in events if isinstance(event, OrderPlaced)]
        self._keep(None)
        codes = ", ".join(order.code for order in orders)
        number = orders[0].number
        self.say(
            Phrase.ORDER_PLACED if on_credit else Phrase.ORDER_PLACED_CASH,
            {"codes": codes, "total": cart.total},
            buttons=(
                Button(Phrase.BUTTON_STATUS, f"status:{number}"),
                Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{number}"),
            ),
        )

    def explain_shortfall(self) -> None:
        """Why credit does not cover it, with the ways on."""
        facts, cart = self.facts, self.repriced
        assert self.refusal is not None
        available = facts.credit.available
        self.happen(OrderRefused(facts.shop.id, self.refusal, cart.total, available))
        self._keep(cart)
        self.send(refused(self.refusal, cart, facts))

    def repeat_last(self) -> None:
        """The last order at today's prices, as a cart to confirm."""
        assert self.facts.repeatable is not None
        cart = self._price(retailer_cart.again(self.facts.repeatable))
        self._show(cart, Said(Phrase.NOTE_REPEATED, {"code": self.facts.repeatable.code}))

    def nothing_to_repeat(self) -> None:
        """No earlier order."""
        self.say(Phrase.NOTHING_TO_REPEAT)

    def never_ordered(self) -> bool:
        """There is no earlier order to repeat."""
        return self.facts.repeatable is None


def _help() -> Button:
    return Button(Phrase.BUTTON_HELP, "help:")
