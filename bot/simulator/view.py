"""What the page is told: phones and messages as JSON."""

from bot.simulator.chat import ChatMessage
from bot.simulator.params import Json
from bot.simulator.phones import ARRIVED, Phone
from bot.simulator.world import World

MOST_MESSAGES = 300
"""Messages of one chat the page gets; older ones are only forgotten by the page."""


def view_world(world: World) -> Json:
    """The clock, the bill and the switches."""
    return {
        "now": world.clock.now().isoformat(),
        "ahead_hours": world.clock.ahead.total_seconds() / 3600,
        "billed": world.billed.total(),
        "pair_rate": world.pair_rate,
        "refuse_late": world.refuse_late,
        "webhook_url": world.webhooks.url,
        "webhooks": {"attempts": world.webhooks.attempts, "ok": world.webhooks.acknowledged},
        "faults": world.faults.as_json(),
    }


def view_phone(phone: Phone) -> Json:
    """One phone with its chat."""
    left = 0.0
    if phone.typing_until is not None:
        left = (phone.typing_until - phone.world.clock.now()).total_seconds()
    return {
        "number": phone.number,
        "name": phone.name,
        "username": phone.username,
        "role": phone.role,
        "idea": phone.idea,
        "online": phone.online,
        "billed": phone.world.billed[phone.number],
        "typing_seconds": max(left, 0.0),
        "window_seconds": phone.window_left.total_seconds(),
        "messages": [_view_message(one) for one in phone.chat[-MOST_MESSAGES:] if _shown(one)],
    }


def _shown(message: ChatMessage) -> bool:
    on_screen = not message.from_business or message.status in ARRIVED
    return on_screen and message.kind != "reaction"


def _view_message(message: ChatMessage) -> Json:
    content = message.content
    view: Json = {
        "id": message.id,
        "from_business": message.from_business,
        "kind": message.kind,
        "header": message.header,
        "body": message.body,
        "footer": message.footer,
        "at": message.at.isoformat(),
        "status": message.status,
        "error": message.error,
        "reaction": message.reaction,
        "quotes": content.quotes,
        "template": message.template,
        "list_button": content.list_button,
        "buttons": [{"id": b.id, "title": b.title, "url": b.url} for b in message.buttons],
        "rows": [
            {
                "id": row.id,
                "title": row.title,
                "description": row.description,
                "section": row.section,
            }
            for row in message.rows
        ],
    }
    if content.attachment is not None:
        found = content.attachment
        source = f"/simulator/media/{found.media_id}" if found.media_id else found.link
        view["file"] = {"url": source, "mime_type": found.mime_type, "name": found.name}
    if content.place is not None:
        view["place"] = {
            "latitude": content.place.latitude,
            "longitude": content.place.longitude,
            "name": content.place.name,
        }
    return view
