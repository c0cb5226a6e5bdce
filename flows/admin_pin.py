"""Before a command about money or access runs, its admin shows that it is them: the PIN."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.events import PinSet, PinTried
from flows.admin_access import Ruling
from flows.commands import ABOUT_BUSINESS
from flows.phrases import Phrase
from flows.turn import Question

PIN_LENGTHS = range(4, 7)
PIN_HOLDS = timedelta(minutes=5)
STEPPED_UP = "stepped_up"


class Proving(Ruling):
    """Asking for the PIN, and the command that waits for it."""

    # --- guards -------------------------------------------------------------------------------

    def pin_locked(self) -> bool:
        """Too many wrong PINs."""
        return self.facts.pin_locked

    def no_pin_yet(self) -> bool:
        """This admin has never chosen a PIN."""
        return not self.facts.person.has_pin

    def stepped_up(self) -> bool:
        """The PIN was given within the last minutes."""
        until = self.conversation.form.get(STEPPED_UP, "")
        return bool(until) and datetime.fromisoformat(until) > self.cause.at

    def pin_wrong(self) -> bool:
        """Not this admin's PIN."""
        return self.facts.pin_right is not True

    def pin_unfit(self) -> bool:
        """Not 4 to 6 digits, or one that anybody would guess."""
        return self.facts.new_pin is None

    def looks_like_pin(self) -> bool:
        """Nobody asked for a PIN, but this may be one."""
        words = self.intent.words.strip()
        return words.isdigit() and len(words) in PIN_LENGTHS

    def nothing_waits(self) -> bool:
        """No command waits for this answer."""
        return self.asked("command") is None

    # --- actions ------------------------------------------------------------------------------

    def say_locked(self) -> None:
        """Wait before the next try."""
        self.remember(questions=())
        self.say(Phrase.PIN_LOCKED)

    def ask_pin(self) -> None:
        """What would happen, and the PIN for it."""
        self._wait()
        self.say(Phrase.ASK_PIN, {"preview": self._preview()})

    def ask_new_pin(self) -> None:
        """Choose a PIN first."""
        if self.intent.name != "pin":
            self._wait()
        self.say(Phrase.ASK_NEW_PIN)

    def _wait(self) -> None:
        """Keep the command until the PIN comes, about this very business and no namesake."""
        command = self.command
        if command.name in ABOUT_BUSINESS:
            command = replace(command, target=self.businesses[0].code)
        self.remember(questions=(Question("command", subject=command.text),))

    def set_pin_and_run(self) -> None:
        """The PIN is chosen; the waiting command runs."""
        assert self.facts.new_pin is not None
        self.happen(PinSet(self.facts.person.id, self.facts.new_pin))
        self._stepped()

    def say_pin_wrong(self) -> None:
        """Not the PIN; the command waits for another try."""
        self.happen(PinTried(self.facts.person.id, right=False))
        self.say(Phrase.PIN_WRONG)

    def run_with_pin(self) -> None:
        """The PIN is right; the waiting command runs."""
        self.happen(PinTried(self.facts.person.id, right=True))
        self._stepped()

    def _stepped(self) -> None:
        until = (self.cause.at + PIN_HOLDS).isoformat()
        self.remember(form={**self.conversation.form, STEPPED_UP: until})
        self.run_command()
        self.remember(questions=())

    def forget_pin(self) -> None:
        """A PIN out of time: not kept, and nothing is done."""
        self.secret = True
        self.say(Phrase.NO_COMMAND_WAITS)

    def forget_command(self) -> None:
        """The admin thought better of it."""
        self.remember(questions=())
        self.say(Phrase.COMMAND_DROPPED)
