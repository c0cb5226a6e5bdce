"""What a person can send: how it looks in the chat, and Meta's object for it in the webhook.

Source: Meta, "Webhooks reference: messages" and its pages per message type.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.simulator.chat import Attachment, Button, ChatMessage, Content, Place, Row
from bot.simulator.errors import UNSUPPORTED_MESSAGE
from bot.simulator.params import Json


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a person sends.

    Attributes:
        kind: Meta's ``type`` of the webhook's message.
        part: what stands beside ``type``, the object of the same name included.
    """

    content: Content
    kind: str
    part: Json


def text(body: str, quotes: str = "") -> Said:
    """A typed message, perhaps as an answer to another."""
    return Said(Content("text", body, quotes=quotes), "text", {"text": {"body": body}})


def tapped(message: ChatMessage, target: Button | Row) -> Said:
    """A tap on a button or row of this message."""
    content = Content("tap", target.title, quotes=message.id)
    if message.kind == "template":
        part: Json = {"button": {"payload": target.id, "text": target.title}}
        return Said(content, "button", part)
    form = "list_reply" if isinstance(target, Row) else "button_reply"
    reply = {"id": target.id, "title": target.title}
    if isinstance(target, Row) and target.description:
        reply["description"] = target.description
    return Said(content, "interactive", {"interactive": {"type": form, form: reply}})


def file(kind: str, attachment: Attachment, part: Json, caption: str = "") -> Said:
    """A photo, document, recording, video or sticker; ``voice`` is an audio made on the spot."""
    part = dict(part)
    if caption:
        part["caption"] = caption
    if kind == "document":
        part["filename"] = attachment.name
    if kind in {"audio", "voice"}:
        part["voice"] = kind == "voice"
    if kind == "sticker":
        part["animated"] = False
    meta_kind = "audio" if kind == "voice" else kind
    content = Content(meta_kind, caption, attachment=attachment)
    return Said(content, meta_kind, {meta_kind: part})


def location(place: Place, quotes: str = "") -> Said:
    """A shared place; as an answer to a request for it, quoting that."""
    part: Json = {"latitude": place.latitude, "longitude": place.longitude}
    if place.name:
        part["name"] = place.name
    if place.address:
        part["address"] = place.address
    content = Content("location", place.name, place=place, quotes=quotes)
    return Said(content, "location", {"location": part})


def reaction(message: ChatMessage, emoji: str) -> Said:
    """An emoji put on a message; the empty text takes it away."""
    part: Json = {"message_id": message.id}
    if emoji:
        part["emoji"] = emoji
    return Said(Content("reaction", emoji, reacts_to=message.id), "reaction", {"reaction": part})


def contact(name: str, number: str, *, asked_for: ChatMessage | None = None) -> Said:
    """A contact card, with digits as number; one the bot asked for says so, and can be trusted."""
    card: Json = {
        "name": {"formatted_name": name, "first_name": name.split(maxsplit=1)[0]},
        "phones": [{"phone": f"+{number}", "wa_id": number, "type": "CELL"}],
    }
    if asked_for is not None:
        card["origin"] = "contact_request"
    quotes = asked_for.id if asked_for is not None else ""
    content = Content("contacts", f"{name}\n+{number}", quotes=quotes)
    return Said(content, "contacts", {"contacts": [card]})


def order(catalog_id: str, items: Sequence[tuple[str, int, float]], note: str = "") -> Said:
    """A basket from the business's WhatsApp catalogue: retailer id, quantity, price each in NPR."""
    products = [
        {
            "product_retailer_id": retailer_id,
            "quantity": quantity,
            "item_price": price,
            "currency": "NPR",
        }
        for retailer_id, quantity, price in items
    ]
    shown = "\n".join(f"{one['quantity']} × {one['product_retailer_id']}" for one in products)
    part: Json = {"catalog_id": catalog_id, "text": note, "product_items": products}
    return Said(Content("order", shown), "order", {"order": part})


def edited(message: ChatMessage, body: str) -> Said:
    """A later wording of one's own message."""
    new = {"type": "text", "text": {"body": body}}
    part: Json = {"original_message_id": message.id, "message": new}
    return Said(Content("edit", body), "edit", {"edit": part})


def revoked(message: ChatMessage) -> Said:
    """One's own message taken back."""
    return Said(Content("revoke"), "revoke", {"revoke": {"original_message_id": message.id}})


def unsupported(what: str = "poll") -> Said:
    """Something WhatsApp does not pass on to businesses, such as a poll."""
    problem = {
        "code": UNSUPPORTED_MESSAGE,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }
    part: Json = {"errors": [problem], "unsupported": {"type": what}}
    return Said(Content("unsupported", what), "unsupported", part)


def unknown(kind: str, part: Json) -> Said:
    """Any other message type, as Meta may add one tomorrow."""
    return Said(Content(kind), kind, {kind: part})
