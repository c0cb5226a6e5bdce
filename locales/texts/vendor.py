"""What a vendor hears."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.OFFER_RECEIVED: N_(
        "*New order {code}*\n{shop}, {ward}\n{lines}\nTotal {total}, {payment}"
    ),
    Phrase.OFFER_NUDGE: N_(
        "*Still waiting for your answer: {code}*\n{shop}, {ward}\n{lines}\nTotal {total}, {payment}"
    ),
    Phrase.OFFER_TAKEN: N_("{code} is yours: {shop}, {ward}. Press the button when it leaves."),
    Phrase.OFFER_YOURS: N_("{code} is yours already."),
    Phrase.OFFER_GONE: N_("Somebody else has taken this order, or it is over."),
    Phrase.OFFER_WITHDRAWN: N_("{code} was taken back and given to another vendor."),
    Phrase.OFFER_DECLINED: N_("Fine. I am asking another vendor."),
    Phrase.ASK_PART: N_("How much can you give? For example: “chini 20”.\n{lines}"),
    Phrase.ASK_PART_AGAIN: N_("Please write the product and how many you can give:\n{lines}"),
    Phrase.PART_OFFERED: N_("{code}: I am asking the shop."),
    Phrase.PART_AGREED: N_("{code}: the shop agrees. Please prepare:\n{lines}"),
    Phrase.ASK_WHY_DECLINED: N_("{code}: why not?"),
    Phrase.ASK_WHY_CANCELLED: N_("{code}: cancel it? Choose why."),
    Phrase.VENDOR_ORDERS: N_("Orders under way: {count}"),
    Phrase.VENDOR_ORDER_LINE: N_("{shop}, {ward} · {total} · {status}"),
    Phrase.DISPATCHED_VENDOR: N_(
        "{code} to {shop} is on its way. When it is handed over, press “Delivered” and write the "
        "shop’s code."
    ),
    Phrase.ORDER_MOVED: N_("That cannot be done now: {order}"),
    Phrase.ASK_CODE: N_(
        "{code}: which code does {shop} give? Add what was short: “4419” or “4419 tel 1”."
    ),
    Phrase.CODE_WRONG: N_("{code}: that is not the shop’s code. Please ask again."),
    Phrase.DELIVERED_VENDOR: N_("{code} delivered to {shop}: {total} is in the account."),
    Phrase.DELIVERED_VENDOR_CASH: N_("{code} delivered to {shop}: {total} in cash."),
    Phrase.SHOP_RECEIVED: N_("{code}: {shop} has received it. {total}, {payment}\n{lines}"),
    Phrase.CANCELLED_FOR_VENDOR: N_("{code} for {shop} was cancelled."),
    Phrase.SHORT_CLAIM_VENDOR: N_(
        "{code}: {shop} says this was short (−{amount}):\n{lines}\nIs that right?"
    ),
    Phrase.SHORT_LINE: N_("{product}: {amount}"),
    Phrase.SHORT_AGREED_VENDOR: N_("{code}: −{amount} agreed."),
    Phrase.SHORT_DENIED_VENDOR: N_(
        "{code}: noted, {amount} is not right. An admin will look into it."
    ),
    Phrase.QUOTES_TAKEN: N_("Noted:\n{lines}"),
    Phrase.QUOTE_PRICE: N_("{product}: {price} per {unit}"),
    Phrase.QUOTE_STOCK: N_("{product}: stock {stock}"),
    Phrase.QUOTE_NO_STOCK: N_("{product}: none for now"),
    Phrase.ASK_QUOTE_WHICH: N_("{notes}\nWhich one do you mean by “{text}”?"),
    Phrase.ASK_QUOTE_SURE: N_("{notes}\n{line}\nSo far {usual}\nIs that right?"),
    Phrase.QUOTE_WRONG: N_(
        "{notes}\n“{text}”: that cannot be a price or stock. Please write it again."
    ),
    Phrase.QUOTE_DROPPED: N_("Nothing changed."),
    Phrase.PAUSED: N_("Paused: no new orders until you start again."),
    Phrase.RESUMED: N_("New orders come in again."),
    Phrase.PAYMENT_AMOUNT_WRONG: N_(
        "That amount cannot be right. For example: “Sharma 5000 nagad”."
    ),
    Phrase.SHOP_UNKNOWN: N_(
        "No shop or product “{name}” is known here. Please write it as in your orders."
    ),
    Phrase.ASK_WHICH_SHOP: N_("Which “{name}”?"),
    Phrase.ASK_ADVANCE: N_("{shop} owes you {owed}. Keep the rest of {amount} as an advance?"),
    Phrase.PAYMENT_TAKEN: N_("Receipt {code}: {amount} from {shop}. They owe you {owed}."),
    Phrase.PAYMENT_DROPPED: N_("Nothing is written down."),
    Phrase.RECEIPT_VENDOR: N_(
        "Receipt {code}: {shop} confirms {amount} ({method}). They owe you {owed}.\n{lines}"
    ),
    Phrase.PAYMENT_DISPUTED_VENDOR: N_(
        "{code}: {shop} says {amount} is not right. An admin will look into it."
    ),
    Phrase.ASK_CLAIM: N_("{shop} says they paid you {amount} ({method}). Received?"),
    Phrase.CLAIM_DENIED: N_("{shop}: {amount} not received. I have told them."),
    Phrase.ALLOCATED: N_("{code}: {amount}"),
    Phrase.VENDOR_BALANCE: N_("Owed to you: {total}\n{lines}"),
    Phrase.HOW_TO_VENDOR: N_(
        "{vendor}, write “chini 95” for a price, “tel stock 40” for stock, “Sharma 5000 nagad” "
        "for a payment, “orders” for what is open."
    ),
}
