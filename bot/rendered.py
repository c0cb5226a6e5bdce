"""A message ready to leave: words chosen, limits known, address and tracker on it."""

from __future__ import annotations

from dataclasses import dataclass

from flows.turn import (
    BODY_LIMIT,
    BUTTON_LIMIT,
    BUTTON_TITLE_LIMIT,
    LIST_DESCRIPTION_LIMIT,
    LIST_ROW_LIMIT,
    LIST_TITLE_LIMIT,
    PAYLOAD_LIMIT,
    TEXT_LIMIT,
)
from storage.arrivals import TRACKER_LIMIT

# Source: WhatsApp Cloud API reference, "Interactive messages", "Media", "Templates".
HEADER_LIMIT = 60
FOOTER_LIMIT = 60
LIST_BUTTON_LIMIT = 20
CAPTION_LIMIT = 1024
FILENAME_LIMIT = 240
TEMPLATE_NAME_LIMIT = 512
TEMPLATE_PARAM_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    body: str


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button under a message; its id comes back when it is tapped."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """Words with one to three buttons."""

    body: str
    buttons: tuple[ReplyButton, ...]
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list; its id comes back when it is chosen."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ListMessage:
    """Words with a button that opens one to ten rows."""

    body: str
    button: str
    rows: tuple[ListRow, ...]
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, uploaded before; the filename carries its extension."""

    media_id: str
    filename: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, uploaded before."""

    media_id: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template: the only thing that may leave outside the 24-hour window.

    Attributes:
        language: The code it is approved under, such as ``en`` (Meta has no ``ne``).
        params: Values of the body's numbered places, in order.
        payloads: What its quick-reply buttons send back, in order.
    """

    name: str
    language: str
    params: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()


Content = Text | Buttons | ListMessage | Document | Image | Template


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message to one person.

    Attributes:
        to_phone: E.164 with the plus; preferred, as it keeps phones in Meta's webhooks.
        to_bsuid: Used when there is no phone.
        tracker: Our id of the outgoing row; Meta echoes it on every status.
    """

    to_phone: str | None
    to_bsuid: str | None
    tracker: str
    content: Content

    @property
    def fault(self) -> str:
        """What Meta would refuse about it, in one line; empty when it may go."""
        if not (self.to_phone or self.to_bsuid):
            return "no phone and no bsuid to send to"
        if self.to_phone and not self.to_phone.startswith("+"):
            return "phone without +"
        if len(self.tracker) > TRACKER_LIMIT:
            return f"tracker over {TRACKER_LIMIT}"
        return next((found for found in _faults(self.content) if found), "")


def _faults(content: Content) -> tuple[str, ...]:
    match content:
        case Text(body):
            return (_size("body", body, TEXT_LIMIT),)
        case Buttons(body, buttons, header, footer):
            return _frame(body, header, footer) + _buttons(buttons)
        case ListMessage(body, button, rows, header, footer):
            opener = _size("list button", button, LIST_BUTTON_LIMIT)
            return (*_frame(body, header, footer), opener, *_rows(rows))
        case Document(media_id, filename, caption):
            name = _size("filename", filename, FILENAME_LIMIT)
            return (*_media(media_id, caption), name)
        case Image(media_id, caption):
            return _media(media_id, caption)
        case Template():
            return _template(content)


def _size(what: str, value: str, limit: int, least: int = 1) -> str:
    if len(value.strip()) < least:
        return f"{what} empty"
    return f"{what} over {limit}" if len(value) > limit else ""


def _count(what: str, found: int, limit: int) -> str:
    return "" if 1 <= found <= limit else f"{found} {what}, 1 to {limit} allowed"


def _unique(what: str, values: tuple[str, ...]) -> str:
    return "" if len(set(values)) == len(values) else f"{what} not unique"


def _frame(body: str, header: str, footer: str) -> tuple[str, ...]:
    return (
        _size("body", body, BODY_LIMIT),
        _size("header", header, HEADER_LIMIT, least=0),
        _size("footer", footer, FOOTER_LIMIT, least=0),
    )


def _buttons(buttons: tuple[ReplyButton, ...]) -> tuple[str, ...]:
    return (
        _count("buttons", len(buttons), BUTTON_LIMIT),
        _unique("button ids", tuple(one.id for one in buttons)),
        _unique("button titles", tuple(one.title for one in buttons)),
        *(_size("button title", one.title, BUTTON_TITLE_LIMIT) for one in buttons),
        *(_size("button id", one.id, PAYLOAD_LIMIT) for one in buttons),
    )


def _rows(rows: tuple[ListRow, ...]) -> tuple[str, ...]:
    return (
        _count("rows", len(rows), LIST_ROW_LIMIT),
        _unique("row ids", tuple(one.id for one in rows)),
        *(_size("row title", one.title, LIST_TITLE_LIMIT) for one in rows),
        *(_size("row id", one.id, PAYLOAD_LIMIT) for one in rows),
        *(_size("row description", r.description, LIST_DESCRIPTION_LIMIT, least=0) for r in rows),
    )


def _media(media_id: str, caption: str) -> tuple[str, ...]:
    return (
        "" if media_id else "no media id",
        _size("caption", caption, CAPTION_LIMIT, least=0),
    )


def _template(template: Template) -> tuple[str, ...]:
    return (
        _size("template name", template.name, TEMPLATE_NAME_LIMIT),
        "" if template.language else "no template language",
        *(_size("template value", value, TEMPLATE_PARAM_LIMIT) for value in template.params),
        *(_breaks(value) for value in template.params),
        *(_size("button payload", value, PAYLOAD_LIMIT) for value in template.payloads),
    )


def _breaks(value: str) -> str:
    """Meta refuses values with line breaks, tabs or more than four spaces (132018)."""
    broken = any(mark in value for mark in ("\n", "\r", "\t", "     "))
    return "template value with line break, tab or five spaces" if broken else ""
