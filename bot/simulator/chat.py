"""What stands on a phone's screen: one value per bubble."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How far a message has come; the order of the members is the order of progress."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Button:
    """A reply button, a template's quick reply (id is its payload) or a link (with url)."""

    id: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list message."""

    id: str
    title: str
    description: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, document, recording or sticker; bytes by media id, or a link."""

    media_id: str = ""
    link: str = ""
    mime_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, whichever side wrote it.

    Attributes:
        kind: text, button, list, cta_url, location_request, contact_request, template, image,
            document, audio, video, sticker, location, contacts, reaction, or an inbound kind.
        body: the text people read, with a template's values filled in; a media's caption.
        list_button: what opens a list's rows.
        category: Meta's price category of the message.
        reacts_to: the message a reaction belongs to.
        quotes: the message this one answers.
    """

    kind: str
    body: str = ""
    header: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    rows: tuple[Row, ...] = ()
    list_button: str = ""
    attachment: Attachment | None = None
    place: Place | None = None
    template: str = ""
    language: str = ""
    category: str = "service"
    reacts_to: str = ""
    quotes: str = ""


@dataclass(slots=True)
class ChatMessage:
    """A message in one chat.

    Attributes:
        id: the wamid.
        from_business: True when the bot wrote it, False when the person did.
        at: by the simulator's clock.
        status: the bot's ticks, or for the person's own message whether the bot has it.
        error: Meta's code when the status is failed.
        tracker: ``biz_opaque_callback_data`` as the bot sent it.
        reaction: the emoji the other side put on it.
    """

    id: str
    content: Content
    at: datetime
    from_business: bool = False
    status: Status = Status.PENDING
    error: int | None = None
    tracker: str = ""
    reaction: str = ""
    to_bsuid: bool = False

    @property
    def kind(self) -> str:
        """The content's kind."""
        return self.content.kind

    @property
    def body(self) -> str:
        """The content's text."""
        return self.content.body

    @property
    def header(self) -> str:
        """The content's header text."""
        return self.content.header

    @property
    def footer(self) -> str:
        """The content's footer text."""
        return self.content.footer

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons under the message."""
        return self.content.buttons

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows behind a list's button."""
        return self.content.rows

    @property
    def template(self) -> str:
        """The template's name, when it is one."""
        return self.content.template

    @property
    def document(self) -> str:
        """The attachment's file name, when there is one."""
        return self.content.attachment.name if self.content.attachment else ""

    def labels(self) -> tuple[str, ...]:
        """Everything that can be tapped, by what stands on it."""
        return tuple(b.title for b in self.buttons) + tuple(r.title for r in self.rows)
