"""Events about people, written down."""

from __future__ import annotations

from datetime import timedelta

from domain import events as e
from domain.ids import Cause
from domain.people import ConsentPart, Shop, Vendor
from storage.admins import add_admin
from storage.store import Transaction

PIN_TRIES = 5
PIN_LOCKED_FOR = timedelta(minutes=15)

SPEAKS = "UPDATE persons SET language = $2 WHERE id = $1"
ADD_SHOP = """
INSERT INTO shops (id, code, name, owner_name, ward, district, latitude_e6, longitude_e6, standing,
    registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
ADD_VENDOR = """
INSERT INTO vendors (id, code, name, owner_name, ward, district, latitude_e6, longitude_e6,
    standing, registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
KEEPS_SHOP = "UPDATE persons SET role = 'retailer', shop_id = $2, name = $3 WHERE id = $1"
KEEPS_VENDOR = "UPDATE persons SET role = 'vendor', vendor_id = $2, name = $3 WHERE id = $1"
COUNT_BUSINESS = "UPDATE counters SET last = last + 1 WHERE name = 'business'"
CONSENT = """
INSERT INTO consents (person_id, part, given, wording, cause_key, at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
REMINDERS = "UPDATE persons SET reminders = $2 WHERE id = $1"
SHOP_STANDING = "UPDATE shops SET standing = $2, frozen_until = $3 WHERE id = $1"
VENDOR_STANDING = "UPDATE vendors SET standing = $2, frozen_until = $3 WHERE id = $1"
LIMIT = "UPDATE shops SET limit_paisa = $2 WHERE id = $1"
LIMIT_CHANGE = """
INSERT INTO limit_changes (shop_id, before_paisa, after_paisa, why, cause_key, at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
PAUSE = "UPDATE vendors SET paused = $2 WHERE id = $1"
SET_PIN = (
    "UPDATE persons SET pin_hash = $2, pin_failures = 0, pin_locked_until = NULL WHERE id = $1"
)
RIGHT_PIN = "UPDATE persons SET pin_failures = 0, pin_locked_until = NULL WHERE id = $1"
WRONG_PIN = """
UPDATE persons SET
    pin_failures = (pin_failures + 1) % $2,
    pin_locked_until = CASE WHEN pin_failures + 1 >= $2 THEN $3 ELSE pin_locked_until END
WHERE id = $1
"""

Event = (
    e.LanguageChosen
    | e.ShopRegistered
    | e.VendorRegistered
    | e.ConsentGiven
    | e.ConsentWithdrawn
    | e.StandingChanged
    | e.LimitSet
    | e.AdminAdded
    | e.PinSet
    | e.PinTried
    | e.VendorPaused
)


async def write(tx: Transaction, cause: Cause, event: Event) -> None:  # noqa: C901  # a list
    """The rows of one event."""
    match event:
        case e.LanguageChosen():
            await tx.run(SPEAKS, event.person, event.language.value)
        case e.ShopRegistered():
            await tx.run(ADD_SHOP, *_business(event.shop, cause))
            await tx.run(KEEPS_SHOP, event.person, event.shop.id, event.shop.owner_name)
            await tx.run(COUNT_BUSINESS)
        case e.VendorRegistered():
            await tx.run(ADD_VENDOR, *_business(event.vendor, cause))
            await tx.run(KEEPS_VENDOR, event.person, event.vendor.id, event.vendor.owner_name)
            await tx.run(COUNT_BUSINESS)
        case e.ConsentGiven() | e.ConsentWithdrawn():
            await _consent(tx, cause, event)
        case e.StandingChanged():
            statement = SHOP_STANDING if event.is_shop else VENDOR_STANDING
            await tx.run(statement, event.business, event.after.value, event.until)
        case e.LimitSet():
            await _limit(tx, cause, event)
        case e.AdminAdded():
            await add_admin(tx, event.phone, event.name, event.language)
        case e.PinSet():
            await tx.run(SET_PIN, event.person, event.pin)
        case e.PinTried(right=True):
            await tx.run(RIGHT_PIN, event.person)
        case e.PinTried():
            await tx.run(WRONG_PIN, event.person, PIN_TRIES, cause.at + PIN_LOCKED_FOR)
        case e.VendorPaused():
            await tx.run(PAUSE, event.vendor_id, event.paused)


def _business(one: Shop | Vendor, cause: Cause) -> tuple[object, ...]:
    place = one.place
    return (
        one.id,
        one.code,
        one.name,
        one.owner_name,
        place.ward,
        place.district,
        place.latitude,
        place.longitude,
        one.standing.value,
        cause.at,
    )


async def _limit(tx: Transaction, cause: Cause, event: e.LimitSet) -> None:
    before, after = event.before.paisa, event.after.paisa
    await tx.run(LIMIT, event.shop_id, after)
    why = event.why.value
    await tx.run(LIMIT_CHANGE, event.shop_id, before, after, why, cause.key, cause.at)


async def _consent(
    tx: Transaction, cause: Cause, event: e.ConsentGiven | e.ConsentWithdrawn
) -> None:
    given = isinstance(event, e.ConsentGiven)
    wording = event.wording if isinstance(event, e.ConsentGiven) else ""
    await tx.run(CONSENT, event.person, event.part.value, given, wording, cause.key, cause.at)
    if event.part is ConsentPart.REMINDERS:
        await tx.run(REMINDERS, event.person, given)
