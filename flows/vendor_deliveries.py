"""A vendor brings what it took: dispatch, delivery with the shop's code, and what was short."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain import shortages
from domain.catalog import Sku
from domain.events import ShortageDecided, Transferred
from domain.fulfilment import Arrival, cancel, deliver, dispatch
from domain.money import ZERO, Money
from domain.ordering import BEFORE_DISPATCH, OrderStatus
from domain.shortages import ShortageStatus, credit_note
from flows.order_words import goods, order_line
from flows.phrases import Phrase
from flows.short_text import read_short
from flows.turn import Question, Slot
from flows.vendor_orders import CANCELLED_BY_VENDOR, Serving, reason_in, reasons


class Bringing(Serving):
    """What a vendor can say about an order it has taken."""

    # --- guards -------------------------------------------------------------------------------

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

    def too_late_to_cancel(self) -> bool:
        """Dispatched or over."""
        return self.file.order.status not in BEFORE_DISPATCH

    def no_shortage(self) -> bool:
        """Nothing is claimed, or it was decided before."""
        shortage = self.facts.file.shortage if self.facts.file else None
        return shortage is None or shortage.status is not ShortageStatus.CLAIMED

    # --- on the way ---------------------------------------------------------------------------

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
        self.ask_first_of_all(Question("code", subject=str(order.number)))
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
        self.forget("code")
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
            Phrase.DELIVERED_VENDOR if came.on_credit else Phrase.DELIVERED_VENDOR_CASH,
            {"code": order.code, "shop": order.shop_name, "total": came.total},
        )

    def _owed_before(self) -> Money:
        shop_id = self.file.order.shop_id
        owed = (one.owed for one in self.facts.shops if one.business_id == shop_id)
        return next(owed, ZERO)

    def ask_why_cancelled(self) -> None:
        """Why is it called off? The answer calls it off; a slip of the finger does not."""
        order = self.file.order
        choices = reasons(f"why_cancelled:{order.number}")
        self.say(Phrase.ASK_WHY_CANCELLED, {"code": order.code}, choices=choices)

    def cancel_order(self) -> None:
        """The vendor cannot serve what it took."""
        order, reason = self.file.order, reason_in(self.intent.subject)
        self.happen(*cancel(order, self.cause, CANCELLED_BY_VENDOR, reason))
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
