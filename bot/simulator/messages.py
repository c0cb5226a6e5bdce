"""Reading a message the bot posts: what it says, or which of Meta's rules it breaks."""

from collections.abc import Callable, Mapping

from bot.simulator.chat import Attachment, Content, Place
from bot.simulator.errors import (
    INVALID_PARAMETER,
    PARAMETER_VALUE_INVALID,
    REQUIRED_PARAMETER_MISSING,
    GraphError,
)
from bot.simulator.interactive import read_interactive
from bot.simulator.media import MIME_TYPES, MediaStore
from bot.simulator.params import Json, Params
from bot.simulator.templates import TemplateStore

HIGHEST_LATITUDE, HIGHEST_LONGITUDE = 90, 180
MEDIA_KINDS = ("image", "document", "audio", "video", "sticker")


def read_message(payload: Json, media: MediaStore, templates: TemplateStore) -> Content:
    """Turn the body of ``POST /{phone}/messages`` into what the phone will show.

    Raises:
        GraphError: as Meta would refuse it: 131008, 131009, 100, 132000, 132001.
    """
    message = Params(payload)
    message.optional("biz_opaque_callback_data")
    kind = message.optional("type") or "text"
    if kind == "template":
        return templates.read(message.within("template"))
    if kind in MEDIA_KINDS:
        return _read_media(kind, message.within(kind), media)
    reader = _READERS.get(kind)
    if reader is None:
        raise GraphError(
            INVALID_PARAMETER,
            f"Param type must be one of {{{', '.join(sorted((*_READERS, *MEDIA_KINDS)))}}}"
            f" - got '{kind}'.",
        )
    return reader(message)


def _read_text(message: Params) -> Content:
    return Content("text", message.within("text").text("body"))


def _read_media(kind: str, part: Params, media: MediaStore) -> Content:
    if part.has("id") == part.has("link"):
        raise GraphError(
            REQUIRED_PARAMETER_MISSING, f"Exactly one of {kind}.id and {kind}.link is required."
        )
    caption = "" if kind in {"audio", "sticker"} else part.optional("caption")
    name = part.optional("filename") if kind == "document" else ""
    if part.has("link"):
        link = part.text("link")
        if not link.startswith(("http://", "https://")):
            raise part.invalid("link", "must be an http or https address")
        return Content(kind, caption, attachment=Attachment(link=link, name=name))
    kept = media.get(part.text("id"))
    if kept.mime_type not in MIME_TYPES[kind] and kind != "document":
        raise GraphError(
            PARAMETER_VALUE_INVALID, f"{kind}.id: a file of type {kept.mime_type} is no {kind}"
        )
    attachment = Attachment(kept.id, mime_type=kept.mime_type, name=name or kept.name)
    return Content(kind, caption, attachment=attachment)


def _read_reaction(message: Params) -> Content:
    part = message.within("reaction")
    return Content("reaction", part.optional("emoji"), reacts_to=part.text("message_id"))


def _read_location(message: Params) -> Content:
    part = message.within("location")
    latitude, longitude = part.number("latitude"), part.number("longitude")
    if abs(latitude) > HIGHEST_LATITUDE or abs(longitude) > HIGHEST_LONGITUDE:
        raise part.invalid("latitude", "not a point on earth")
    place = Place(latitude, longitude, part.optional("name"), part.optional("address"))
    return Content("location", place.name, place=place)


def _read_contacts(message: Params) -> Content:
    lines = []
    for contact in message.items("contacts"):
        name = contact.within("name").text("formatted_name")
        phones = (
            [one.optional("phone") for one in contact.items("phones")]
            if contact.has("phones")
            else []
        )
        lines.append(" ".join([name, *phones]).strip())
    return Content("contacts", "\n".join(lines))


_READERS: Mapping[str, Callable[[Params], Content]] = {
    "text": _read_text,
    "interactive": lambda message: read_interactive(message.within("interactive")),
    "reaction": _read_reaction,
    "location": _read_location,
    "contacts": _read_contacts,
}
