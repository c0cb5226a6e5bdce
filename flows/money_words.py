"""What is owed, in words: a debt as it is, an advance as one."""

from __future__ import annotations

from domain.facts import Account
from domain.money import ZERO, Money
from flows.phrases import Phrase
from flows.turn import Said, Slot


def owed_words(owed: Money) -> Slot:
    """A debt; below zero, the advance that was paid."""
    if owed >= ZERO:
        return owed
    return Said(Phrase.OWED_ADVANCE, {"advance": ZERO - owed})


def owed_line(account: Account) -> Said:
    """One account: who, how much, due when."""
    slots: dict[str, Slot] = {"name": account.name, "owed": owed_words(account.owed)}
    if account.bills:
        return Said(Phrase.OWED_LINE_DUE, {**slots, "due": account.bills[0].due_on})
    return Said(Phrase.OWED_LINE, slots)


def owed_choice(account: Account) -> Slot:
    """The same without the name, which stands above it."""
    owed = owed_words(account.owed)
    if account.bills:
        return Said(Phrase.OWED_CHOICE_DUE, {"owed": owed, "due": account.bills[0].due_on})
    return owed
