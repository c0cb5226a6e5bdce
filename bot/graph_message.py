"""A `Rendered` content as the JSON of Meta's messages endpoint.

Source: WhatsApp Cloud API reference, "Messages" (Graph API v23).
"""

from __future__ import annotations

from typing import Any

from bot.rendered import Buttons, Content, Document, Image, ListMessage, Template, Text

GraphMessage = tuple[str, dict[str, Any]]


def graph_message(content: Content) -> GraphMessage:
    """The message's type and the object that goes under the type's name."""
    match content:
        case Text(body):
            return "text", {"body": body, "preview_url": False}
        case Buttons():
            return "interactive", _buttons(content)
        case ListMessage():
            return "interactive", _list(content)
        case Document(media_id, filename, caption):
            return "document", {"id": media_id, "filename": filename} | _caption(caption)
        case Image(media_id, caption):
            return "image", {"id": media_id} | _caption(caption)
        case Template():
            return "template", _template(content)


def _caption(caption: str) -> dict[str, str]:
    return {"caption": caption} if caption else {}


def _frame(kind: str, content: Buttons | ListMessage) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": kind, "body": {"text": content.body}}
    if content.header:
        frame["header"] = {"type": "text", "text": content.header}
    if content.footer:
        frame["footer"] = {"text": content.footer}
    return frame


def _buttons(content: Buttons) -> dict[str, Any]:
    buttons = [
        {"type": "reply", "reply": {"id": button.id, "title": button.title}}
        for button in content.buttons
    ]
    return _frame("button", content) | {"action": {"buttons": buttons}}


def _list(content: ListMessage) -> dict[str, Any]:
    rows = [
        {"id": row.id, "title": row.title}
        | ({"description": row.description} if row.description else {})
        for row in content.rows
    ]
    action = {"button": content.button, "sections": [{"rows": rows}]}
    return _frame("list", content) | {"action": action}


def _template(content: Template) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if content.params:
        texts = [{"type": "text", "text": value} for value in content.params]
        components.append({"type": "body", "parameters": texts})
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(place),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for place, payload in enumerate(content.payloads)
    ]
    template: dict[str, Any] = {"name": content.name, "language": {"code": content.language}}
    return template | ({"components": components} if components else {})
