"""Who is told what when money or a shortage is claimed, agreed or denied."""

from __future__ import annotations

from domain import events as e
from domain.payments import Payment, PaymentStatus
from domain.shortages import ShortageStatus
from flows.addressed import to_admins, to_shop, to_vendor
from flows.money_words import owed_words
from flows.phrases import Phrase
from flows.turn import Amount, Audience, Button, Notice, Reply, Said, Slot


def of_shortage(event: e.ShortageClaimed | e.ShortageDecided) -> tuple[Notice, ...]:
    """Who is told of a shortage claimed or decided."""
    order, shortage = event.order, event.shortage
    slots: dict[str, Slot] = {
        "shop": order.shop_name,
        "vendor": order.vendor_name,
        "amount": shortage.amount,
    }
    if isinstance(event, e.ShortageClaimed):
        lines = tuple(
            Said(
                Phrase.SHORT_LINE,
                {"product": line.name, "amount": Amount(shortage.short[line.sku], line.unit)},
            )
            for line in order.lines
            if line.sku in shortage.short
        )
        buttons = (
            Button(Phrase.BUTTON_YES, f"short_yes:{order.number}"),
            Button(Phrase.BUTTON_NO, f"short_no:{order.number}"),
        )
        return (to_vendor(order, Phrase.SHORT_CLAIM_VENDOR, {**slots, "lines": lines}, buttons),)
    if shortage.status is ShortageStatus.AGREED:
        return (to_shop(order, Phrase.SHORT_AGREED_SHOP, slots),)
    denied: dict[str, Slot] = {"code": order.code, **slots}
    return (
        to_shop(order, Phrase.SHORT_DENIED_SHOP, slots),
        to_admins(Phrase.SHORT_DENIED_ADMIN, denied, read=f"order {order.number}"),
    )


def of_payment(event: e.PaymentRecorded | e.PaymentAnswered) -> tuple[Notice, ...]:
    """Who is told of a payment written down or answered."""
    payment = event.payment
    slots: dict[str, Slot] = {
        "code": payment.code,
        "amount": payment.amount,
        "method": Said(Phrase(f"method_{payment.method.value}")),
        "shop": payment.shop_name,
        "vendor": payment.vendor_name,
        "owed": owed_words(event.owed),
        "lines": tuple(
            Said(Phrase.ALLOCATED, {"code": f"KH-{part.number}", "amount": part.amount})
            for part in event.allocations
        ),
    }
    if isinstance(event, e.PaymentRecorded):
        if event.on_delivery:
            return ()
        return (_asked(payment, slots),)
    match payment.status:
        case PaymentStatus.CONFIRMED if payment.by_vendor:
            return (_told(Audience.VENDOR, payment, Phrase.RECEIPT_VENDOR, slots),)
        case PaymentStatus.CONFIRMED:
            return (_told(Audience.SHOP, payment, Phrase.RECEIPT_SHOP_FULL, slots),)
        case PaymentStatus.DENIED:
            return (_told(Audience.SHOP, payment, Phrase.CLAIM_DENIED_SHOP, slots),)
        case PaymentStatus.DISPUTED:
            return (
                _told(Audience.VENDOR, payment, Phrase.PAYMENT_DISPUTED_VENDOR, slots),
                to_admins(Phrase.PAYMENT_DISPUTED_ADMIN, slots, read=f"shop {payment.shop_name}"),
            )
        case _:
            return ()


def _asked(payment: Payment, slots: dict[str, Slot]) -> Notice:
    verb = "paid" if payment.by_vendor else "claim"
    buttons = (
        Button(Phrase.BUTTON_YES, f"{verb}_yes:{payment.id}"),
        Button(Phrase.BUTTON_NO, f"{verb}_no:{payment.id}"),
    )
    audience = Audience.SHOP if payment.by_vendor else Audience.VENDOR
    phrase = Phrase.ASK_PAID if payment.by_vendor else Phrase.ASK_CLAIM
    template = Phrase.TEMPLATE_PAID if payment.by_vendor else Phrase.TEMPLATE_CLAIM
    to = payment.shop_id if payment.by_vendor else payment.vendor_id
    return Notice(audience, to, Reply(phrase, slots, buttons), template)


def _told(audience: Audience, payment: Payment, phrase: Phrase, slots: dict[str, Slot]) -> Notice:
    to = payment.shop_id if audience is Audience.SHOP else payment.vendor_id
    return Notice(audience, to, Reply(phrase, slots), Phrase.TEMPLATE_NEWS, "balance:")
