"""Why an order does not go on credit, with the ways on."""

from __future__ import annotations

from collections.abc import Mapping

from domain.credit import Refusal
from domain.facts import RetailerFacts
from domain.money import ZERO
from domain.ordering import Cart
from flows.phrases import Phrase
from flows.turn import Button, Reply, Slot

WORDS: Mapping[Refusal, Phrase] = {
    Refusal.FROZEN: Phrase.CREDIT_FROZEN,
    Refusal.BLOCKED: Phrase.CREDIT_BLOCKED,
    Refusal.CASH_ONLY: Phrase.CREDIT_CASH_ONLY,
    Refusal.NEEDS_ADMIN: Phrase.CREDIT_NEEDS_ADMIN,
    Refusal.OVER_CAP: Phrase.CREDIT_OVER_CAP,
    Refusal.OVER_LIMIT: Phrase.CREDIT_SHORT,
}


def refused(refusal: Refusal, cart: Cart, facts: RetailerFacts) -> Reply:
    """What stands against credit, in money and words; cash is always open."""
    slots: dict[str, Slot] = {
        "total": cart.total,
        "owed": facts.credit.owed,
        "limit": facts.credit.limit,
        "over": cart.total - facts.credit.available,
        "blocking": facts.trust.blocking,
        "cap": facts.trust.rule.cap or ZERO,
    }
    cash = Button(Phrase.BUTTON_CASH, f"cash:{cart.code}")
    change = Button(Phrase.BUTTON_CHANGE, f"change:{cart.code}")
    other = {
        Refusal.BLOCKED: Button(Phrase.BUTTON_BALANCE, "balance:"),
        Refusal.CASH_ONLY: Button(Phrase.BUTTON_SCORE, "score:"),
    }.get(refusal, Button(Phrase.BUTTON_MORE_LIMIT, "more_limit:"))
    return Reply(WORDS[refusal], slots, buttons=(cash, change, other))
