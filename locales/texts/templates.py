"""Templates approved by Meta: all that may leave outside the 24-hour window."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.mark import N_

TEXTS: dict[Phrase, str] = {
    Phrase.TEMPLATE_OFFER: N_(
        "Khaacho: new order {code} from {shop}, {ward}, for {total}. Press a button to answer."
    ),
    Phrase.TEMPLATE_ORDER: N_(
        "Khaacho: there is news about order {code}. Press the button to read it."
    ),
    Phrase.TEMPLATE_NEWS: N_(
        "Khaacho: there is news about your account. Press the button to read it."
    ),
    Phrase.TEMPLATE_PAID: N_(
        "Khaacho: {vendor} wrote down {amount} from you, receipt {code}. Is that right?"
    ),
    Phrase.TEMPLATE_CLAIM: N_(
        "Khaacho: {shop} says they paid you {amount}, receipt {code}. Was it received?"
    ),
    Phrase.TEMPLATE_ADMIN: N_("Khaacho: something waits for an admin. Press the button to see it."),
}
