"""The words of documents: one language, or Nepali with English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.safe_text import safe_line
from bot.wording import Speaker
from domain.money import Money
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import Slot
from locales import format as written
from locales.calendar import bikram

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Words:
    """Labels and figures for a reader of one language.

    A bank clerk has to understand a Nepali document too, so its labels carry the English ones.
    """

    language: Language

    def label(self, phrase: Phrase, slots: Mapping[str, Slot] | None = None) -> str:
        """A label; in Nepali the English one stands behind it."""
        own, english = self.pair(phrase, slots)
        return f"{own} / {english}" if english else own

    def pair(self, phrase: Phrase, slots: Mapping[str, Slot] | None = None) -> tuple[str, str]:
        """A label and the English one; the second is empty where one is enough."""
        own = Speaker(self.language).say(phrase, slots or {})
        if self.language is not Language.NEPALI:
            return own, ""
        return own, Speaker(Language.ENGLISH).say(phrase, slots or {})

    def amount(self, amount: Money) -> str:
        """An amount in a column: always with its paisa, without the currency."""
        return written.column_amount(amount, self.language)

    def money(self, amount: Money) -> str:
        """An amount with its currency."""
        return written.money(amount, self.language)

    def bs(self, day: date) -> str:
        """A day in Bikram Sambat, in figures."""
        return written.digits(bs_date(day), self.language)

    def number(self, value: int) -> str:
        """A count."""
        return written.number(value, self.language)

    def moment(self, at: datetime) -> str:
        """A time, with its day in both calendars."""
        return written.moment(at, self.language)


def bs_date(day: date) -> str:
    """A day in Bikram Sambat as ``2083-08-06``; empty where the calendar is not known."""
    found = bikram(day)
    return f"{found.year}-{found.month:02}-{found.day:02}" if found else ""


def name(words: str) -> str:
    """A name from outside, safe to print."""
    return safe_line(words, LONGEST_NAME)
