"""What every role may hear."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.HELP_NEWCOMER: N_(
        "Khaacho: wholesale orders and your udhaaro account, all in this chat.\n"
        "Ask a price (“chini ko bhau”) or register your shop."
    ),
    Phrase.HELP_RETAILER: N_(
        "Write your order as you talk: “2 bora jeera masino, chini 50kg, waiwai 2 peti”.\n"
        "Also: “balance”, “statement”, “score”, “status”, “chini ko bhau”, “asti kai pathau” (same "
        "again), “cancel”, “language”."
    ),
    Phrase.HELP_VENDOR: N_(
        "“chini 95” sets a price, “tel stock 40” the stock, “Sharma 5000 nagad” a payment.\n"
        "Also: “orders”, “balance”, “statement Sharma”, “pause”, “resume”, “KH-12 dispatch”, "
        "“KH-12 delivered”, “language”."
    ),
    Phrase.HELP_ADMIN: N_(
        "pending · approve X · reject X · limit X 60000 reason … · freeze X until 3d reason … · "
        "unfreeze X · shop X · score X · vendor X · order KH-1 · why KH-1 · reroute KH-1 · "
        "cancel KH-1 · today · admin 98… · language"
    ),
    Phrase.LANGUAGE_CHANGED: N_("I will write English from now on."),
    Phrase.ASK_LANGUAGE: N_("Which language?"),
    Phrase.REMINDERS_STOPPED: N_("No more reminders. Orders and accounts go on as before."),
    Phrase.MEDIA_NOT_READ: N_(
        "I can read text only. Please write it, for example: “2 bora jeera masino, chini 50kg”."
    ),
    Phrase.TEXT_ONLY: N_("I can read text only. Please write it."),
    Phrase.STALE_PRESS: N_("That button is from before. Write “help” to see what works now."),
    Phrase.SORRY: N_(
        "Something went wrong on our side. Your message is safe and will be tried again."
    ),
    Phrase.REFUSED_REFUSED: N_("That cannot be done now. Write “help” to see what works."),
    Phrase.REFUSED_AMOUNT_REFUSED: N_(
        "That amount cannot be right. Please check and write it again."
    ),
    Phrase.REFUSED_CREDIT_SHORT: N_("The credit limit does not cover this."),
    Phrase.REFUSED_CREDIT_CLOSED: N_("No credit is open for this shop now. Cash orders work."),
    Phrase.REFUSED_OFFER_CLOSED: N_("This was settled before. Nothing changed."),
    Phrase.REFUSED_ORDER_MOVED: N_("This order has moved on; that cannot be done any more."),
    Phrase.REFUSED_NOT_YOURS: N_("That belongs to somebody else. Nothing changed."),
    Phrase.GREETING_NEWCOMER: N_(
        "Namaste! Khaacho: wholesale orders and udhaaro accounts by chat.\n"
        "Choose a language · भाषा छान्नुहोस्"
    ),
    Phrase.ASK_ROLE: N_("Are you a shop that buys, or a wholesaler that sells?"),
    Phrase.ASK_SHOP_DETAILS: N_(
        "Shop name, ward, owner’s name? For example: Sharma Kirana, Birendranagar-6, Hari Sharma"
    ),
    Phrase.ASK_VENDOR_DETAILS: N_(
        "Business name, ward, owner’s name? For example: Gupta Traders, Birendranagar-6, Ram Gupta"
    ),
    Phrase.ASK_NAME: N_("What is the business called?"),
    Phrase.ASK_WARD: N_("Which ward? For example: Birendranagar-6"),
    Phrase.ASK_OWNER: N_("And the owner’s name?"),
    Phrase.ASK_CONSENT: N_(
        "{name}: three permissions, each on its own.\n"
        "1) Keep orders and accounts (needed)\n"
        "2) Reminders of what is due\n3) Show your file to a bank: NO for now; each bank is "
        "asked for separately.\n“STOP” ends reminders any time."
    ),
    Phrase.PRIVACY: N_(
        "We keep your orders, payments and number only to run your account. Nobody else sees "
        "them: vendors see only their own orders, a bank only with your yes. You can ask for all "
        "of it, or for deletion of what the law does not oblige us to keep."
    ),
    Phrase.SHOP_WAITS: N_(
        "Thank you! {name} is registered. Until an admin approves it, you can order for cash. "
        "Write your first order."
    ),
    Phrase.VENDOR_WAITS: N_(
        "Thank you! {name} is registered and waits for an admin. You can already set prices: "
        "“chini 95”."
    ),
}
