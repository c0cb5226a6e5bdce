"""A vendor answers offers and brings orders to the shop."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.catalog import Sku
from domain.facts import OrderFile, VendorFacts
from domain.offering import accept, decline
from domain.offers import Offer, OfferStatus
from domain.ordering import Order, OrderStatus
from domain.part_answers import accept_part
from flows.order_words import goods, order_line
from flows.phrases import Phrase
from flows.scene import Scene
from flows.short_text import read_short
from flows.turn import Button, Choice, Question, Said, Slot

ORDERS_SHOWN = 10
# Why a vendor declines; chosen from a list, so that it can be counted.
DECLINE_REASONS = ("no_stock", "too_far", "too_small", "no_transport", "price", "other")
MINE_TO_SEE = frozenset({OfferStatus.OPEN, OfferStatus.PART, OfferStatus.ACCEPTED})
CANCELLED_BY_VENDOR = "vendor"


class Serving(Scene[VendorFacts]):
    """What a vendor can say about offers and orders."""

    @property
    def file(self) -> OrderFile:
        """The order that is meant; rows ask `names_no_order` first."""
        assert self.facts.file is not None
        return self.facts.file

    @property
    def offer(self) -> Offer | None:
        """The offer of this order that was made to this vendor."""
        return self.facts.file.offer_of(self.facts.vendor.id) if self.facts.file else None

    # --- guards -------------------------------------------------------------------------------

    def names_no_order(self) -> bool:
        """No order that was ever offered to this vendor is meant."""
        return self.offer is None

    def gone_elsewhere(self) -> bool:
        """It was offered here once; who has it now, and for how much, is not this vendor's."""
        return self.offer is not None and self.offer.status not in MINE_TO_SEE

    def offer_gone(self) -> bool:
        """Answered, expired, withdrawn, or never theirs."""
        return self.offer is None or self.offer.status is not OfferStatus.OPEN

    def offer_open(self) -> bool:
        """It waits for this vendor's answer."""
        return self.offer is not None and self.offer.status is OfferStatus.OPEN

    def several_offers(self) -> bool:
        """Words alone do not say which of several open offers is answered."""
        waiting = [one for one in self.facts.orders if one.status is OrderStatus.OFFERED]
        return self.facts.file is None and not self.intent.subject and len(waiting) > 1

    def answers_nothing(self) -> bool:
        """Words that answer an offer, but none was made."""
        return self.offer is None and not self.intent.subject and self.question is None

    def taken_by_me(self) -> bool:
        """This vendor has taken it already: the button was pressed twice."""
        return self.offer is not None and self.offer.status is OfferStatus.ACCEPTED

    def part_unclear(self) -> bool:
        """The words do not say which quantities they can give."""
        return self.facts.file is None or not self._part()

    def not_mine(self) -> bool:
        """This vendor has not taken it, or not any more."""
        taken = self.offer is not None and self.offer.status is OfferStatus.ACCEPTED
        return not taken or self.file.order.vendor_id != self.facts.vendor.id

    def no_orders(self) -> bool:
        """Nothing is under way."""
        return not self.facts.orders

    # --- offers -------------------------------------------------------------------------------

    def accept_offer(self) -> None:
        """Take the whole order."""
        self.happen(*accept(self.file, self.facts.vendor.id))
        order = self.file.order
        self.say(
            Phrase.OFFER_TAKEN,
            {"code": order.code, "shop": order.shop_name, "ward": order.shop_ward},
            buttons=self._buttons(OrderStatus.ACCEPTED),
        )

    def say_taken_already(self) -> None:
        """Pressed twice: the same answer, no second effect."""
        self.say(
            Phrase.OFFER_YOURS,
            {"code": self.file.order.code},
            buttons=self._buttons(self.file.order.status),
        )

    def say_offer_gone(self) -> None:
        """Somebody else has it, or the time is over."""
        self.forget("part")
        self.say(Phrase.OFFER_GONE)

    def ask_part(self) -> None:
        """Which quantities?"""
        offer = self.offer
        assert offer is not None
        self.ask_first_of_all(Question("part", subject=offer.code))
        self.say(Phrase.ASK_PART, {"lines": goods(self.file.order)})

    def ask_part_again(self) -> None:
        """We did not understand the quantities."""
        self.say(Phrase.ASK_PART_AGAIN, {"lines": goods(self.file.order)})

    def offer_part(self) -> None:
        """Only these quantities; the shop is asked."""
        part = self._part()
        self.forget("part")
        self.happen(*accept_part(self.file, self.facts.vendor.id, part))
        self.say(Phrase.PART_OFFERED, {"code": self.file.order.code})

    def _part(self) -> Mapping[Sku, Decimal]:
        """What the vendor can give of the lines it named; others stay whole."""
        order, words = self.file.order, self.intent.words
        kept = read_short(words, order, self.facts.catalogue, by_piece=False)
        for sku, quantity in kept.items():
            line = self.file.order.line(sku)
            if line is None or not 0 <= quantity <= line.quantity:
                return {}
        return kept

    def ask_why(self) -> None:
        """Why not? From a list."""
        offer = self.offer
        assert offer is not None
        choices = reasons(f"why_declined:{offer.code}")
        self.say(Phrase.ASK_WHY_DECLINED, {"code": self.file.order.code}, choices=choices)

    def decline_offer(self) -> None:
        """No, with a reason; the next vendor is asked."""
        reason = reason_in(self.intent.subject)
        self.happen(*decline(self.file, self.facts.vendor.id, reason, self.cause))
        self.say(Phrase.OFFER_DECLINED)

    # --- orders -------------------------------------------------------------------------------

    def list_orders(self) -> None:
        """What is under way, to look into or send."""
        choices = tuple(
            Choice(
                title=order.code,
                payload=f"order:{order.number}",
                description=Said(
                    Phrase.VENDOR_ORDER_LINE,
                    {
                        "shop": order.shop_name,
                        "ward": order.shop_ward,
                        "status": Said(Phrase(f"status_{order.status.value}")),
                        "total": order.total,
                    },
                ),
            )
            for order in self.facts.orders[:ORDERS_SHOWN]
        )
        self.say(Phrase.VENDOR_ORDERS, {"count": len(self.facts.orders)}, choices=choices)

    def say_no_orders(self) -> None:
        """Nothing is under way."""
        self.say(Phrase.NO_ORDERS)

    def show_order(self) -> None:
        """One order with its goods and next step; an open offer as it was made."""
        order, offer = self.file.order, self.offer
        if offer is not None and offer.status is OfferStatus.OPEN:
            self.say(Phrase.OFFER_RECEIVED, offer_slots(order), buttons=offer_buttons(offer))
            return
        slots: dict[str, Slot] = {"order": order_line(order), "lines": goods(order)}
        self.say(Phrase.ORDER_STATUS, slots, buttons=self._buttons_now())

    def _buttons_now(self) -> tuple[Button, ...]:
        """The next step for the order as it stands."""
        if self.offer is not None and self.offer.status is OfferStatus.OPEN:
            return offer_buttons(self.offer)
        return self._buttons(self.file.order.status)

    def _buttons(self, status: OrderStatus) -> tuple[Button, ...]:
        order = self.file.order
        if status is OrderStatus.ACCEPTED:
            return (
                Button(Phrase.BUTTON_DISPATCH, f"dispatch:{order.number}"),
                Button(Phrase.BUTTON_CANCEL_ORDER, f"cancel:{order.number}"),
            )
        if status is OrderStatus.DISPATCHED:
            return (Button(Phrase.BUTTON_DELIVERED, f"delivered:{order.number}"),)
        return ()


def reasons(payload: str) -> tuple[Choice, ...]:
    """Why not, to choose from."""
    return tuple(
        Choice(title=Said(Phrase(f"reason_{reason}")), payload=f"{payload}:{reason}")
        for reason in DECLINE_REASONS
    )


def reason_in(subject: str) -> str:
    """The reason that a choice names."""
    said = subject.partition(":")[2]
    return said if said in DECLINE_REASONS else "other"


def offer_slots(order: Order) -> dict[str, Slot]:
    """What a vendor is told of an order before it is theirs."""
    return {
        "code": order.code,
        "shop": order.shop_name,
        "ward": order.shop_ward,
        "lines": goods(order),
        "total": order.total,
        "payment": Said(Phrase.ON_CREDIT if order.on_credit else Phrase.CASH_ON_DELIVERY),
    }


def offer_buttons(offer: Offer) -> tuple[Button, ...]:
    """Accept all, part, decline: each names this very offer."""
    return (
        Button(Phrase.BUTTON_ACCEPT, f"accept:{offer.code}"),
        Button(Phrase.BUTTON_PART, f"part:{offer.code}"),
        Button(Phrase.BUTTON_DECLINE, f"decline:{offer.code}"),
    )
