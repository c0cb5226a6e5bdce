"""A vendor answers offers and brings orders to the shop."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain import shortages
from domain.catalog import Sku
from domain.events import ShortageDecided, Transferred
from domain.facts import OrderFile, VendorFacts
from domain.fulfilment import Arrival, cancel, deliver, dispatch
from domain.money import ZERO, Money
from domain.offering import accept, decline
from domain.offers import Offer, OfferStatus
from domain.ordering import BEFORE_DISPATCH, OrderStatus
from domain.part_answers import accept_part
from domain.shortages import ShortageStatus, credit_note
from flows.phrases import Phrase
from flows.retailer_orders import goods, order_line
from flows.scene import Scene
from flows.short_text import read_short
from flows.turn import Button, Choice, Question, Said, Slot

ORDERS_SHOWN = 10
# Why a vendor declines; chosen from a list, so that it can be counted.
DECLINE_REASONS = ("no_stock", "too_far", "too_small", "no_transport", "price", "other")
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
        """No order or offer of this vendor is meant."""
        return self.facts.file is None or (
            self.file.order.vendor_id != self.facts.vendor.id and self.offer is None
        )

    def offer_gone(self) -> bool:
        """Answered, expired, withdrawn, or never theirs."""
        return self.offer is None or self.offer.status is not OfferStatus.OPEN

    def taken_by_me(self) -> bool:
        """This vendor has taken it already: the button was pressed twice."""
        return self.offer is not None and self.offer.status is OfferStatus.ACCEPTED

    def part_unclear(self) -> bool:
        """The words do not say which quantities they can give."""
        return self.facts.file is None or not self._part()

    def not_mine(self) -> bool:
        """Another vendor serves it."""
        return self.facts.file is None or (
            self.file.order.vendor_id != self.facts.vendor.id
            or (self.offer is not None and self.offer.status is not OfferStatus.ACCEPTED)
        )

    def not_to_dispatch(self) -> bool:
        """Not accepted, or on its way already."""
        return self.file.order.status is not OrderStatus.ACCEPTED

    def not_to_deliver(self) -> bool:
        """Not on its way, or delivered already."""
        return self.file.order.status is not OrderStatus.DISPATCHED

    def code_wrong(self) -> bool:
        """Not the code that the shop was given."""
        return self.intent.subject != self.file.order.delivery_code

    def short_unclear(self) -> bool:
        """Something was short, but the words do not say what."""
        return bool(self.intent.words.strip()) and not self._short()

    def no_orders(self) -> bool:
        """Nothing is under way."""
        return not self.facts.orders

    def too_late_to_cancel(self) -> bool:
        """Dispatched or over."""
        return self.file.order.status not in BEFORE_DISPATCH

    def no_shortage(self) -> bool:
        """Nothing is claimed, or it was decided before."""
        shortage = self.facts.file.shortage if self.facts.file else None
        return shortage is None or shortage.status is not ShortageStatus.CLAIMED

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
        self.remember(questions=())
        self.say(Phrase.OFFER_GONE)

    def ask_part(self) -> None:
        """Which quantities?"""
        offer = self.offer
        assert offer is not None
        self.remember(questions=(Question("part", subject=offer.code),))
        self.say(Phrase.ASK_PART, {"lines": goods(self.file.order)})

    def ask_part_again(self) -> None:
        """We did not understand the quantities."""
        self.say(Phrase.ASK_PART_AGAIN, {"lines": goods(self.file.order)})

    def offer_part(self) -> None:
        """Only these quantities; the shop is asked."""
        part = self._part()
        self.remember(questions=())
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
        choices = tuple(
            Choice(
                title=Said(Phrase(f"reason_{reason}")),
                payload=f"why_declined:{offer.code}:{reason}",
            )
            for reason in DECLINE_REASONS
        )
        self.say(Phrase.ASK_WHY_DECLINED, {"code": self.file.order.code}, choices=choices)

    def decline_offer(self) -> None:
        """No, with a reason; the next vendor is asked."""
        reason = self.intent.subject.partition(":")[2] or "other"
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
        """One order with its goods and next step."""
        order = self.file.order
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

    def dispatch_order(self) -> None:
        """The goods leave; the shop gets its code."""
        order = self.file.order
        self.happen(*dispatch(order, self.facts.vendor, self.cause))
        self.say(
            Phrase.DISPATCHED_VENDOR,
            {"code": order.code, "shop": order.shop_name},
            buttons=self._buttons(OrderStatus.DISPATCHED),
        )

    def say_order_moved(self) -> None:
        """That step is not the next one for this order."""
        order = self.file.order
        slots: dict[str, Slot] = {"order": order_line(order)}
        self.say(Phrase.ORDER_MOVED, slots, buttons=self._buttons_now())

    def ask_code(self) -> None:
        """The shop's code, and what was short."""
        order = self.file.order
        self.remember(questions=(Question("code", subject=str(order.number)),))
        self.say(Phrase.ASK_CODE, {"code": order.code, "shop": order.shop_name})

    def ask_code_again(self) -> None:
        """That is not the shop's code."""
        self.say(Phrase.CODE_WRONG, {"code": self.file.order.code})

    def ask_short_again(self) -> None:
        """We did not understand what was short."""
        self.say(Phrase.ASK_SHORT_AGAIN, {"lines": goods(self.file.order)})

    def _short(self) -> Mapping[Sku, Decimal]:
        return read_short(self.intent.words, self.file.order, self.facts.catalogue)

    def deliver_order(self) -> None:
        """Delivered with the shop's code: the debt stands for what arrived."""
        order, short = self.file.order, self._short()
        self.remember(questions=())
        arrival = Arrival(
            short=short,
            by=self.facts.person.id,
            by_shop=False,
            terms_days=self.facts.vendor.terms_days,
            next_receipt=self.facts.numbers.receipt,
            owed_before=self._owed_before(),
        )
        self.happen(*deliver(order, arrival, self.cause))
        came = order.arriving(short)
        self.say(
            Phrase.DELIVERED_VENDOR,
            {"code": order.code, "shop": order.shop_name, "total": came.total},
        )

    def _owed_before(self) -> Money:
        shop_id = self.file.order.shop_id
        owed = (one.owed for one in self.facts.shops if one.business_id == shop_id)
        return next(owed, ZERO)

    def cancel_order(self) -> None:
        """The vendor cannot serve what it took."""
        order = self.file.order
        self.happen(*cancel(order, self.cause, CANCELLED_BY_VENDOR, self.intent.words))
        self.say(Phrase.ORDER_CANCELLED, {"code": order.code})

    # --- shortages claimed later --------------------------------------------------------------

    def agree_shortage(self) -> None:
        """Yes, that was missing: it comes off the bill."""
        self._decide(agreed=True)

    def deny_shortage(self) -> None:
        """No: an admin looks into it."""
        self._decide(agreed=False)

    def _decide(self, *, agreed: bool) -> None:
        order, claimed = self.file.order, self.file.shortage
        assert claimed is not None
        shortage = shortages.decide(claimed, self.facts.vendor.id, agreed=agreed)
        self.happen(ShortageDecided(order, shortage))
        if agreed:
            self.happen(Transferred(credit_note(order, shortage, self.cause)))
        phrase = Phrase.SHORT_AGREED_VENDOR if agreed else Phrase.SHORT_DENIED_VENDOR
        self.say(phrase, {"code": order.code, "amount": shortage.amount})


def offer_buttons(offer: Offer) -> tuple[Button, ...]:
    """Accept all, part, decline: each names this very offer."""
    return (
        Button(Phrase.BUTTON_ACCEPT, f"accept:{offer.code}"),
        Button(Phrase.BUTTON_PART, f"part:{offer.code}"),
        Button(Phrase.BUTTON_DECLINE, f"decline:{offer.code}"),
    )
