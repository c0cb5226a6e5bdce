"""What stands in documents, and what comes with them."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.STATEMENT_SENT: N_(
        "Statement: {account}\n{first} – {last}\nOwed at the end: *{closing}*"
    ),
    Phrase.ALL_VENDORS: N_("all vendors"),
    Phrase.ASK_STATEMENT_OF: N_("Statement of which shop?"),
    Phrase.NO_ACCOUNTS_YET: N_("There is no account yet: nothing was delivered or paid."),
    Phrase.DOC_TITLE: N_("Statement of account"),
    Phrase.DOC_SHOP: N_("Shop"),
    Phrase.DOC_VENDOR: N_("Vendor"),
    Phrase.DOC_PERIOD: N_("Period"),
    Phrase.DOC_KNOWN_AT: N_("As known on"),
    Phrase.DOC_OPENING: N_("Opening balance"),
    Phrase.DOC_DEBITS: N_("Total debit"),
    Phrase.DOC_CREDITS: N_("Total credit"),
    Phrase.DOC_CLOSING: N_("Closing balance"),
    Phrase.DOC_DATE_BS: N_("Date (BS)"),
    Phrase.DOC_DATE_AD: N_("Date (AD)"),
    Phrase.DOC_ENTRY: N_("Entry"),
    Phrase.DOC_CODE: N_("No."),
    Phrase.DOC_DEBIT: N_("Debit (Rs)"),
    Phrase.DOC_CREDIT: N_("Credit (Rs)"),
    Phrase.DOC_BALANCE: N_("Balance (Rs)"),
    Phrase.DOC_CONFIRMED: N_("Confirmed"),
    Phrase.DOC_NOTHING: N_("No entries in this period."),
    Phrase.DOC_AGEING: N_("Open bills by days past due"),
    Phrase.DOC_ADVANCE: N_("Paid in advance"),
    Phrase.DOC_UNBILLED: N_("Owed, not on a bill"),
    Phrase.DOC_NOTE: N_(
        "What the shop owes: debit adds to it, credit takes off. A minus is an advance."
    ),
    Phrase.DOC_PAGE: N_("Page {page} of {pages}"),
    Phrase.ENTRY_BILL: N_("Bill"),
    Phrase.ENTRY_PAYMENT: N_("Payment"),
    Phrase.ENTRY_SHORTAGE: N_("Shortage"),
    Phrase.ENTRY_OPENING: N_("Old balance"),
    Phrase.ENTRY_REVERSAL: N_("Reversal"),
    Phrase.ENTRY_OTHER: N_("Adjustment"),
    Phrase.CONFIRMED_BOTH: N_("both sides"),
    Phrase.CONFIRMED_ONE: N_("one side"),
    Phrase.CONFIRMED_SILENT: N_("no answer"),
    Phrase.CONFIRMED_DISPUTED: N_("disputed"),
    Phrase.AGEING_CURRENT: N_("Not due yet"),
    Phrase.AGEING_1_30: N_("1–30 days"),
    Phrase.AGEING_31_60: N_("31–60 days"),
    Phrase.AGEING_61_90: N_("61–90 days"),
    Phrase.AGEING_90: N_("Over 90 days"),
}
