"""What every role shares: help, language, menu, stop, and messages we cannot read."""

from __future__ import annotations

from typing import Protocol, TypeVar

from domain.events import ConsentWithdrawn, LanguageChosen
from domain.people import ConsentPart, Language, Person, Role
from flows.phrases import Phrase
from flows.scene import Scene
from flows.table import ANY, OTHERWISE, STAY, Row
from flows.turn import Button

EVERYONE: tuple[Row, ...] = (
    # on  at  to  when  do
    Row("help", ANY, STAY, OTHERWISE, "show_help"),
    Row("menu", ANY, STAY, OTHERWISE, "show_help"),
    Row("language", ANY, STAY, "language_named", "change_language"),
    Row("language", ANY, STAY, OTHERWISE, "ask_language"),
    Row("stop", ANY, STAY, OTHERWISE, "stop_reminders"),
    Row("media", ANY, STAY, OTHERWISE, "explain_media"),
    Row("location", ANY, STAY, OTHERWISE, "explain_media"),
    Row("stale", ANY, STAY, OTHERWISE, "say_stale"),
    Row("not_yours", ANY, STAY, OTHERWISE, "say_not_yours"),
    Row("ignore", ANY, STAY, OTHERWISE, "stay_silent"),
)

HELP = {
    Role.NEWCOMER: Phrase.HELP_NEWCOMER,
    Role.RETAILER: Phrase.HELP_RETAILER,
    Role.VENDOR: Phrase.HELP_VENDOR,
    Role.ADMIN: Phrase.HELP_ADMIN,
}
LANGUAGE_BUTTONS = tuple(
    Button(phrase, f"language:{language.value}")
    for language, phrase in (
        (Language.NEPALI, Phrase.BUTTON_NEPALI),
        (Language.ROMAN, Phrase.BUTTON_ROMAN),
        (Language.ENGLISH, Phrase.BUTTON_ENGLISH),
    )
)


class KnowsPerson(Protocol):
    """Facts of any role: at the least, who writes."""

    @property
    def person(self) -> Person:
        """Who writes."""


P = TypeVar("P", bound=KnowsPerson)


class Everyone(Scene[P]):
    """Actions of the rows above, for every role's scene."""

    def language_named(self) -> bool:
        """The press or word names one of our languages."""
        return self.intent.subject in {language.value for language in Language}

    def change_language(self) -> None:
        """From now on we write like this."""
        language = Language(self.intent.subject)
        self.remember(language=language)
        self.happen(LanguageChosen(self.facts.person.id, language))
        self.say(Phrase.LANGUAGE_CHANGED)

    def ask_language(self) -> None:
        """Which language?"""
        self.say(Phrase.ASK_LANGUAGE, buttons=LANGUAGE_BUTTONS)

    def show_help(self) -> None:
        """What this role can say, in a few lines."""
        self.say(HELP[self.conversation.role])

    def stop_reminders(self) -> None:
        """The stop word ends reminders; orders and accounts go on."""
        self.happen(ConsentWithdrawn(self.facts.person.id, ConsentPart.REMINDERS))
        self.say(Phrase.REMINDERS_STOPPED)

    def explain_media(self) -> None:
        """We cannot use this kind of message; say what works."""
        orders = self.conversation.role in (Role.RETAILER, Role.NEWCOMER)
        self.say(Phrase.MEDIA_NOT_READ if orders else Phrase.TEXT_ONLY)

    def say_stale(self) -> None:
        """The button is from another time; the menu is the way back."""
        self.say(Phrase.STALE_PRESS)

    def say_not_yours(self) -> None:
        """A button that was forwarded from somebody in another role."""
        self.say(Phrase.REFUSED_NOT_YOURS)

    def stay_silent(self) -> None:
        """Nothing waits for an answer."""
