"""Tapping: finding what a label stands on, and what Meta tells the bot about the tap."""

from collections.abc import Sequence

from bot.simulator.chat import Button, ChatMessage, Row
from bot.simulator.params import Json


def find_target(label: str, messages: Sequence[ChatMessage]) -> tuple[ChatMessage, Button | Row]:
    """The first button or row with this label or id.

    Raises:
        LookupError: when nothing is called that, with what there is instead.
    """
    for message in messages:
        targets: tuple[Button | Row, ...] = (*message.buttons, *message.rows)
        for target in targets:
            if label in {target.title, target.id}:
                return message, target
    there = list(dict.fromkeys(text for one in messages for text in one.labels()))
    raise LookupError(f"nothing to tap called {label!r}; there is {there}")


def tap(message: ChatMessage, target: Button | Row) -> tuple[str, Json]:
    """Meta's ``type`` and its object for a tap on a button or row of this message."""
    if message.kind == "template":
        return "button", {"button": {"payload": target.id, "text": target.title}}
    reply = {"id": target.id, "title": target.title}
    if isinstance(target, Row):
        if target.description:
            reply["description"] = target.description
        return "interactive", {"interactive": {"type": "list_reply", "list_reply": reply}}
    return "interactive", {"interactive": {"type": "button_reply", "button_reply": reply}}
