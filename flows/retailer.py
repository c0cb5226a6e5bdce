"""The shop's conversation: every row of it."""

from __future__ import annotations

from enum import StrEnum

from domain.facts import RetailerFacts
from flows.everyone import EVERYONE, Everyone
from flows.phrases import Phrase
from flows.retailer_arrival import Receiving
from flows.retailer_money import Paying
from flows.retailer_questions import Clarifying
from flows.retailer_score import Scoring
from flows.retailer_statement import Stating
from flows.table import ANY, OTHERWISE, STAY, Row, Table
from flows.turn import Turn


class RetailerState(StrEnum):
    """Where a shop's conversation may stand."""

    IDLE = "idle"
    CART = "cart"
    CLARIFY = "clarify"
    PAYING = "paying"
    SHORT = "short"


IDLE, CART, CLARIFY, PAYING, SHORT = RetailerState


def _confirming(on: str, at: str) -> tuple[Row, ...]:
    """A yes to the cart: the cart has to be the one shown, then credit, cash, or the ways on."""
    return (
        Row(on, at, STAY, "no_cart", "no_cart_now"),
        Row(on, at, CART, "old_cart", "show_cart_again"),
        Row(on, at, CART, "cart_changed", "show_cart_again"),
        Row(on, at, IDLE, "rejected", "say_rejected"),
        Row(on, at, IDLE, "credit_covers", "place_on_credit"),
        Row(on, at, IDLE, "cash_only", "place_for_cash"),
        Row(on, at, PAYING, OTHERWISE, "explain_shortfall"),
    )


RETAILER: tuple[Row, ...] = (
    # on  at  to  when  do
    # goods
    Row("order", CLARIFY, STAY, "noise", "show_how_to_order"),
    Row("order", CLARIFY, STAY, "says_nothing", "ask_again"),
    Row("order", ANY, STAY, "noise", "show_how_to_order"),
    Row("order", ANY, CLARIFY, "half_understood", "ask_first"),
    Row("order", CLARIFY, STAY, "half_understood", "ask_first"),
    Row("order", CLARIFY, STAY, "still_unclear", "add_and_ask"),
    Row("order", ANY, CART, "understood", "show_cart"),
    Row("order", ANY, IDLE, "emptied", "drop_cart"),
    Row("order", ANY, STAY, "not_sold", "say_not_sold"),
    Row("order", ANY, STAY, OTHERWISE, "show_how_to_order"),
    Row("choose", CLARIFY, STAY, "more_questions", "take_choice_and_ask"),
    Row("choose", CLARIFY, CART, "answers_question", "take_choice"),
    Row("choose", ANY, STAY, OTHERWISE, "no_question_now"),
    Row("quantity", CLARIFY, IDLE, "no_question", "show_how_to_order"),
    Row("quantity", CLARIFY, STAY, "quantity_refused", "ask_again"),
    Row("quantity", CLARIFY, STAY, "more_questions", "take_choice_and_ask"),
    Row("quantity", CLARIFY, CART, OTHERWISE, "take_choice"),
    Row("quantity", ANY, STAY, OTHERWISE, "show_how_to_order"),
    Row("none_of_these", CLARIFY, STAY, "several_questions", "skip_question"),
    Row("none_of_these", CLARIFY, CART, "has_cart", "skip_question"),
    Row("none_of_these", CLARIFY, IDLE, OTHERWISE, "skip_question"),
    Row("none_of_these", ANY, STAY, OTHERWISE, "no_question_now"),
    Row("repeat", ANY, STAY, "never_ordered", "nothing_to_repeat"),
    Row("repeat", ANY, CART, OTHERWISE, "repeat_last"),
    Row("change", ANY, STAY, "no_cart", "no_cart_now"),
    Row("change", ANY, CART, OTHERWISE, "explain_change"),
    Row("drop", ANY, IDLE, OTHERWISE, "drop_cart"),
    # confirming
    *_confirming("confirm", ANY),
    *_confirming("yes", CART),
    *_confirming("yes", PAYING),
    Row("yes", CLARIFY, STAY, "no_question", "show_help"),
    Row("yes", CLARIFY, STAY, OTHERWISE, "ask_again"),
    Row("yes", ANY, STAY, "says_thanks", "welcome"),
    Row("yes", ANY, STAY, OTHERWISE, "show_help"),
    Row("no", CART, IDLE, OTHERWISE, "drop_cart"),
    Row("no", PAYING, IDLE, OTHERWISE, "drop_cart"),
    Row("no", CLARIFY, STAY, "several_questions", "skip_question"),
    Row("no", CLARIFY, CART, "has_cart", "skip_question"),
    Row("no", CLARIFY, IDLE, OTHERWISE, "skip_question"),
    Row("no", ANY, IDLE, OTHERWISE, "show_help"),
    Row("cash", ANY, STAY, "no_cart", "no_cart_now"),
    Row("cash", ANY, CART, "old_cart", "show_cart_again"),
    Row("cash", ANY, CART, "cart_changed", "show_cart_again"),
    Row("cash", ANY, IDLE, "rejected", "say_rejected"),
    Row("cash", ANY, IDLE, OTHERWISE, "place_for_cash"),
    Row("more_limit", ANY, STAY, OTHERWISE, "ask_more_limit"),
    # orders under way
    Row("status", ANY, STAY, "no_orders", "say_no_orders"),
    Row("status", ANY, STAY, OTHERWISE, "show_status"),
    Row("cancel", CLARIFY, STAY, "takes_out_unclear", "ask_first"),
    Row("cancel", CLARIFY, STAY, "still_unclear", "add_and_ask"),
    Row("cancel", ANY, CLARIFY, "takes_out_unclear", "ask_first"),
    Row("cancel", ANY, CART, "takes_lines_out", "show_cart"),
    Row("cancel", ANY, IDLE, "takes_all_out", "drop_cart"),
    Row("cancel", ANY, CART, "takes_out_other", "explain_change"),
    Row("cancel", ANY, IDLE, "has_cart_to_drop", "drop_cart"),
    Row("cancel", ANY, STAY, "orders_to_choose", "ask_which_cancel"),
    Row("cancel", ANY, STAY, "names_no_order", "say_no_orders"),
    Row("cancel", ANY, STAY, "too_late", "say_too_late"),
    Row("cancel", ANY, STAY, OTHERWISE, "ask_cancel"),
    Row("cancel_yes", ANY, STAY, "names_no_order", "say_no_orders"),
    Row("cancel_yes", ANY, STAY, "too_late", "say_too_late"),
    Row("cancel_yes", ANY, STAY, OTHERWISE, "cancel_order"),
    Row("take_part", ANY, STAY, "nothing_proposed", "say_answered_already"),
    Row("take_part", ANY, STAY, OTHERWISE, "take_part"),
    Row("rest_elsewhere", ANY, STAY, "nothing_proposed", "say_answered_already"),
    Row("rest_elsewhere", ANY, STAY, OTHERWISE, "rest_elsewhere"),
    Row("agree_price", ANY, STAY, "nothing_proposed", "say_answered_already"),
    Row("agree_price", ANY, STAY, OTHERWISE, "agree_price"),
    Row("refuse_price", ANY, STAY, "nothing_proposed", "say_answered_already"),
    Row("refuse_price", ANY, STAY, OTHERWISE, "refuse_price"),
    Row("arrived", ANY, STAY, "several_arriving", "ask_which_arrived"),
    Row("arrived", ANY, STAY, "not_on_its_way", "say_answered_already"),
    Row("arrived", ANY, STAY, OTHERWISE, "confirm_arrival"),
    Row("arrived_short", ANY, STAY, "several_arriving", "ask_which_arrived"),
    Row("arrived_short", ANY, STAY, "not_on_its_way", "say_answered_already"),
    Row("arrived_short", ANY, STAY, "short_claimed", "say_short_claimed"),
    Row("arrived_short", ANY, SHORT, OTHERWISE, "ask_what_is_short"),
    Row("short_said", ANY, STAY, "several_arriving", "ask_which_arrived"),
    Row("short_said", ANY, IDLE, "not_on_its_way", "say_answered_already"),
    Row("short_said", ANY, IDLE, "short_claimed", "say_short_claimed"),
    Row("short_said", SHORT, CLARIFY, "other_goods_unclear", "ask_first"),
    Row("short_said", SHORT, CART, "other_goods", "show_cart"),
    Row("short_said", SHORT, STAY, "short_unclear", "ask_short_again"),
    Row("short_said", ANY, SHORT, "short_unclear", "ask_what_is_short"),
    Row("short_said", ANY, IDLE, OTHERWISE, "report_short"),
    Row("no", SHORT, IDLE, OTHERWISE, "drop_short"),
    Row("media", ANY, STAY, "shows_goods", "note_photo"),
    Row("other", CLARIFY, STAY, "says_nothing", "ask_again"),
    # money
    Row("balance", ANY, STAY, OTHERWISE, "show_balance"),
    Row("statement", ANY, STAY, "no_accounts", "say_no_account"),
    Row("statement", ANY, STAY, OTHERWISE, "send_statement"),
    Row("score", ANY, STAY, OTHERWISE, "show_score"),
    Row("price", ANY, STAY, "no_product_named", "ask_which_price"),
    Row("price", ANY, STAY, OTHERWISE, "show_prices"),
    Row("payment", ANY, STAY, "no_accounts", "say_nothing_owed"),
    Row("payment", ANY, STAY, "no_amount", "explain_paying"),
    Row("payment", ANY, STAY, "vendor_unclear", "ask_paid_whom"),
    Row("payment", ANY, STAY, OTHERWISE, "claim_payment"),
    Row("claim_to", ANY, STAY, "no_claim_open", "say_answered_already"),
    Row("claim_to", ANY, STAY, OTHERWISE, "claim_to_chosen"),
    Row("paid_yes", ANY, STAY, "no_payment", "say_answered_already"),
    Row("paid_yes", ANY, STAY, OTHERWISE, "agree_payment"),
    Row("paid_no", ANY, STAY, "no_payment", "say_answered_already"),
    Row("paid_no", ANY, STAY, OTHERWISE, "dispute_payment"),
    # everything else
    Row("greeting", ANY, STAY, OTHERWISE, "greet"),
    Row("other", ANY, STAY, "says_thanks", "welcome"),
    Row("other", ANY, STAY, OTHERWISE, "show_how_to_order"),
    *EVERYONE,
)


class RetailerScene(Clarifying, Receiving, Paying, Stating, Scoring, Everyone[RetailerFacts]):
    """All that the rows above name."""

    def turn(self) -> Turn:
        """The turn; a question that came along with an order is answered in it too."""
        reading = self.intent.reading
        if self.intent.name == "order" and reading is not None and len(self._replies) == 1:
            if "balance" in reading.also:
                self.show_balance()
            elif "status" in reading.also and not self.no_orders():
                self.show_status()
        return super().turn()

    def greet(self) -> None:
        """Hello, and the ways on."""
        self.say(Phrase.GREETING_RETAILER, {"shop": self.facts.shop.name})

    def says_thanks(self) -> bool:
        """A word of thanks or agreement that asks for nothing."""
        return self.intent.reading is not None and self.intent.reading.kind in ("thanks", "ok")

    def welcome(self) -> None:
        """You are welcome."""
        self.say(Phrase.WELCOME)

    def has_cart(self) -> bool:
        """Something is in the cart."""
        return self.cart is not None and bool(self.cart.lines)

    def other_goods(self) -> bool:
        """Asked what was short, the shop orders what is not in that delivery: a new order."""
        return self._names_others() and self.understood()

    def other_goods_unclear(self) -> bool:
        """A new order, part of which has to be asked about."""
        return self._names_others() and self.half_understood()

    def _names_others(self) -> bool:
        lines, new = self.heard
        named = {str(line.sku) for line in lines}
        named |= {option for question in new for option in question.options}
        file = self.facts.file
        delivered = {str(line.sku) for line in file.order.lines} if file else set()
        return bool(named) and named.isdisjoint(delivered)

    def has_cart_to_drop(self) -> bool:
        """No order is named, but a cart is on the screen, or being asked about."""
        asking = self.conversation.state == CLARIFY and self.doubt is not None
        return (self.has_cart() or asking) and not self.intent.subject

    def takes_out_unclear(self) -> bool:
        """Something in the cart is to be taken out, but which?"""
        return self.has_cart() and self.half_understood()

    def takes_all_out(self) -> bool:
        """The last line of the cart is taken out."""
        return self.has_cart() and self.emptied()

    def takes_out_other(self) -> bool:
        """Goods are to be taken out that are not in the cart: no reason to drop the rest."""
        reading = self.reading
        named = reading.lines or reading.doubtful or reading.unlisted or reading.about
        return self.has_cart() and bool(named) and not self.intent.subject

    def takes_lines_out(self) -> bool:
        """The message takes products out of the cart, not the whole order."""
        return self.has_cart() and self.understood()

    def no_question_now(self) -> None:
        """A late tap on a list: the question is gone."""
        self.say_stale()


TABLE = Table(RETAILER, RetailerState)
