"""What a vendor's turn may know, by what it means to do."""

from __future__ import annotations

from uuid import UUID

from domain.catalog import Catalogue, Sku
from domain.facts import Account, Numbers, OrderFile, PaymentFile, VendorFacts
from domain.ids import VendorId
from domain.money import ZERO
from domain.ordering import ORDER_CODE
from domain.people import Person
from flows.names import called
from flows.turn import Conversation, Intent
from storage.facts import goods, money, orders, people
from storage.store import Transaction

# An answer to an offer may move the order on to the next vendor: prices and credit are needed.
BY_OFFER = frozenset({"accept", "part", "decline", "why_declined", "part_said", "yes", "no"})
BY_NUMBER = frozenset({"order", "dispatch", "delivered", "cancel", "short_yes", "short_no", "code"})
BY_NUMBER |= {"why_cancelled"}
IN_WORDS = frozenset({"yes", "no", "part", "part_said"})
RECORDS = frozenset({"payment", "pick_shop", "advance_yes"})


async def vendor_facts(
    tx: Transaction,
    person: Person,
    conversation: Conversation,
    intent: Intent,
    catalogue: Catalogue,
) -> VendorFacts:
    """Load and lock what this turn of a vendor needs."""
    assert person.vendor_id is not None
    vendor_id = person.vendor_id
    file = await _file(tx, vendor_id, conversation, intent)
    payment = await _payment(tx, vendor_id, intent)
    vendor = await people.vendor(tx, vendor_id)
    standings = await goods.standings(tx, _skus(conversation, intent, catalogue))
    shops = await _shops(tx, vendor_id, intent, file)
    listed = intent.name in IN_WORDS | {"orders", "help", "other"}
    return VendorFacts(
        person=person,
        vendor=vendor,
        catalogue=catalogue,
        orders=await orders.orders(tx, orders.OF_VENDOR, vendor_id) if listed else (),
        file=file,
        payment=payment,
        shops=shops,
        standing=next((one for one in standings if one.vendor.id == vendor_id), None),
        others=tuple(one for one in standings if one.vendor.id != vendor_id),
        numbers=await _numbers(tx, intent),
    )


async def _numbers(tx: Transaction, intent: Intent) -> Numbers:
    if intent.name in RECORDS or intent.name == "code":
        return await orders.numbers(tx, "receipt")
    return Numbers()


async def _file(
    tx: Transaction, vendor_id: VendorId, conversation: Conversation, intent: Intent
) -> OrderFile | None:
    """The order that is named, if it is or was offered to this vendor."""
    if intent.name in BY_OFFER and not intent.subject.startswith(ORDER_CODE):
        code = await _offer_code(tx, vendor_id, conversation, intent)
        priced = intent.name == "why_declined"
        file = await orders.file(tx, orders.BY_OFFER_CODE, code, priced=priced) if code else None
    elif intent.name in BY_OFFER | BY_NUMBER:
        words = intent.subject.removeprefix(ORDER_CODE).partition(":")[0]
        if intent.name == "code":
            words = conversation.questions[0].subject if conversation.questions else ""
        number = orders.order_number(words)
        file = await orders.file(tx, orders.BY_NUMBER, number) if number else None
    else:
        return None
    if file is None or vendor_id == file.order.vendor_id or file.offer_of(vendor_id):
        return file
    return None


async def _offer_code(
    tx: Transaction, vendor_id: VendorId, conversation: Conversation, intent: Intent
) -> str:
    """The offer a button names; words mean the one that is asked about, or the only one open."""
    asked = next((one.subject for one in conversation.questions if one.kind == "part"), "")
    if intent.name == "part_said" and asked:
        return asked
    if intent.subject or intent.name not in IN_WORDS:
        return intent.subject.partition(":")[0]
    found = await tx.rows(orders.ONLY_OPEN_OFFER, vendor_id)
    return str(found[0]["code"]) if len(found) == 1 else ""


async def _payment(tx: Transaction, vendor_id: VendorId, intent: Intent) -> PaymentFile | None:
    """The payment a button names, if it is to this vendor."""
    if intent.name not in ("claim_yes", "claim_no"):
        return None
    try:
        payment_id = UUID(intent.subject)
    except ValueError:
        return None
    file = await money.payment_file(tx, payment_id)
    return file if file and file.payment.vendor_id == vendor_id else None


async def _shops(
    tx: Transaction, vendor_id: VendorId, intent: Intent, file: OrderFile | None
) -> tuple[Account, ...]:
    if intent.name == "balance" or (intent.name == "statement" and not intent.subject):
        return await money.accounts_of_vendor(tx, vendor_id)
    if intent.name == "code" and file:
        return await money.accounts_of_vendor(tx, vendor_id, [file.order.shop_id])
    if intent.name in RECORDS and intent.subject:
        accounts = await _named(tx, vendor_id, intent.subject)
        owing = tuple(account for account in accounts if account.owed > ZERO)
        return owing if len(owing) == 1 else accounts
    return await _named(tx, vendor_id, intent.subject) if intent.name == "statement" else ()


async def _named(tx: Transaction, vendor_id: VendorId, name: str) -> tuple[Account, ...]:
    """Shops by code or by how their name begins; else those it deals with and calls so."""
    found = await people.shops_named(tx, name)
    if not found:
        known = await money.accounts_of_vendor(tx, vendor_id)
        return tuple(one for one in known if called(name, one.name))
    return await money.accounts_of_vendor(tx, vendor_id, [shop.id for shop in found])


def _skus(conversation: Conversation, intent: Intent, catalogue: Catalogue) -> set[Sku]:
    named = {sku for quoted in intent.quoted for sku in quoted.skus}
    named |= {Sku(option) for question in conversation.questions for option in question.options}
    return named & catalogue.keys()
