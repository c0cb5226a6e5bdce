"""What arrives: one message of one person, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InboundKind(StrEnum):
    """What a person may send, as far as we tell it apart."""

    TEXT = "text"
    PRESS = "press"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    ORDER = "order"
    REACTION = "reaction"
    EDIT = "edit"
    REVOKE = "revoke"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that came with a message.

    Attributes:
        id: Meta's id, good for seven days.
    """

    id: str
    mime: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A shared location, in degrees times 1,000,000."""

    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from one person, whatever its kind.

    Attributes:
        text: What was typed, a caption, or the title of what was pressed.
        press: The payload of a button, list row or template button.
        said_at: The time by the sender's WhatsApp: a hint, never a basis for decisions.
        replies_to: The WhatsApp id of the message it answers.
    """

    kind: InboundKind
    text: str = ""
    press: str = ""
    media: Media | None = None
    spot: Spot | None = None
    said_at: datetime | None = None
    replies_to: str = ""
