"""A webhook body taken apart into single things to store; nothing in it is ever dropped.

Our own, because pywa reads only the first message of a body. Source for all shapes: Meta's
"Webhooks reference" (2026-09) and "Business-scoped user IDs" (2026-05).
"""

from __future__ import annotations

from hashlib import blake2b

from bot.lenient_json import (
    Json,
    as_dict,
    as_line,
    first_dict,
    items,
    read_json,
    too_deep,
    write_json,
)
from bot.wire_ids import (
    ContactsById,
    bsuid_of,
    contacts_by_id,
    key_of,
    phone_of,
    sender_of,
    time_of,
)
from storage.arrivals import (
    DETAIL_LIMIT,
    TRACKER_LIMIT,
    Contact,
    Envelope,
    IdentityItem,
    MessageItem,
    MessageStatus,
    OtherItem,
    StatusItem,
)

KIND_LIMIT = 60
LARGEST_CODE = 2**31 - 1

_IDENTITY_CHANGES = ("user_changed_number", "customer_changed_number", "user_changed_user_id")
_PARTS = ("messages", "statuses", "errors")
_STATUSES = {status.value: status for status in MessageStatus}


def split(body: bytes, phone_id: str) -> Envelope:
    """Take a body apart whose signature was checked.

    Args:
        body: The raw bytes; batches of up to 1,000 updates.
        phone_id: Our number's id at Meta; what is for another number is kept as ``foreign``.
    """
    root = read_json(body)
    if not isinstance(root, dict):
        return Envelope(others=(_other("unreadable", body),))
    sorting = _Sorting(phone_id)
    for entry in items(root.get("entry")):
        sorting.add_entry(entry)
    found = sorting.envelope()
    return found if len(found) else Envelope(others=(_other("empty", write_json(root)),))


class _Sorting:
    """The piles that one body is sorted onto; alive for one call of `split`."""

    def __init__(self, phone_id: str) -> None:
        self.phone_id = phone_id
        self.messages: list[MessageItem] = []
        self.statuses: list[StatusItem] = []
        self.identities: list[IdentityItem] = []
        self.others: list[OtherItem] = []

    def envelope(self) -> Envelope:
        return Envelope(
            tuple(self.messages), tuple(self.statuses), tuple(self.identities), tuple(self.others)
        )

    def keep(self, kind: object, what: object) -> None:
        """Store as it came what is no message, no status and no change of identity."""
        self.others.append(_other(as_line(kind, KIND_LIMIT), write_json(what)))

    def add_entry(self, entry: object) -> None:
        changes = list(items(entry.get("changes"))) if isinstance(entry, dict) else []
        if not isinstance(entry, dict) or not changes:
            self.keep("unreadable", entry)
            return
        for change in changes:
            self.add_change(
                {**as_dict(change), "entry": entry.get("id"), "time": entry.get("time")}
            )

    def add_change(self, change: Json) -> None:
        """One change of one field: the unit in which Meta reports."""
        field, value = change.get("field"), change.get("value")
        if not isinstance(field, str) or not isinstance(value, dict):
            self.keep("unreadable", change)
        elif field not in ("messages", "user_id_update"):
            self.keep(field, change)
        elif as_dict(value.get("metadata")).get("phone_number_id") != self.phone_id:
            self.keep("foreign", change)
        elif field == "user_id_update":
            self.add_user_id_updates(value, change)
        else:
            self.add_value(value, change)

    def add_value(self, value: Json, change: Json) -> None:
        """What a change of the field ``messages`` holds."""
        contacts = contacts_by_id(value.get("contacts"))
        for message in items(value.get("messages")):
            self.add_message(message, contacts)
        for status in items(value.get("statuses")):
            self.add_status(status)
        if value.get("errors"):
            self.keep("errors", {**change, "value": {"errors": value["errors"]}})
        elif not any(value.get(part) for part in _PARTS):
            self.keep("messages", change)

    def add_message(self, message: object, contacts: ContactsById) -> None:
        wamid = key_of(message.get("id")) if isinstance(message, dict) else ""
        if not isinstance(message, dict) or not wamid:
            self.keep("unreadable", message)
            return
        payload = write_json(message)
        if too_deep(message, payload):
            self.keep("unreadable", message)
            payload = write_json(_scalars(message))  # so that the person still gets an answer
        if message.get("type") == "system":
            self.add_system(message, wamid, payload)
        elif message.get("group_id"):
            self.others.append(OtherItem(wamid, "group", payload))
        elif (contact := sender_of(message, contacts)) is None:
            self.others.append(OtherItem(wamid, "senderless", payload))
        else:
            said_at = time_of(message.get("timestamp"))
            self.messages.append(MessageItem(wamid, contact, payload, said_at))

    def add_system(self, message: Json, wamid: str, payload: bytes) -> None:
        """A number or id that changed. Its text is not read: the name in it is the person's."""
        system = as_dict(message.get("system"))
        current = Contact(
            phone_of(system.get("wa_id")) or phone_of(system.get("new_wa_id")),
            bsuid_of(system.get("user_id")),
        )
        old = bsuid_of(system.get("previous_user_id")) or bsuid_of(message.get("from_user_id"))
        previous = Contact(
            phone_of(message.get("from")) or phone_of(system.get("customer")),
            old if old != current.bsuid else None,
        )
        told = _known(previous) and _known(current)
        if told and system.get("type") in _IDENTITY_CHANGES:
            at = time_of(message.get("timestamp"))
            self.identities.append(IdentityItem(wamid, previous, current, payload, at))
        else:
            self.others.append(OtherItem(wamid, "system", payload))

    def add_user_id_updates(self, value: Json, change: Json) -> None:
        updates = list(items(value.get("user_id_update"))) or [change]
        for update in updates:
            found = as_dict(update)
            ids = as_dict(found.get("user_id"))
            old, new = bsuid_of(ids.get("previous")), bsuid_of(ids.get("current"))
            if old is None or new is None:
                self.keep("user_id_update", update)
                continue
            payload = write_json(found)
            current = Contact(phone_of(found.get("wa_id")), new)
            key = _hashed("user_id_update", payload)
            at = time_of(found.get("timestamp"))
            self.identities.append(IdentityItem(key, Contact(None, old), current, payload, at))

    def add_status(self, status: object) -> None:
        found = as_dict(status)
        wamid, kind = key_of(found.get("id")), found.get("status")
        known = _STATUSES.get(kind) if isinstance(kind, str) else None
        if not wamid or known is None:
            self.keep("status", status)
            return
        pricing, error = as_dict(found.get("pricing")), first_dict(found.get("errors"))
        code = error.get("code")
        self.statuses.append(
            StatusItem(
                wamid,
                known,
                time_of(found.get("timestamp")),
                as_line(found.get("biz_opaque_callback_data"), TRACKER_LIMIT),
                write_json(found),
                code if type(code) is int and 0 <= code <= LARGEST_CODE else None,
                _error_detail(error),
                billed=_billed(pricing),
                category=as_line(pricing.get("category"), KIND_LIMIT),
            )
        )


def _known(contact: Contact) -> bool:
    return bool(contact.phone or contact.bsuid)


def _error_detail(error: Json) -> str:
    details = as_dict(error.get("error_data")).get("details")
    found = details or error.get("message") or error.get("title")
    return as_line(found, DETAIL_LIMIT)


def _billed(pricing: Json) -> bool:
    """Source: "Status messages webhook": `billable` goes away, `type` stays."""
    if (kind := pricing.get("type")) is not None:
        return bool(kind == "regular")
    return pricing.get("billable") is True


def _scalars(message: Json) -> Json:
    return {name: value for name, value in message.items() if isinstance(value, str | int)}


def _other(kind: str, payload: bytes) -> OtherItem:
    return OtherItem(_hashed(kind, payload), kind, payload)


def _hashed(kind: str, payload: bytes) -> str:
    return f"{kind}|{blake2b(payload, digest_size=16).hexdigest()}"
