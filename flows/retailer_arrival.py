"""A shop says what arrived, and what was missing or damaged."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain import shortages
from domain.catalog import Sku
from domain.errors import DomainError
from domain.events import ShortageClaimed
from domain.fulfilment import Arrival, complete, deliver
from domain.ids import short_code
from domain.money import ZERO, Money
from domain.ordering import Order, OrderStatus
from domain.people import DEFAULT_TERMS_DAYS
from domain.shortages import ShortageStatus
from flows.money_words import owed_words
from flows.order_words import arrival_buttons, goods, order_choices
from flows.phrases import Phrase
from flows.retailer_orders import Following
from flows.short_text import read_short
from flows.turn import Question, Slot

PICTURES = frozenset({"image", "video"})


class Receiving(Following):
    """What a shop can say about a delivery."""

    # --- guards -------------------------------------------------------------------------------

    def not_on_its_way(self) -> bool:
        """Not dispatched yet, or over."""
        return self.facts.file is None or self.file.order.status not in (
            OrderStatus.DISPATCHED,
            OrderStatus.DELIVERED,
        )

    def several_arriving(self) -> bool:
        """No order is named, and more than one could have come."""
        return self.facts.file is None and not self.intent.subject and len(self._arriving()) > 1

    def _arriving(self) -> tuple[Order, ...]:
        """Orders on their way; when there are none, those that came and were not answered."""
        of = self.facts.orders
        on_way = tuple(one for one in of if one.status is OrderStatus.DISPATCHED)
        return on_way or tuple(one for one in of if one.status is OrderStatus.DELIVERED)

    def short_claimed(self) -> bool:
        """What was short is with the vendor already, or was decided."""
        return self.file.shortage is not None

    def short_unclear(self) -> bool:
        """The words do not say what was missing."""
        return self.facts.file is not None and not self._short()

    def shows_goods(self) -> bool:
        """A picture while a delivery is on its way or was just made."""
        return self.intent.subject in PICTURES and not self.not_on_its_way()

    # --- what arrived -------------------------------------------------------------------------

    def confirm_arrival(self) -> None:
        """All of it is here and right."""
        self._arrive({})

    def _arrive(self, short: Mapping[Sku, Decimal]) -> None:
        order = self.file.order
        if order.status is OrderStatus.DELIVERED:
            self.happen(*complete(order))
            self.say(Phrase.ARRIVAL_THANKS, {"code": order.code})
            return
        events = deliver(order, self._arrival(short), self.cause)
        self.happen(*events)
        came = order.arriving(short)
        owed = self._owed_before() + (came.total if came.on_credit else ZERO)
        slots: dict[str, Slot] = {
            "code": order.code,
            "total": came.total,
            "less": order.total - came.total,
            "owed": owed_words(owed),
            "vendor": order.vendor_name,
        }
        if not came.on_credit:
            self.say(Phrase.ARRIVED_CASH, slots)
            return
        self.say(Phrase.ARRIVED_SHORT if short else Phrase.ARRIVED_WHOLE, slots)

    def _arrival(self, short: Mapping[Sku, Decimal]) -> Arrival:
        vendor_id = self.file.order.vendor_id
        vendors = (one.vendor for one in self.file.standings)
        terms = (vendor.terms_days for vendor in vendors if vendor.id == vendor_id)
        return Arrival(
            short=short,
            by=self.facts.person.id,
            by_shop=True,
            terms_days=next(terms, DEFAULT_TERMS_DAYS),  # of a vendor that was frozen since
            next_receipt=self.facts.numbers.receipt,
            owed_before=self._owed_before(),
        )

    def _owed_before(self) -> Money:
        vendor_id = self.file.order.vendor_id
        owed = (one.owed for one in self.facts.accounts if one.business_id == vendor_id)
        return next(owed, ZERO)

    def ask_which_arrived(self) -> None:
        """Several orders are on their way: which came?"""
        verb = "arrived" if self.intent.name == "arrived" else "arrived_short"
        choices = order_choices(verb, self._arriving())
        self.say(Phrase.ASK_WHICH_ORDER, choices=choices)

    def say_short_claimed(self) -> None:
        """A shortage is claimed once for each delivery."""
        shortage, order = self.file.shortage, self.file.order
        assert shortage is not None
        if shortage.status is not ShortageStatus.CLAIMED:
            self.say_answered_already()
            return
        slots: dict[str, Slot] = {
            "code": order.code,
            "amount": shortage.amount,
            "vendor": order.vendor_name,
        }
        self.say(Phrase.SHORT_CLAIMED, slots)

    def note_photo(self) -> None:
        """The picture is kept with the message; what is short still has to be said in words."""
        order = self.file.order
        said = self.file.shortage is not None
        phrase = Phrase.PHOTO_NOTED if said else Phrase.PHOTO_NOTED_SAY
        buttons = () if said else arrival_buttons(order)
        self.say(phrase, {"code": order.code}, buttons=buttons)

    def drop_short(self) -> None:
        """Nothing was short after all."""
        self.remember(questions=())
        self.say(Phrase.SHORT_DROPPED)

    def ask_what_is_short(self) -> None:
        """Something is missing or broken: what?"""
        order = self.file.order
        self.remember(questions=(Question("short", subject=str(order.number)),))
        self.say(Phrase.ASK_SHORT, {"code": order.code, "lines": goods(order)})

    def ask_short_again(self) -> None:
        """We did not understand what is missing."""
        lines = goods(self.file.order) if self.facts.file else ()
        self.say(Phrase.ASK_SHORT_AGAIN, {"lines": lines})

    def report_short(self) -> None:
        """What was missing comes off the bill, or is put to the vendor when billed already."""
        order, short = self.file.order, self._short()
        self.remember(questions=())
        if order.status is OrderStatus.DISPATCHED:
            self._arrive(short)
            return
        code = short_code(self.cause.id("shortage"), 4)
        shortage = shortages.claim(order, short, code, self.cause)
        self.happen(ShortageClaimed(order, shortage))
        slots: dict[str, Slot] = {
            "code": order.code,
            "amount": shortage.amount,
            "vendor": order.vendor_name,
        }
        self.say(Phrase.SHORT_CLAIMED, slots)

    def _short(self) -> Mapping[Sku, Decimal]:
        short = read_short(self.intent.words, self.file.order, self.facts.catalogue)
        try:
            self.file.order.arriving(short)
        except DomainError:
            return {}
        return {sku: gone for sku, gone in short.items() if gone}
