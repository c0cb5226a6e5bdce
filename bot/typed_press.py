"""A button's words typed instead of tapped: every button also works so."""

from __future__ import annotations

from dataclasses import replace

from bot.wording import Speaker
from domain.people import Language
from flows.reading.text import normalise
from flows.turn import BUTTON_TITLE_LIMIT, Inbound, InboundKind, Reply


def could_be_press(inbound: Inbound) -> bool:
    """Whether the text is short enough to be a button's title."""
    return inbound.kind is InboundKind.TEXT and 0 < len(inbound.text.strip()) <= BUTTON_TITLE_LIMIT


def as_press(inbound: Inbound, shown: Reply | None) -> Inbound:
    """The message as a press, if it says what stands on a button of the last message.

    Args:
        shown: What this person was told last; None when nothing was.
    """
    if shown is None:
        return inbound
    typed = _plain(inbound.text)
    for language in Language:
        speaker = Speaker(language)
        for button in shown.buttons:
            if _plain(speaker.say(button.phrase, button.slots)) == typed:
                return replace(inbound, kind=InboundKind.PRESS, press=button.payload)
    return inbound


def _plain(words: str) -> str:
    return normalise(words).strip(" .!।")
