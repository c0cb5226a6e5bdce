"""What a shop hears."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.GREETING_RETAILER: N_("Namaste, {shop}! Write your order, or “balance”, “status”."),
    Phrase.WELCOME: N_("You are welcome."),
    Phrase.HOW_TO_ORDER: N_(
        "I did not understand that. Write goods and how much, for example: “2 bora jeera masino, "
        "chini 50kg, waiwai 2 peti”."
    ),
    Phrase.HOW_TO_CHANGE: N_(
        "Write what changes: “chini 30 matra”, “waiwai hatau”, “biscuit 1 peti thap”. For cash: "
        "“cash”."
    ),
    Phrase.CART_SUMMARY: N_("{notes}\n{lines}\n{remarks}\n*Total {total}*\n{credit}"),
    Phrase.CART_LINE: N_("{product} × {amount} · {cost}"),
    Phrase.CART_LINE_AS_SAID: N_("{product} × {said} ({amount}) · {cost}"),
    Phrase.CART_VAT: N_("incl. VAT {vat}"),
    Phrase.CART_SPLIT: N_("From: {vendors}"),
    Phrase.CART_CREDIT_LEFT: N_("On credit; {left} of your limit stays free"),
    Phrase.CART_OVER_LIMIT: N_("More than your credit: only {available} is free"),
    Phrase.CART_CASH_ONLY: N_("Cash on delivery"),
    Phrase.CART_FROZEN: N_("New credit is stopped: cash only"),
    Phrase.CART_NOBODY_SELLS: N_("{notes}\n{lines}\nNothing is left to order."),
    Phrase.CART_DROPPED: N_("Dropped. Nothing is ordered."),
    Phrase.LINE_NO_SELLER: N_("{product}: nobody has it now"),
    Phrase.LINE_CLOSED: N_("{product}: sellers are closed, open {opens}"),
    Phrase.LINES_MORE: N_("… and {count} more"),
    Phrase.NOTE_CART_CHANGED: N_("Prices or stock have moved. As it stands now:"),
    Phrase.NOTE_CART_NOW: N_("The list as it is now:"),
    Phrase.NOTE_NOT_SOLD: N_("Not sold here: {words}"),
    Phrase.NOTE_IN_CART: N_("Noted so far: {count}"),
    Phrase.NOTE_REPEATED: N_("As {code}, at today’s prices:"),
    Phrase.NOT_SOLD: N_("Not sold here: {words}. Try another name for it."),
    Phrase.LEFT_OUT: N_("Left out. Write your order whenever you like."),
    Phrase.ASK_WHICH: N_("{notes}\nWhich one do you mean by “{text}”?"),
    Phrase.ASK_QUANTITY: N_("{notes}\n{product} ({packed}): how many? Write a number."),
    Phrase.ASK_UNIT: N_("{notes}\n{product} is sold by {packed}. How many of those?"),
    Phrase.NO_CART: N_("There is nothing to confirm."),
    Phrase.NOTHING_TO_REPEAT: N_("There is no earlier order to repeat."),
    Phrase.ORDER_PLACED: N_("Order {codes} placed: {total} on credit. I am asking the vendor."),
    Phrase.ORDER_PLACED_CASH: N_(
        "Order {codes} placed: {total}, cash on delivery. I am asking the vendor."
    ),
    Phrase.CREDIT_SHORT: N_(
        "Order {total} + owed {owed}; limit {limit}. That is {over} too much. Pay cash, make it "
        "smaller, or ask for more limit."
    ),
    Phrase.CREDIT_FROZEN: N_(
        "New credit is stopped for now (owed {owed}). You can order for cash and pay as always."
    ),
    Phrase.LIMIT_ASKED: N_("I have asked the admin for a higher limit."),
    Phrase.ORDER_LINE: N_("{code} · {vendor} · {total} · {status}"),
    Phrase.ORDER_CHOICE: N_("{vendor} · {total} · {status}"),
    Phrase.GOODS_LINE: N_("{product} × {amount} · {cost}"),
    Phrase.ORDER_STATUS: N_("{order}\n{lines}"),
    Phrase.ORDERS_STATUS: N_("{lines}"),
    Phrase.NO_ORDERS: N_("No such order is under way."),
    Phrase.ASK_WHICH_ORDER: N_("Which order?"),
    Phrase.ASK_CANCEL: N_("{order}\nCancel it?"),
    Phrase.ORDER_CANCELLED: N_("{code} is cancelled."),
    Phrase.TOO_LATE_TO_CANCEL: N_(
        "{code} is on its way and cannot be cancelled here. When it arrives you can report what "
        "is short."
    ),
    Phrase.VENDOR_FOUND: N_("{code}: {vendor} has accepted. {total}"),
    Phrase.OFFER_MOVED_ON: N_("{code}: not taken so far, now asking {vendor}."),
    Phrase.PRICE_RISE: N_(
        "{code}: {vendor} can deliver, but for {after} instead of {before} (+{more}). Go on?"
    ),
    Phrase.PRICE_AGREED: N_("{code}: agreed. I am asking the vendor."),
    Phrase.PRICE_REFUSED: N_("{code}: I am asking another vendor."),
    Phrase.PART_OFFERED_SHOP: N_("{code}: {vendor} can give only this:\n{lines}\nTotal {total}"),
    Phrase.PART_TAKEN: N_("{code}: taken as offered; the rest is left out."),
    Phrase.REST_ELSEWHERE: N_(
        "{code}: taken as offered. For the rest I am asking another vendor: {rest}."
    ),
    Phrase.ALREADY_SETTLED: N_("That is settled already. Nothing changed."),
    Phrase.NOBODY_TOOK_IT: N_("{code}: no vendor could take it yet. An admin is looking for one."),
    Phrase.CANCELLED_FOR_SHOP: N_(
        "{code} ({vendor}) was cancelled: {why}. Nothing is owed for it."
    ),
    Phrase.ON_ITS_WAY: N_(
        "{code} is on its way from {vendor}. When it arrives, give the driver this code: {pin}"
    ),
    Phrase.DELIVERED_SHOP: N_(
        "{code} from {vendor} delivered: {total}, due {due}.\n{lines}\nAll there?"
    ),
    Phrase.DELIVERED_SHOP_CASH: N_(
        "{code} from {vendor} delivered and {total} paid in cash.\n{lines}\nAll there?"
    ),
    Phrase.ARRIVED_WHOLE: N_("{code} received: {total}. You owe {vendor} {owed} now."),
    Phrase.ARRIVED_SHORT: N_(
        "{code} received short, −{less}. Only {total} goes into the account; you owe {vendor} "
        "{owed} now."
    ),
    Phrase.ARRIVED_CASH: N_("{code} received and {total} paid in cash."),
    Phrase.ARRIVAL_THANKS: N_("{code}: thank you, completed."),
    Phrase.ASK_SHORT: N_("{code}: what is missing or damaged? For example: “tel 1”.\n{lines}"),
    Phrase.ASK_SHORT_AGAIN: N_("Please write the product and how many are missing:\n{lines}"),
    Phrase.SHORT_CLAIMED: N_("{code}: −{amount} noted. I am asking {vendor}."),
    Phrase.SHORT_DROPPED: N_("Fine, nothing is noted as short."),
    Phrase.PHOTO_NOTED: N_("{code}: photo noted."),
    Phrase.PHOTO_NOTED_SAY: N_("{code}: photo noted. Is something short or damaged?"),
    Phrase.SHORT_AGREED_SHOP: N_("{code}: {vendor} agrees, −{amount} on your account."),
    Phrase.SHORT_DENIED_SHOP: N_(
        "{code}: {vendor} does not agree about {amount}. An admin will look into it."
    ),
    Phrase.BALANCE: N_(
        "You owe {owed}\nHeld for orders {held}\nLimit {limit}, free {available}\n{lines}"
    ),
    Phrase.BALANCE_CASH_ONLY: N_("You owe {owed}. Credit opens once an admin approves the shop."),
    Phrase.OWED_LINE: N_("{name}: {owed}"),
    Phrase.OWED_LINE_DUE: N_("{name}: {owed}, due {due}"),
    Phrase.OWED_CHOICE_DUE: N_("{owed}, due {due}"),
    Phrase.PRICES: N_("{lines}"),
    Phrase.PRICE_LINE: N_("{product}: {low} per {unit}"),
    Phrase.PRICE_RANGE: N_("{product}: {low} to {high} per {unit}"),
    Phrase.ASK_PRICE_OF: N_("The price of what? For example: “chini ko bhau”."),
    Phrase.NOTHING_OWED: N_("There is nothing to pay."),
    Phrase.HOW_TO_PAY: N_(
        "Pay the vendor, then write: “5000 nagad diye” or “esewa 5000”.\n{lines}"
    ),
    Phrase.ASK_PAID_WHOM: N_("{amount} paid: to whom?"),
    Phrase.PAYMENT_CLAIMED: N_("{amount} to {vendor}: noted. It counts once they confirm."),
    Phrase.ASK_PAID: N_(
        "{vendor} wrote down {amount} ({method}) from you, {code}.\n{lines}\nIs that right?"
    ),
    Phrase.RECEIPT_SHOP: N_("Receipt {code}: {amount} to {vendor}. You owe them {owed}."),
    Phrase.RECEIPT_SHOP_FULL: N_(
        "Receipt {code}: {vendor} confirms {amount} ({method}). You owe them {owed}.\n{lines}"
    ),
    Phrase.CLAIM_DENIED_SHOP: N_(
        "{vendor} has not received {amount} ({code}). Please talk to them; the account is "
        "unchanged."
    ),
    Phrase.PAYMENT_DISPUTED: N_("{code}: noted as not right. {vendor} and an admin are told."),
    Phrase.LIMIT_CHANGED: N_("Your credit limit is now {after}."),
    Phrase.YOU_ARE_APPROVED: N_("{name} is approved. Welcome!"),
    Phrase.YOU_ARE_REJECTED: N_("{name} could not be approved. Please call the Khaacho office."),
    Phrase.YOU_ARE_FROZEN: N_(
        "New credit for {name} is stopped for now. Cash orders and payments go on."
    ),
    Phrase.YOU_ARE_UNFROZEN: N_("{name} is open again."),
}
