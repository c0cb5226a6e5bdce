"""What a shop's turn may know, by what it means to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from domain.bands import UNJUDGED
from domain.catalog import Catalogue, Sku
from domain.facts import Numbers, OrderFile, PaymentFile, RetailerFacts
from domain.ids import ShopId
from domain.ordering import Order
from domain.people import Person
from flows.turn import Conversation, Intent
from storage.facts import goods, money, orders, people, scores
from storage.store import Transaction


class Need(StrEnum):
    """What an intent needs beyond the shop and its credit."""

    ORDERS = "orders"
    LAST = "last"
    FILE = "file"
    PRICED_FILE = "priced_file"
    ACCOUNTS = "accounts"
    PAYMENT = "payment"
    SCORE = "score"
    TRUST = "trust"
    ORDER_NUMBER = "order"
    RECEIPT_NUMBER = "receipt"
    LOCK = "lock"


ARRIVALS = frozenset({"arrived", "arrived_short", "short_said"})
_CONFIRM = frozenset({Need.LOCK, Need.TRUST, Need.ORDER_NUMBER})
_ARRIVE = frozenset({Need.ORDERS, Need.PRICED_FILE, Need.ACCOUNTS, Need.RECEIPT_NUMBER})
_SETTLE = frozenset({Need.PRICED_FILE, Need.ORDER_NUMBER})
_PAY = frozenset({Need.ACCOUNTS, Need.RECEIPT_NUMBER})
NEEDS: Mapping[str, frozenset[Need]] = {
    **dict.fromkeys(("confirm", "cash", "yes"), _CONFIRM),
    "repeat": frozenset({Need.LAST}),
    **dict.fromkeys(("status", "cancel", "cancel_yes"), frozenset({Need.ORDERS, Need.FILE})),
    **dict.fromkeys(ARRIVALS, _ARRIVE),
    **dict.fromkeys(("take_part", "rest_elsewhere", "agree_price", "refuse_price"), _SETTLE),
    **dict.fromkeys(("balance", "statement"), frozenset({Need.ACCOUNTS})),
    "score": frozenset({Need.SCORE}),
    "media": frozenset({Need.FILE}),
    **dict.fromkeys(("payment", "claim_to"), _PAY),
    **dict.fromkeys(("paid_yes", "paid_no"), frozenset({Need.PAYMENT})),
}


async def retailer_facts(
    tx: Transaction,
    person: Person,
    conversation: Conversation,
    intent: Intent,
    catalogue: Catalogue,
) -> RetailerFacts:
    """Load and lock what this turn of a shop needs."""
    assert person.shop_id is not None
    needs = _needs(intent)
    file = await _file(tx, person, conversation, intent, needs)
    shop = await people.shop(tx, person.shop_id, lock=Need.LOCK in needs)
    last = await _repeatable(tx, shop.id, intent.subject) if Need.LAST in needs else ()
    skus = set(_skus(conversation, intent)) & catalogue.keys()
    skus |= {line.sku for order in last for line in order.lines}
    standings = await goods.standings(tx, skus)
    payment = await _payment(tx, person, intent) if Need.PAYMENT in needs else None
    credit = await money.credit_line(tx, shop)
    listed = await orders.orders(tx, orders.OF_SHOP, shop.id) if Need.ORDERS in needs else ()
    accounts = await money.accounts_of_shop(tx, shop.id) if Need.ACCOUNTS in needs else ()
    score = await scores.score_file(tx, shop.id) if Need.SCORE in needs else None
    trust = await scores.trust(tx, shop.id) if Need.TRUST in needs else UNJUDGED
    numbers = await _numbers(tx, needs)  # last: everybody who orders waits for this lock
    return RetailerFacts(
        person=person,
        shop=shop,
        catalogue=catalogue,
        credit=credit,
        orders=listed,
        repeatable=last[0] if last else None,
        payment=payment,
        accounts=accounts,
        standings=standings,
        score=score,
        trust=trust,
        file=replace(file, numbers=numbers) if file else None,
        numbers=numbers,
    )


def _needs(intent: Intent) -> frozenset[Need]:
    """What the intent needs, and the question that came along in the same message."""
    along = intent.reading.also if intent.reading and intent.name == "order" else ()
    return frozenset().union(*(NEEDS.get(name, frozenset()) for name in (intent.name, *along)))


async def _repeatable(tx: Transaction, shop: ShopId, words: str) -> tuple[Order, ...]:
    """The order named, or the last."""
    number = orders.order_number(words)
    if number:
        return await orders.orders(tx, orders.ONE_OF_SHOP, shop, number)
    return await orders.orders(tx, orders.LAST_OF_SHOP, shop)


async def _numbers(tx: Transaction, needs: frozenset[Need]) -> Numbers:
    names = [need.value for need in (Need.ORDER_NUMBER, Need.RECEIPT_NUMBER) if need in needs]
    return await orders.numbers(tx, *names)


async def _file(
    tx: Transaction,
    person: Person,
    conversation: Conversation,
    intent: Intent,
    needs: frozenset[Need],
) -> OrderFile | None:
    """The order that is named, if it is this shop's."""
    if not needs & {Need.FILE, Need.PRICED_FILE}:
        return None
    words = "" if intent.name == "media" else intent.subject
    if conversation.state == "short" and not words and conversation.questions:
        words = conversation.questions[0].subject
    number = orders.order_number(words)
    if number is None and not words:
        number = await _meant(tx, person, intent)
    if number is None:
        return None
    file = await orders.file(tx, orders.BY_NUMBER, number, priced=Need.PRICED_FILE in needs)
    if file is None or file.order.shop_id != person.shop_id:
        return None
    return file


async def _meant(tx: Transaction, person: Person, intent: Intent) -> int | None:
    """The only order that news of a delivery can be about, or that is too late to call off."""
    if intent.name not in ARRIVALS | {"media", "cancel"}:
        return None
    found = await tx.rows(orders.ARRIVING, person.shop_id)
    alike = [row["number"] for row in found if row["status"] == found[0]["status"]]
    if intent.name == "cancel" and await tx.value(orders.CANCELLABLE, person.shop_id):
        return None
    return alike[0] if len(alike) == 1 else None


async def _payment(tx: Transaction, person: Person, intent: Intent) -> PaymentFile | None:
    """The payment a button names, if it is this shop's."""
    try:
        payment_id = UUID(intent.subject)
    except ValueError:
        return None
    file = await money.payment_file(tx, payment_id)
    return file if file and file.payment.shop_id == person.shop_id else None


def _skus(conversation: Conversation, intent: Intent) -> Iterator[Sku]:
    """All products that may have to be priced."""
    if conversation.cart:
        yield from (line.sku for line in conversation.cart.lines)
    for question in conversation.questions:
        yield from (Sku(option) for option in question.options)
    if intent.name == "choose":
        yield Sku(intent.subject)
    if intent.reading:
        yield from (line.sku for line in intent.reading.lines)
        yield from intent.reading.about
        if intent.name == "price":
            yield from (sku for one in intent.reading.doubtful for sku in one.options)
