"""The vendor's conversation: every row of it."""

from __future__ import annotations

from enum import StrEnum

from domain.facts import VendorFacts
from flows.everyone import EVERYONE, Everyone
from flows.phrases import Phrase
from flows.table import ANY, OTHERWISE, STAY, Row, Table
from flows.vendor_deliveries import Bringing
from flows.vendor_money import Collecting
from flows.vendor_statement import StatingShop
from flows.vendor_stock import Quoting


class VendorState(StrEnum):
    """Where a vendor's conversation may stand."""

    IDLE = "idle"
    PART = "part"
    CODE = "code"


IDLE, PART, CODE = VendorState

VENDOR: tuple[Row, ...] = (
    # on  at  to  when  do
    # offers
    Row("accept", ANY, STAY, "taken_by_me", "say_taken_already"),
    Row("accept", ANY, STAY, "offer_gone", "say_offer_gone"),
    Row("accept", ANY, IDLE, OTHERWISE, "accept_offer"),
    Row("yes", ANY, STAY, "several_offers", "list_orders"),
    Row("yes", ANY, STAY, "offer_gone", "show_help"),
    Row("yes", ANY, IDLE, OTHERWISE, "accept_offer"),
    Row("part", ANY, STAY, "several_offers", "list_orders"),
    Row("part", ANY, STAY, "answers_nothing", "show_help"),
    Row("part", ANY, STAY, "offer_gone", "say_offer_gone"),
    Row("part", ANY, PART, OTHERWISE, "ask_part"),
    Row("part_said", ANY, STAY, "several_offers", "list_orders"),
    Row("part_said", ANY, STAY, "answers_nothing", "show_help"),
    Row("part_said", ANY, IDLE, "offer_gone", "say_offer_gone"),
    Row("part_said", ANY, STAY, "part_unclear", "ask_part_again"),
    Row("part_said", ANY, IDLE, OTHERWISE, "offer_part"),
    Row("decline", ANY, STAY, "offer_gone", "say_offer_gone"),
    Row("decline", ANY, STAY, OTHERWISE, "ask_why"),
    Row("no", ANY, STAY, "several_offers", "list_orders"),
    Row("no", ANY, STAY, "offer_gone", "show_help"),
    Row("no", ANY, STAY, OTHERWISE, "ask_why"),
    Row("why_declined", ANY, STAY, "offer_gone", "say_offer_gone"),
    Row("why_declined", ANY, IDLE, OTHERWISE, "decline_offer"),
    # orders
    Row("orders", ANY, STAY, "no_orders", "say_no_orders"),
    Row("orders", ANY, STAY, OTHERWISE, "list_orders"),
    Row("order", ANY, STAY, "names_no_order", "say_no_orders"),
    Row("order", ANY, STAY, "gone_elsewhere", "say_offer_gone"),
    Row("order", ANY, STAY, OTHERWISE, "show_order"),
    Row("dispatch", ANY, STAY, "offer_open", "show_order"),
    Row("dispatch", ANY, STAY, "not_mine", "say_no_orders"),
    Row("dispatch", ANY, STAY, "not_to_dispatch", "say_order_moved"),
    Row("dispatch", ANY, IDLE, OTHERWISE, "dispatch_order"),
    Row("delivered", ANY, STAY, "not_mine", "say_no_orders"),
    Row("delivered", ANY, STAY, "not_to_deliver", "say_order_moved"),
    Row("delivered", ANY, CODE, OTHERWISE, "ask_code"),
    Row("code", CODE, IDLE, "not_mine", "say_no_orders"),
    Row("code", CODE, IDLE, "not_to_deliver", "say_order_moved"),
    Row("code", CODE, STAY, "code_wrong", "ask_code_again"),
    Row("code", CODE, STAY, "short_unclear", "ask_short_again"),
    Row("code", CODE, IDLE, OTHERWISE, "deliver_order"),
    Row("cancel", ANY, STAY, "offer_open", "ask_why"),
    Row("cancel", ANY, STAY, "not_mine", "say_no_orders"),
    Row("cancel", ANY, STAY, "too_late_to_cancel", "say_order_moved"),
    Row("cancel", ANY, STAY, OTHERWISE, "ask_why_cancelled"),
    Row("why_cancelled", ANY, STAY, "not_mine", "say_no_orders"),
    Row("why_cancelled", ANY, STAY, "too_late_to_cancel", "say_order_moved"),
    Row("why_cancelled", ANY, IDLE, OTHERWISE, "cancel_order"),
    Row("short_yes", ANY, STAY, "no_shortage", "say_stale"),
    Row("short_yes", ANY, STAY, OTHERWISE, "agree_shortage"),
    Row("short_no", ANY, STAY, "no_shortage", "say_stale"),
    Row("short_no", ANY, STAY, OTHERWISE, "deny_shortage"),
    # goods
    Row("quote", ANY, STAY, "quotes_doubtful", "take_sure_and_ask"),
    Row("quote", ANY, STAY, OTHERWISE, "take_quotes"),
    Row("pick_product", ANY, STAY, "no_quote_asked", "say_stale"),
    Row("pick_product", ANY, STAY, "not_among_options", "say_stale"),
    Row("pick_product", ANY, STAY, OTHERWISE, "pick_product"),
    Row("price_yes", ANY, STAY, "no_quote_asked", "say_stale"),
    Row("price_yes", ANY, STAY, "not_among_options", "say_stale"),
    Row("price_yes", ANY, STAY, OTHERWISE, "take_unusual_price"),
    Row("price_no", ANY, STAY, OTHERWISE, "drop_quote"),
    Row("pause", ANY, STAY, OTHERWISE, "pause"),
    Row("resume", ANY, STAY, OTHERWISE, "resume"),
    # money
    Row("payment", ANY, STAY, "amount_wrong", "say_amount_wrong"),
    Row("payment", ANY, STAY, "shop_unknown", "say_shop_unknown"),
    Row("payment", ANY, STAY, "shop_unclear", "ask_which_shop"),
    Row("payment", ANY, STAY, "more_than_owed", "ask_advance"),
    Row("payment", ANY, STAY, OTHERWISE, "record_payment"),
    Row("pick_shop", ANY, STAY, "no_payment_asked", "say_stale"),
    Row("pick_shop", ANY, STAY, "chosen_more_than_owed", "ask_advance_of_chosen"),
    Row("pick_shop", ANY, STAY, OTHERWISE, "record_chosen"),
    Row("advance_yes", ANY, STAY, "no_payment_asked", "say_stale"),
    Row("advance_yes", ANY, STAY, OTHERWISE, "record_chosen"),
    Row("advance_no", ANY, STAY, OTHERWISE, "drop_payment"),
    Row("claim_yes", ANY, STAY, "no_claim", "say_stale"),
    Row("claim_yes", ANY, STAY, OTHERWISE, "agree_claim"),
    Row("claim_no", ANY, STAY, "no_claim", "say_stale"),
    Row("claim_no", ANY, STAY, OTHERWISE, "deny_claim"),
    Row("balance", ANY, STAY, OTHERWISE, "show_balance"),
    Row("statement", ANY, STAY, "no_shops", "say_no_shop"),
    Row("statement", ANY, STAY, "shop_named", "send_statement"),
    Row("statement", ANY, STAY, OTHERWISE, "ask_statement_of"),
    # everything else
    Row("other", ANY, STAY, OTHERWISE, "say_how"),
    *EVERYONE,
)


class VendorScene(Bringing, Quoting, Collecting, StatingShop, Everyone[VendorFacts]):
    """All that the rows above name."""

    def say_how(self) -> None:
        """What a vendor can write."""
        self.say(Phrase.HOW_TO_VENDOR, {"vendor": self.facts.vendor.name})


TABLE = Table(VENDOR, VendorState)
