"""The shop's conversation: every row of it."""

from __future__ import annotations

from enum import StrEnum

from domain.facts import RetailerFacts
from flows.everyone import EVERYONE, Everyone
from flows.phrases import Phrase
from flows.retailer_money import Paying
from flows.retailer_ordering import Ordering
from flows.retailer_orders import Following
from flows.table import ANY, OTHERWISE, STAY, Row, Table


class RetailerState(StrEnum):
    """Where a shop's conversation may stand."""

    IDLE = "idle"
    CART = "cart"
    CLARIFY = "clarify"
    PAYING = "paying"
    SHORT = "short"


IDLE, CART, CLARIFY, PAYING, SHORT = RetailerState

RETAILER = (
    # on  at  to  when  do
    # goods
    Row("order", SHORT, STAY, "short_unclear", "ask_short_again"),
    Row("order", SHORT, IDLE, OTHERWISE, "report_short"),
    Row("order", ANY, CLARIFY, "half_understood", "ask_first"),
    Row("order", ANY, CART, "understood", "show_cart"),
    Row("order", ANY, IDLE, "emptied", "drop_cart"),
    Row("order", ANY, STAY, "not_sold", "say_not_sold"),
    Row("order", ANY, STAY, OTHERWISE, "show_how_to_order"),
    Row("choose", CLARIFY, STAY, "more_questions", "take_choice_and_ask"),
    Row("choose", CLARIFY, CART, "answers_question", "take_choice"),
    Row("choose", ANY, STAY, OTHERWISE, "no_question_now"),
    Row("quantity", CLARIFY, STAY, "quantity_refused", "ask_again"),
    Row("quantity", CLARIFY, STAY, "more_questions", "take_choice_and_ask"),
    Row("quantity", CLARIFY, CART, OTHERWISE, "take_choice"),
    Row("quantity", ANY, STAY, OTHERWISE, "show_how_to_order"),
    Row("none_of_these", CLARIFY, STAY, "several_questions", "skip_question"),
    Row("none_of_these", CLARIFY, CART, "has_cart", "skip_question"),
    Row("none_of_these", ANY, IDLE, OTHERWISE, "skip_question"),
    Row("repeat", ANY, STAY, "never_ordered", "nothing_to_repeat"),
    Row("repeat", ANY, CART, OTHERWISE, "repeat_last"),
    Row("change", ANY, STAY, "no_cart", "no_cart_now"),
    Row("change", ANY, CART, OTHERWISE, "explain_change"),
    Row("drop", ANY, IDLE, OTHERWISE, "drop_cart"),
    # confirming
    Row("confirm", ANY, STAY, "no_cart", "no_cart_now"),
    Row("confirm", ANY, CART, "old_cart", "show_cart_again"),
    Row("confirm", ANY, CART, "cart_changed", "show_cart_again"),
    Row("confirm", ANY, IDLE, "credit_covers", "place_on_credit"),
    Row("confirm", ANY, IDLE, "cash_only", "place_for_cash"),
    Row("confirm", ANY, PAYING, OTHERWISE, "explain_shortfall"),
    Row("yes", CART, STAY, "no_cart", "no_cart_now"),
    Row("yes", CART, CART, "cart_changed", "show_cart_again"),
    Row("yes", CART, IDLE, "credit_covers", "place_on_credit"),
    Row("yes", CART, IDLE, "cash_only", "place_for_cash"),
    Row("yes", CART, PAYING, OTHERWISE, "explain_shortfall"),
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
    Row("cash", ANY, IDLE, OTHERWISE, "place_for_cash"),
    Row("more_limit", ANY, STAY, OTHERWISE, "ask_more_limit"),
    # orders under way
    Row("status", ANY, STAY, "no_orders", "say_no_orders"),
    Row("status", ANY, STAY, OTHERWISE, "show_status"),
    Row("cancel", ANY, CART, "takes_lines_out", "show_cart"),
    Row("cancel", ANY, IDLE, "has_cart_to_drop", "drop_cart"),
    Row("cancel", ANY, STAY, "several_orders", "ask_which_cancel"),
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
    Row("arrived", ANY, STAY, "not_on_its_way", "say_answered_already"),
    Row("arrived", ANY, STAY, OTHERWISE, "confirm_arrival"),
    Row("arrived_short", ANY, STAY, "not_on_its_way", "say_answered_already"),
    Row("arrived_short", ANY, SHORT, OTHERWISE, "ask_what_is_short"),
    Row("other", SHORT, STAY, "short_unclear", "ask_short_again"),
    Row("other", SHORT, IDLE, OTHERWISE, "report_short"),
    # money
    Row("balance", ANY, STAY, OTHERWISE, "show_balance"),
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


class RetailerScene(Ordering, Following, Paying, Everyone[RetailerFacts]):
    """All that the rows above name."""

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

    def has_cart_to_drop(self) -> bool:
        """No order is named, but a cart is on the screen."""
        return self.has_cart() and not self.intent.subject

    def takes_lines_out(self) -> bool:
        """The message takes products out of the cart, not the whole order."""
        return self.has_cart() and self.understood()

    def several_questions(self) -> bool:
        """Another question waits behind this one."""
        return len(self.conversation.questions) > 1

    def no_question_now(self) -> None:
        """A late tap on a list: the question is gone."""
        self.say_stale()

    def quantity_refused(self) -> bool:
        """The quantity said is none that can be ordered."""
        return self._chosen_line() is None


TABLE = Table(RETAILER, RetailerState)
