"""What is said about scores, limits and risk."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.SCORE: N_("Trade score *{value}* of {most} {change}: {band}\n{lines}\n{step}"),
    Phrase.SCORE_CHANGE: N_("({points} since yesterday)"),
    Phrase.SCORE_THIN: N_(
        "Too few settled bills to judge by: {count} of {of}. Until then your trade score stands "
        "at *{value}*.\n{step}"
    ),
    Phrase.BAND_EXCELLENT: N_("excellent"),
    Phrase.BAND_GOOD: N_("good"),
    Phrase.BAND_FAIR: N_("fair"),
    Phrase.BAND_POOR: N_("poor"),
    Phrase.BAND_VERY_POOR: N_("very poor"),
    Phrase.POINTS_UP: N_("+{points}"),
    Phrase.BECAUSE_PAID_ON_TIME: N_("{points}: {count} of {of} bills paid in time"),
    Phrase.BECAUSE_PAID_LATE: N_("{points}: {count} of {of} bills paid late"),
    Phrase.BECAUSE_UNPAID: N_("{points}: {amount} past due"),
    Phrase.BECAUSE_NO_BILLS: N_("{points}: no bill fell due in 12 months"),
    Phrase.BECAUSE_DEBT_TO_LIMIT: N_("{points}: {share} % of the limit used"),
    Phrase.BECAUSE_NO_LIMIT: N_("{points}: no credit limit yet"),
    Phrase.BECAUSE_ORDERS_DELIVERED: N_("{points}: {count} orders received in 12 months"),
    Phrase.BECAUSE_ACCOUNT_AGE: N_("{points}: with Khaacho for {count} days"),
    Phrase.STEP_PAY: N_("What helps: pay {amount}, about {points}."),
    Phrase.STEP_SETTLE_BILLS: N_("What helps: pay {count} more bills in time."),
    Phrase.STEP_ORDER: N_("What helps: {count} more orders, about {points}."),
    Phrase.CREDIT_BLOCKED: N_(
        "This order: {total}. {blocking} is far past due. Once it is paid, credit is open again at "
        "once; for cash you can order now."
    ),
    Phrase.CREDIT_CASH_ONLY: N_(
        "This order: {total}. With a low trade score it goes for cash only. “My score” says what "
        "helps."
    ),
    Phrase.CREDIT_NEEDS_ADMIN: N_(
        "This order: {total}. With a low trade score an admin has to agree to credit first. Ask "
        "for it, or pay cash."
    ),
    Phrase.CREDIT_OVER_CAP: N_(
        "This order: {total}. With your trade score one order on credit may be {cap} at most. "
        "Order less, or pay cash."
    ),
    Phrase.LIMIT_MOVED: N_("Your credit limit is now {after}, after {before}: {why}."),
    Phrase.LIMIT_MOVED_ADMIN: N_(
        "{name} ({code}): limit {before} → {after}, by itself: {why}. To undo it: “limit {code} …”"
    ),
    Phrase.LIMIT_BECAUSE_BAND_RAISE: N_("a good trade score, bills paid in time"),
    Phrase.LIMIT_BECAUSE_BAND_CUT: N_("a low trade score"),
    Phrase.LIMIT_BECAUSE_DELAY_CUT: N_("bills long past due"),
    Phrase.LIMIT_BECAUSE_RESTORED_HALF: N_("paid in time again, half of the cut is back"),
    Phrase.LIMIT_BECAUSE_RESTORED: N_("paid in time again, the whole cut is back"),
    Phrase.STEP_GO_ON: N_("Go on like this."),
}
