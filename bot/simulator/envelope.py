"""The JSON of Meta's webhooks: one update each, and many of them in one signed body.

Source: Meta, "Webhooks reference: messages, statuses"; "Business-scoped user IDs".
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.simulator.chat import ChatMessage, Status
from bot.simulator.config import SimulatorConfig
from bot.simulator.errors import GraphError
from bot.simulator.params import Json


@dataclass(frozen=True, slots=True)
class Person:
    """Who a webhook is about, with only what the business may see.

    Attributes:
        number: digits without plus; empty when the person hides it behind a username.
        bsuid: the business-scoped user id.
    """

    number: str
    bsuid: str
    name: str = ""
    username: str = ""

    def contact(self) -> Json:
        """The entry in ``contacts``."""
        profile: Json = {"name": self.name}
        if self.username:
            profile["username"] = self.username
        found: Json = {"profile": profile, "user_id": self.bsuid}
        if self.number:
            found["wa_id"] = self.number
        return found


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that happened, before it is wrapped.

    Attributes:
        array: where it goes in ``value``: messages, statuses, user_id_update.
        lane: updates of one lane are first tried in order.
    """

    array: str
    item: Json
    contact: Json | None
    lane: str
    field: str = "messages"


def message_update(person: Person, wamid: str, at: int, kind: str, part: Json) -> Update:
    """A message a person sent.

    ``at`` is in seconds since 1970; ``part`` stands beside ``type``, which is the kind.
    """
    item: Json = {"id": wamid, "timestamp": str(at), "type": kind, **part}
    item["from_user_id"] = person.bsuid
    if person.number:
        item["from"] = person.number
    return Update("messages", item, person.contact(), f"message {person.bsuid}")


def number_change_update(before: Person, after: Person, wamid: str, at: int) -> Update:
    """The system message for a changed number; it alone comes without contacts.

    Source: Meta's changelog of 2026-08-11: both ids are in ``system``, no field of their own.
    """
    system: Json = {"user_id": after.bsuid, "previous_user_id": before.bsuid}
    item: Json = {"id": wamid, "timestamp": str(at), "type": "system", "system": system}
    if before.number and after.number:
        item["from"] = before.number
        system["type"] = "user_changed_number"
        system["wa_id"] = after.number
        system["body"] = f"User {after.name} changed from {before.number} to {after.number}"
    else:
        system["type"] = "user_changed_user_id"
        system["body"] = f"User {after.name} changed their user id"
    return Update("messages", item, None, f"message {before.bsuid}")


def status_update(person: Person, message: ChatMessage, status: Status, at: int) -> Update:
    """How far a message of the bot has come.

    ``failed`` comes without contacts, and without the BSUID when it was sent to a phone.
    """
    item: Json = {"id": message.id, "status": status.value, "timestamp": str(at)}
    if person.number and not (message.to_bsuid and person.username):
        item["recipient_id"] = person.number
    if message.tracker:
        item["biz_opaque_callback_data"] = message.tracker
    lane = f"status {person.bsuid or person.number}"
    if status is Status.FAILED:
        if message.to_bsuid:
            item["recipient_user_id"] = person.bsuid
        assert message.error is not None, "a failed message has a code"
        item["errors"] = [GraphError(message.error).in_webhook()]
        return Update("statuses", item, None, lane)
    item["recipient_user_id"] = person.bsuid
    if status in {Status.SENT, Status.DELIVERED} and message.kind != "reaction":
        item["pricing"] = {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": message.content.category,
        }
    return Update("statuses", item, person.contact(), lane)


def wrap(updates: Sequence[Update], config: SimulatorConfig) -> bytes:
    """The body of one webhook; slashes and signs beyond ASCII are escaped, as Meta does."""
    metadata = {
        "display_phone_number": config.display_number,
        "phone_number_id": config.phone_number_id,
    }
    changes = []
    for (field, array), members in groupby(updates, key=lambda one: (one.field, one.array)):
        group = list(members)
        contacts = {json.dumps(u.contact): u.contact for u in group if u.contact is not None}
        value: Json = {"messaging_product": "whatsapp", "metadata": metadata}
        if contacts:
            value["contacts"] = list(contacts.values())
        value[array] = [one.item for one in group]
        changes.append({"value": value, "field": field})
    entry = {"id": config.waba_id, "changes": changes}
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def sign(body: bytes, app_secret: str) -> str:
    """The ``X-Hub-Signature-256`` header over the raw bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
