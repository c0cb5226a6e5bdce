"""A stored message as an `Inbound`: every kind Meta sends, also those it will invent.

Pure, and never raises: what cannot be understood is `InboundKind.UNKNOWN` and gets a polite
answer. Source for the shapes: Meta's "Messages webhooks reference" (2026-09).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from bot.lenient_json import Json, as_dict, as_line, dicts, first_dict, read_json
from bot.safe_text import safe_text
from bot.wire_ids import key_of, phone_of, time_of
from flows.turn import Inbound, InboundKind, Media, Spot

TEXT_LENGTH = 65_536  # the most a phone's WhatsApp lets a person type
PRESS_LENGTH = 256  # Source: "Interactive reply buttons": ids of at most 256 characters
LABEL_LENGTH = 240
ORDER_LINES = 30  # Source: "Sell products": at most thirty items
MICRO = 1_000_000

_UNKNOWN = Inbound(InboundKind.UNKNOWN)


def parse(payload: bytes) -> Inbound:
    """What a stored message says, whatever its kind and however much of it is missing."""
    message = as_dict(read_json(payload))
    kind = message.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    inbound = reader(message) if reader else _UNKNOWN
    context = as_dict(message.get("context"))
    return replace(
        inbound,
        said_at=time_of(message.get("timestamp")),
        replies_to=inbound.replies_to or key_of(context.get("id")),
    )


def _text(message: Json) -> Inbound:
    body = as_dict(message.get("text")).get("body")
    return Inbound(InboundKind.TEXT, _words(body)) if isinstance(body, str) else _UNKNOWN


def _button(message: Json) -> Inbound:
    button = as_dict(message.get("button"))
    return _press(button.get("payload"), button.get("text"))


def _interactive(message: Json) -> Inbound:
    interactive = as_dict(message.get("interactive"))
    for name in ("button_reply", "list_reply"):
        if isinstance(reply := interactive.get(name), dict):
            return _press(reply.get("id"), reply.get("title"))
    return _UNKNOWN


def _press(payload: object, title: object) -> Inbound:
    """A press; without a payload its title counts as if it had been typed."""
    press, text = as_line(payload, PRESS_LENGTH), as_line(title, LABEL_LENGTH)
    if press:
        return Inbound(InboundKind.PRESS, text, press=press)
    return Inbound(InboundKind.TEXT, text) if text else _UNKNOWN


def _media(kind: InboundKind) -> Callable[[Json], Inbound]:
    def read(message: Json) -> Inbound:
        part = as_dict(message.get(str(message.get("type"))))
        media_id = key_of(part.get("id"))
        mime, filename = as_line(part.get("mime_type"), LABEL_LENGTH), part.get("filename")
        media = Media(media_id, mime, as_line(filename, LABEL_LENGTH)) if media_id else None
        return Inbound(kind, _words(part.get("caption")), media=media)

    return read


def _location(message: Json) -> Inbound:
    location = as_dict(message.get("location"))
    latitude = _micro(location.get("latitude"), 90)
    longitude = _micro(location.get("longitude"), 180)
    spot = None if latitude is None or longitude is None else Spot(latitude, longitude)
    text = as_line(location.get("name"), LABEL_LENGTH)
    return Inbound(
        InboundKind.LOCATION, text or as_line(location.get("address"), LABEL_LENGTH), spot=spot
    )


def _micro(degrees: object, most: int) -> int | None:
    """Degrees times a million, rounded once."""
    if not isinstance(degrees, str | int | float) or isinstance(degrees, bool):
        return None
    try:
        found = Decimal(str(degrees))
    except InvalidOperation:
        return None
    return round(found * MICRO) if found.is_finite() and abs(found) <= most else None


def _contacts(message: Json) -> Inbound:
    """Shared contacts. Only what the person was asked for is their own number: then it is the text.

    Source: "Business-scoped user IDs": `origin` tells a contact request from a forwarded card.
    """
    phone = first_dict(first_dict(message.get("contacts")).get("phones")).get("phone")
    asked = message.get("origin") == "contact_request"
    digits = (
        "".join(sign for sign in phone if sign in "+0123456789") if isinstance(phone, str) else ""
    )
    return Inbound(InboundKind.CONTACTS, (phone_of(digits) or "") if asked else "")


def _order(message: Json) -> Inbound:
    """A catalogue cart, as the lines a person would have typed."""
    lines = [
        f"{item.get('quantity')} {as_line(item.get('product_retailer_id'), LABEL_LENGTH)}"
        for item in dicts(as_dict(message.get("order")).get("product_items"))
    ]
    note = _words(as_dict(message.get("order")).get("text"))
    return Inbound(
        InboundKind.ORDER, "\n".join([*lines[:ORDER_LINES], note] if note else lines[:ORDER_LINES])
    )


def _reaction(message: Json) -> Inbound:
    """An emoji on a message; an empty text means it was taken back."""
    reaction = as_dict(message.get("reaction"))
    emoji, target = as_line(reaction.get("emoji"), LABEL_LENGTH), key_of(reaction.get("message_id"))
    return Inbound(InboundKind.REACTION, emoji, replies_to=target)


def _edit(message: Json) -> Inbound:
    edit = as_dict(message.get("edit"))
    inner = as_dict(edit.get("message"))
    part = as_dict(inner.get(str(inner.get("type"))))
    text = _words(part.get("body")) or _words(part.get("caption"))
    target = key_of(edit.get("original_message_id"))
    return Inbound(InboundKind.EDIT, text, replies_to=target)


def _revoke(message: Json) -> Inbound:
    target = key_of(as_dict(message.get("revoke")).get("original_message_id"))
    return Inbound(InboundKind.REVOKE, replies_to=target)


def _words(value: object) -> str:
    return safe_text(value[:TEXT_LENGTH]).strip() if isinstance(value, str) else ""


_READERS: dict[str, Callable[[Json], Inbound]] = {
    "text": _text,
    "button": _button,
    "interactive": _interactive,
    "image": _media(InboundKind.IMAGE),
    "audio": _media(InboundKind.AUDIO),
    "voice": _media(InboundKind.AUDIO),
    "video": _media(InboundKind.VIDEO),
    "document": _media(InboundKind.DOCUMENT),
    "sticker": _media(InboundKind.STICKER),
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
}
