"""Reading what the caller posted, against Meta's limits, which are one table.

Source: facebook/openapi business-messaging-api v23.0 and Meta's Cloud API reference pages for
messages, media and templates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.simulator.errors import (
    INVALID_PARAMETER,
    PARAMETER_VALUE_INVALID,
    REQUIRED_PARAMETER_MISSING,
    GraphError,
)

Json: TypeAlias = dict[str, Any]

MOST_CHARACTERS: Mapping[str, int] = {
    "text.body": 4096,
    "interactive.body.text": 1024,
    "interactive.header.text": 60,
    "interactive.footer.text": 60,
    "interactive.action.buttons[].reply.title": 20,
    "interactive.action.buttons[].reply.id": 256,
    "interactive.action.button": 20,
    "interactive.action.sections[].title": 24,
    "interactive.action.sections[].rows[].id": 200,
    "interactive.action.sections[].rows[].title": 24,
    "interactive.action.sections[].rows[].description": 72,
    "interactive.action.parameters.display_text": 20,
    "image.caption": 1024,
    "video.caption": 1024,
    "document.caption": 1024,
    "document.filename": 240,
    "biz_opaque_callback_data": 512,
    "template.name": 512,
    "template.components[].parameters[].payload": 256,
}
"""Longest text allowed at each place of a message."""

MOST_ITEMS: Mapping[str, int] = {
    "interactive.action.buttons": 3,
    "interactive.action.sections": 10,
    "contacts": 5,
}
"""Most members allowed in each array of a message."""

_WITH_PLAIN_CODE = ("text.", "biz_opaque", "image.", "video.", "document.")


@dataclass(frozen=True, slots=True)
class Params:
    """One JSON object of a request, knowing where in the message it stands.

    Attributes:
        value: the object as posted.
        path: dotted place with ``[]`` for array members; the key into the limit tables.
    """

    value: Json
    path: str = ""

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the caller gave this key with something in it."""
        return self.value.get(key) not in (None, "", [], {})

    def missing(self, key: str) -> GraphError:
        """The refusal for a key that must be there."""
        return GraphError(REQUIRED_PARAMETER_MISSING, f"The parameter {self._at(key)} is required.")

    def invalid(self, key: str, why: str) -> GraphError:
        """The refusal for a key with a value that cannot be."""
        return GraphError(PARAMETER_VALUE_INVALID, f"{self._at(key)}: {why}")

    def text(self, key: str) -> str:
        """A required text within its limit.

        Raises:
            GraphError: 131008 when absent, 100 when not a text, 131009 or 100 when too long.
        """
        if not self.has(key):
            raise self.missing(key)
        found = self.value[key]
        if not isinstance(found, str):
            raise GraphError(INVALID_PARAMETER, f"Param {self._at(key)} must be a string.")
        if not found.strip():
            raise self.missing(key)
        self._check_length(key, found)
        return found

    def optional(self, key: str) -> str:
        """A text within its limit, or the empty text."""
        return self.text(key) if self.has(key) else ""

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """A required text that must be one of a few.

        Raises:
            GraphError: 131008 when absent, 100 when it is another.
        """
        found = self.text(key)
        if found not in allowed:
            raise GraphError(
                INVALID_PARAMETER, f"Param {self._at(key)} must be one of {{{', '.join(allowed)}}}"
            )
        return found

    def within(self, key: str) -> "Params":
        """The required object under this key."""
        if not self.has(key):
            raise self.missing(key)
        found = self.value[key]
        if not isinstance(found, dict):
            raise GraphError(INVALID_PARAMETER, f"Param {self._at(key)} must be a JSON object.")
        return Params(found, self._at(key))

    def items(self, key: str) -> Iterator["Params"]:
        """The objects of a required array, within its limit.

        Raises:
            GraphError: 131008 when absent, 131009 when there are too many.
        """
        if not self.has(key):
            raise self.missing(key)
        found = self.value[key]
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise GraphError(INVALID_PARAMETER, f"Param {self._at(key)} must be a JSON array.")
        most = MOST_ITEMS.get(self._at(key))
        if most is not None and len(found) > most:
            raise self.invalid(key, f"Invalid count. Min: 1, Max: {most}")
        return (Params(one, f"{self._at(key)}[]") for one in found)

    def number(self, key: str) -> float:
        """A required number, which Meta also takes as a text.

        Raises:
            GraphError: 131008 when absent, 100 when it is not a number.
        """
        if self.value.get(key) is None:
            raise self.missing(key)
        try:
            return float(self.value[key])
        except (TypeError, ValueError):
            raise GraphError(
                INVALID_PARAMETER, f"Param {self._at(key)} must be a number."
            ) from None

    def _check_length(self, key: str, found: str) -> None:
        place = self._at(key)
        most = MOST_CHARACTERS.get(place)
        if most is None or len(found) <= most:
            return
        if place.startswith(_WITH_PLAIN_CODE):
            raise GraphError(
                INVALID_PARAMETER, f"Param {place} must be at most {most} characters long."
            )
        raise self.invalid(key, f"Invalid length. Min length: 1, Max length: {most}")
