"""Phones, ids and times as Meta writes them, and who sent a message."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.lenient_json import Json, as_dict, as_line, dicts
from storage.arrivals import KEY_LIMIT, NAME_LIMIT, Contact

BSUID_LIMIT = 150  # Source: "Business-scoped user IDs" (2026-05): CC.ENT. and 128 characters
PHONE_DIGITS = (7, 15)  # Source: ITU-T E.164: at most fifteen
LATEST_SECOND = 4_102_444_800  # the year 2100: no message is younger

ContactsById = dict[str, Json]


def key_of(value: object) -> str:
    """An id of Meta's that is fit to be a key; empty when it is not."""
    if isinstance(value, str) and 0 < len(value) <= KEY_LIMIT and value.isascii():
        return value if value.isprintable() else ""
    return ""


def phone_of(value: object) -> str | None:
    """E.164 with the plus, from what Meta writes without it."""
    if not isinstance(value, str):
        return None
    digits = value.removeprefix("+")
    least, most = PHONE_DIGITS
    if least <= len(digits) <= most and digits.isascii() and digits.isdecimal():
        return f"+{digits}" if digits[0] != "0" else None
    return None


def bsuid_of(value: object) -> str | None:
    """A business-scoped user id, such as ``NP.13491208655302741918``."""
    if not isinstance(value, str) or not 0 < len(value) <= BSUID_LIMIT:
        return None
    plain = value.isascii() and value.isprintable() and " " not in value
    return value if plain else None


def time_of(value: object) -> datetime | None:
    """A time in whole seconds, which Meta sends as a string or a number."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LATEST_SECOND))):
        return None
    seconds = int(text)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < LATEST_SECOND else None


def contacts_by_id(value: object) -> ContactsById:
    """The ``contacts`` of a change, under their phone and under their user id."""
    found: ContactsById = {}
    for contact in dicts(value):
        for name in ("wa_id", "user_id"):
            if isinstance(key := contact.get(name), str):
                found[key] = contact
    return found


def sender_of(message: Json, contacts: ContactsById) -> Contact | None:
    """Who wrote; None when neither a phone nor a user id is told.

    A contact belongs to a message by its id, never by its place: batches mix people.
    """
    raw_phone, raw_bsuid = message.get("from"), message.get("from_user_id")
    contact = _look_up(contacts, raw_bsuid) or _look_up(contacts, raw_phone)
    if not contact and raw_phone is None and raw_bsuid is None:
        contact = _only(contacts)
    phone = phone_of(raw_phone) or phone_of(contact.get("wa_id"))
    bsuid = bsuid_of(raw_bsuid) or bsuid_of(contact.get("user_id"))
    if phone is None and bsuid is None:
        return None
    profile = as_dict(contact.get("profile"))
    name = as_line(profile.get("name"), NAME_LIMIT)
    return Contact(phone, bsuid, name, as_line(profile.get("username"), NAME_LIMIT))


def _look_up(contacts: ContactsById, key: object) -> Json:
    return contacts.get(key, {}) if isinstance(key, str) else {}


def _only(contacts: ContactsById) -> Json:
    people = list(contacts.values())
    return people[0] if people and all(one is people[0] for one in people) else {}
