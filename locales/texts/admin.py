"""What an admin hears."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.NEW_BUSINESS: N_("New: {name}, {owner}, {ward}"),
    Phrase.LIMIT_WISHED: N_(
        "{name} ({code}) asks for a limit above {limit}; owes {owed}. “limit {code} …”"
    ),
    Phrase.UNFILLED_ADMIN: N_(
        "{code} of {shop}, {total}: nobody took it. “reroute {code}”, “cancel {code}”, or call."
    ),
    Phrase.STALE_ORDER: N_("{code} of {shop} ({vendor}): still {status}."),
    Phrase.PAYMENT_DISPUTED_ADMIN: N_("{code}: {shop} disputes {amount} written down by {vendor}."),
    Phrase.SHORT_DENIED_ADMIN: N_(
        "{code}: {vendor} denies a shortage of {amount} claimed by {shop}."
    ),
    Phrase.NOBODY_WAITS: N_("Nobody waits."),
    Phrase.PENDING: N_("Waiting: {count}. Choose one to approve."),
    Phrase.WAITING_LINE: N_("{role} {code} · {owner} · {ward}"),
    Phrase.NOT_FOUND: N_("Nothing found for “{words}”."),
    Phrase.SEVERAL_FOUND: N_("Several match. Use the code:\n{lines}"),
    Phrase.BUSINESS_LINE: N_("{code} {name}, {ward}"),
    Phrase.SHOP_PROFILE: N_(
        "{code} {name} · {owner} · {ward}\n"
        "{standing} · limit {limit}\nOwes {owed} · held {held} · free {available}\n"
        "{lines}"
    ),
    Phrase.SCORE_OF: N_("{name} ({code})\n{score}"),
    Phrase.VENDOR_PROFILE: N_("{code} {name} · {owner} · {ward}\n{standing} {paused}\n{lines}"),
    Phrase.ADMIN_ORDER: N_("{order}\n{shop}, {ward}\n{lines}\n{offers}"),
    Phrase.OFFER_LINE: N_("{vendor} · {total} · {status}"),
    Phrase.WHY: N_("{code}: points out of 100 for {weights}\n{lines}"),
    Phrase.WEIGHT: N_("{name} ({weight} %)"),
    Phrase.RANK_LINE: N_("{rank}. {vendor} {score} · {total}\n   {parts}"),
    Phrase.NOBODY_COULD: N_("No vendor could serve all of it."),
    Phrase.TODAY: N_(
        "Today: {placed} placed, {delivered} delivered ({delivered_total}), {cancelled} "
        "cancelled, {unfilled} without vendor. Paid {paid_total}. Waiting for approval: "
        "{waiting}."
    ),
    Phrase.ASK_PIN: N_("{preview}\nYour PIN?"),
    Phrase.ASK_NEW_PIN: N_("First choose a PIN of 4 to 6 digits that is not easy to guess."),
    Phrase.PIN_WRONG: N_("Wrong PIN. Try again, or write “no”."),
    Phrase.PIN_LOCKED: N_("Too many wrong PINs. Try again in 15 minutes."),
    Phrase.COMMAND_DROPPED: N_("Dropped."),
    Phrase.NO_COMMAND_WAITS: N_("No command waits for a PIN. Your message is not kept."),
    Phrase.PREVIEW_APPROVE: N_("Approve {name} ({code})."),
    Phrase.PREVIEW_REJECT: N_("Reject {name} ({code})."),
    Phrase.PREVIEW_FREEZE: N_("Freeze {name} ({code}): no new credit or offers."),
    Phrase.PREVIEW_UNFREEZE: N_("Unfreeze {name} ({code})."),
    Phrase.PREVIEW_LIMIT: N_("{name} ({code}): limit {before} → {after}."),
    Phrase.PREVIEW_CANCEL: N_("Cancel {code}, {total}."),
    Phrase.PREVIEW_REROUTE: N_("Give {code} ({total}) to another vendor."),
    Phrase.PREVIEW_ADMIN: N_("Make {phone} an admin."),
    Phrase.ALREADY_SO: N_("{name} is {standing} already."),
    Phrase.STANDING_CHANGED: N_("{name}: {standing}."),
    Phrase.APPROVED_NO_LIMIT: N_(
        "{name}: approved, for cash. To open credit: “limit {code} 20000”."
    ),
    Phrase.LIMIT_HOW: N_("Write the limit in rupees: “limit sharma 60000 reason …”."),
    Phrase.LIMIT_SET_ADMIN: N_("{name}: limit {before} → {after}."),
    Phrase.REROUTED: N_("{code}: asking another vendor."),
    Phrase.ADMIN_HOW: N_("Write the phone: “admin 98XXXXXXXX Name”."),
    Phrase.ADMIN_ADDED: N_("{phone} is an admin now."),
    Phrase.PARKED: N_("A message could not be handled after {attempts} tries: {key}"),
}
