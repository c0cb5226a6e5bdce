"""A shop follows its orders: status, cancelling, and vendors that ask more or give part."""

from __future__ import annotations

from domain.events import OfferMade
from domain.facts import OrderFile, RetailerFacts
from domain.offering import agree_price, call_off
from domain.offers import OfferStatus
from domain.ordering import BEFORE_DISPATCH, Order
from domain.part_answers import settle_part
from flows.order_words import as_it_stands, next_steps, order_choices, order_line
from flows.phrases import Phrase
from flows.scene import Scene
from flows.turn import Button, Slot

ORDERS_SHOWN = 8
CANCELLED_BY_SHOP = "shop"


class Following(Scene[RetailerFacts]):
    """What a shop can say about orders it has placed."""

    @property
    def file(self) -> OrderFile:
        """The order that is meant; rows ask `names_no_order` first."""
        assert self.facts.file is not None
        return self.facts.file

    # --- guards -------------------------------------------------------------------------------

    def names_no_order(self) -> bool:
        """No order of this shop is meant."""
        return self.facts.file is None

    def orders_to_choose(self) -> bool:
        """No order is named, but there is one that could be meant."""
        return self.facts.file is None and bool(self._cancellable())

    def no_orders(self) -> bool:
        """Nothing is under way, and none is named."""
        return not self.facts.orders and self.facts.file is None

    def too_late(self) -> bool:
        """The goods are on their way or here."""
        return self.facts.file is not None and self.file.order.status not in BEFORE_DISPATCH

    def nothing_proposed(self) -> bool:
        """The vendor's proposal is gone or was answered."""
        offer = self.facts.file.offer if self.facts.file else None
        return offer is None or offer.status not in (OfferStatus.PART, OfferStatus.PROPOSED)

    def _cancellable(self) -> tuple[Order, ...]:
        return tuple(order for order in self.facts.orders if order.status in BEFORE_DISPATCH)

    # --- status and cancelling ----------------------------------------------------------------

    def show_status(self) -> None:
        """One order with its lines, or all that are under way."""
        if self.facts.file is not None:
            reply = as_it_stands(self.file)
            self.say(reply.phrase, reply.slots, buttons=reply.buttons)
            return
        shown = self.facts.orders[:ORDERS_SHOWN]
        self.say(
            Phrase.ORDERS_STATUS,
            {"lines": tuple(order_line(order) for order in shown)},
            buttons=next_steps(shown[0]) if len(shown) == 1 else (),
        )

    def say_no_orders(self) -> None:
        """Nothing is under way."""
        self.say(Phrase.NO_ORDERS)

    def ask_which_cancel(self) -> None:
        """Several orders could be called off."""
        choices = order_choices("cancel", self._cancellable())
        self.say(Phrase.ASK_WHICH_ORDER, choices=choices)

    def ask_cancel(self) -> None:
        """Make sure before an order is called off."""
        order = self.file.order
        self.say(
            Phrase.ASK_CANCEL,
            {"order": order_line(order)},
            buttons=(
                Button(Phrase.BUTTON_YES_CANCEL, f"cancel_yes:{order.number}"),
                Button(Phrase.BUTTON_KEEP, f"status:{order.number}"),
            ),
        )

    def cancel_order(self) -> None:
        """Call it off."""
        order = self.file.order
        self.happen(*call_off(self.file, self.cause, CANCELLED_BY_SHOP, self.intent.words))
        self.say(Phrase.ORDER_CANCELLED, {"code": order.code})

    def say_too_late(self) -> None:
        """It is on its way: what can still be done."""
        order = self.file.order
        self.say(Phrase.TOO_LATE_TO_CANCEL, {"code": order.code}, buttons=next_steps(order))

    # --- a vendor's proposal ------------------------------------------------------------------

    def take_part(self) -> None:
        """Only the part that the vendor has; the rest is dropped."""
        self.happen(*settle_part(self.file, self.cause, rest_elsewhere=False))
        self.say(Phrase.PART_TAKEN, {"code": self.file.order.code})

    def rest_elsewhere(self) -> None:
        """The part from this vendor, the rest as an order of its own from another."""
        self.happen(*settle_part(self.file, self.cause, rest_elsewhere=True))
        slots: dict[str, Slot] = {
            "code": self.file.order.code,
            "rest": f"KH-{self.file.numbers.order}",
        }
        self.say(Phrase.REST_ELSEWHERE, slots)

    def agree_price(self) -> None:
        """Yes to the higher price; when it rose again meanwhile, somebody else is asked."""
        proposal, events = self.file.offer, agree_price(self.file, self.cause, agreed=True)
        self.happen(*events)
        asked = [one.offer.vendor_id for one in events if isinstance(one, OfferMade)]
        stands = proposal is not None and proposal.vendor_id in asked
        phrase = Phrase.PRICE_AGREED if stands else Phrase.PRICE_REFUSED
        self.say(phrase, {"code": self.file.order.code})

    def refuse_price(self) -> None:
        """No to the higher price: somebody else is asked."""
        self.happen(*agree_price(self.file, self.cause, agreed=False))
        self.say(Phrase.PRICE_REFUSED, {"code": self.file.order.code})

    def say_answered_already(self) -> None:
        """A late press: the matter is settled."""
        self.say(Phrase.ALREADY_SETTLED, buttons=(Button(Phrase.BUTTON_STATUS, "status:"),))
