"""A small market by hand: three vendors, one shop, five products, a Monday at noon in Nepal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.catalog import Catalogue, Product, Sku, Unit
from domain.credit import Bill, CreditLine
from domain.credit_history import CreditHistory
from domain.facts import (
    Account,
    AdminFacts,
    Facts,
    NewcomerFacts,
    Numbers,
    OrderFile,
    RetailerFacts,
    ScoreFile,
    Today,
    VendorFacts,
)
from domain.ids import BasketId, Cause, OfferId, OrderId, PersonId, ShopId, TransferId, VendorId
from domain.money import Money
from domain.offers import Offer, OfferStatus
from domain.ordering import Cart, CartLine, Order, OrderLine, OrderStatus
from domain.people import Language, Person, Place, Role, Shop, Standing, Vendor
from domain.prices import Quote
from domain.routing import VendorStanding
from domain.scoring import credit_score
from flows.engine import take_turn
from flows.inbound import Inbound, InboundKind
from flows.intents import Ear, understand
from flows.reading.reader import Reader
from flows.turn import Conversation, Intent, Question, Turn

NOON = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
RICE, SUGAR, OIL, NOODLES, SOAP = map(Sku, ("RICE", "SUGAR", "OIL", "NOODLES", "SOAP"))


def rs(rupees: int | str) -> Money:
    """Rupees as money."""
    return Money(int(Decimal(rupees) * 100))


def uid(number: int) -> UUID:
    """A fixed id."""
    return UUID(int=number)


def _product(sku: Sku, name: str, pack: tuple[str, Unit, Unit], vat_bp: int = 0) -> Product:
    size, unit, sell = pack
    return Product(sku, name, name, "", "goods", Decimal(size), unit, sell, vat_bp)


CATALOGUE = Catalogue.of(
    [
        _product(RICE, "Jira Masino Rice", ("25", Unit.KG, Unit.BORA)),
        _product(SUGAR, "Sugar", ("1", Unit.KG, Unit.KG)),
        _product(OIL, "Mustard Oil", ("12", Unit.POUCH, Unit.CARTON), 1300),
        _product(NOODLES, "Wai Wai Noodles", ("30", Unit.PKT, Unit.CARTON), 1300),
        _product(SOAP, "Lifebuoy Soap", ("72", Unit.PCS, Unit.PETI), 1300),
    ]
)
PLACE = Place("Birendranagar-6")
SHOP = Shop(
    ShopId(uid(1)), "S-1", "Sharma Kirana", "Hari", PLACE, Standing.APPROVED, limit=rs(50_000)
)
HARI = Person(PersonId(uid(11)), "Hari", Role.RETAILER, Language.ROMAN, shop_id=SHOP.id)
ASHA = Person(PersonId(uid(31)), "Asha", Role.ADMIN, Language.ENGLISH, has_pin=True)


def vendor(number: int, name: str, **changes: object) -> Vendor:
    """The n-th vendor."""
    one = Vendor(
        VendorId(uid(100 + number)), f"V-{number}", name, "Owner", PLACE, Standing.APPROVED
    )
    return replace(one, **changes)


GUPTA, BIRENDRA, OM = (
    vendor(1, "Gupta Traders"),
    vendor(2, "Birendra Stores"),
    vendor(3, "Om Suppliers"),
)
SITA = Person(PersonId(uid(21)), "Sita", Role.VENDOR, Language.NEPALI, vendor_id=GUPTA.id)
PRICES = {RICE: "2450", SUGAR: "95", OIL: "3300", NOODLES: "540", SOAP: "1800"}


def standing(
    one: Vendor, prices: Mapping[Sku, str] | None = None, stock: str = "100", **changes: object
) -> VendorStanding:
    """A vendor that sells at these prices, from that stock each."""
    quotes = {
        sku: Quote(one.id, sku, rs(price), Decimal(stock), vat_bp=CATALOGUE[sku].vat_bp)
        for sku, price in (PRICES if prices is None else prices).items()
    }
    return replace(VendorStanding(one, quotes), **changes)


MARKET = (standing(GUPTA), standing(BIRENDRA), standing(OM))


def cause(key: str = "wamid.1", minutes: int = 0, actor: Person = HARI) -> Cause:
    """Why, and when: so many minutes after noon."""
    return Cause(key, NOON + timedelta(minutes=minutes), actor.id)


def wish(sku: Sku, quantity: str) -> CartLine:
    """A cart line without vendor and price."""
    product = CATALOGUE[sku]
    return CartLine(sku, product.name, Decimal(quantity), product.sell_unit.value)


def cart(*wishes: tuple[Sku, str], seller: Vendor = GUPTA, code: str = "CART0001") -> Cart:
    """A cart as shown at noon, all from one vendor at the usual prices."""
    lines = [
        replace(
            wish(sku, quantity),
            vendor_id=seller.id,
            vendor_name=seller.name,
            price=rs(PRICES[sku]),
            vat_bp=CATALOGUE[sku].vat_bp,
        )
        for sku, quantity in wishes
    ]
    return Cart(code, tuple(lines), NOON)


def order(
    *wishes: tuple[Sku, str],
    status: OrderStatus = OrderStatus.PLACED,
    on_credit: bool = True,
    seller: Vendor = GUPTA,
) -> Order:
    """Order KH-1001 of the shop."""
    lines = [
        OrderLine(
            sku,
            CATALOGUE[sku].name,
            CATALOGUE[sku].sell_unit.value,
            Decimal(quantity),
            Decimal(quantity),
            rs(PRICES[sku]),
            CATALOGUE[sku].vat_bp,
        )
        for sku, quantity in (wishes or ((RICE, "2"), (OIL, "1")))
    ]
    return Order(
        id=OrderId(uid(1001)),
        number=1001,
        basket_id=BasketId(uid(500)),
        shop_id=SHOP.id,
        shop_name=SHOP.name,
        shop_ward=PLACE.ward,
        vendor_id=seller.id,
        vendor_name=seller.name,
        status=status,
        on_credit=on_credit,
        lines=tuple(lines),
        placed_by=HARI.id,
        placed_at=NOON,
        delivery_code="4419" if status is OrderStatus.DISPATCHED else "",
        hold_id=TransferId(uid(700)) if on_credit else None,
    )


def offer(
    one: Order, to: Vendor = GUPTA, status: OfferStatus = OfferStatus.OPEN, turn: int = 1
) -> Offer:
    """An offer of that order to that vendor."""
    offer_id = OfferId(uid(900 + turn))
    return Offer(offer_id, f"OFFER{turn}", one.id, to.id, to.name, turn, status, one.total, NOON)


def file(one: Order, *offers: Offer, **changes: object) -> OrderFile:
    """The order with its offers and the whole market."""
    found = OrderFile(
        one, SHOP, offers, credit=CreditLine(SHOP.limit), standings=MARKET, numbers=NUMBERS
    )
    return replace(found, **changes)


NUMBERS = Numbers(order=1002, receipt=301)
OWED = Account(
    GUPTA.id,
    "V-1",
    GUPTA.name,
    rs(5_000),
    (
        Bill(OrderId(uid(987)), 987, GUPTA.id, GUPTA.name, rs(3_200), rs(0), date(2026, 11, 1)),
        Bill(OrderId(uid(990)), 990, GUPTA.id, GUPTA.name, rs(1_800), rs(0), date(2026, 11, 20)),
    ),
)


def shop_facts(**changes: object) -> RetailerFacts:
    """What a turn of the shop knows."""
    found = RetailerFacts(
        HARI, SHOP, CATALOGUE, CreditLine(SHOP.limit), standings=MARKET, numbers=NUMBERS
    )
    return replace(found, **changes)


def vendor_facts(**changes: object) -> VendorFacts:
    """What a turn of Gupta's knows."""
    found = VendorFacts(
        SITA, GUPTA, CATALOGUE, standing=MARKET[0], others=MARKET[1:], numbers=NUMBERS
    )
    return replace(found, **changes)


def admin_facts(**changes: object) -> AdminFacts:
    """What a turn of the admin knows."""
    return replace(AdminFacts(ASHA, CATALOGUE), **changes)


def talk(
    person: Person, state: str = "idle", *questions: Question, shown: Cart | None = None
) -> Conversation:
    """A conversation that stands somewhere."""
    return Conversation(
        person.id, person.role, state, person.language, turn=7, cart=shown, questions=questions
    )


def press(payload: str) -> Intent:
    """A tap on a button."""
    verb, _, subject = payload.partition(":")
    return Intent(verb, subject, inbound=Inbound(InboundKind.PRESS, press=payload))


NEWCOMER = Person(PersonId(uid(41)), "", Role.NEWCOMER)
TODAY = Today(5, 4, rs(50_000), 1, 0, rs(12_000), 2)


SCORED = ScoreFile(credit_score(CreditHistory(NOON.date()), NOON.date()))


def newcomer_facts(**changes: object) -> NewcomerFacts:
    """What a turn of an unknown number knows."""
    return replace(NewcomerFacts(NEWCOMER, CATALOGUE, MARKET, next_business=7), **changes)


EAR = Ear(Reader(CATALOGUE))


def turn(
    conversation: Conversation, facts: Facts, said: str | Intent, key: str = "wamid.1"
) -> Turn:
    """What comes of a sentence or a tap at noon."""
    intent = said
    if isinstance(said, str):
        intent = understand(Inbound(InboundKind.TEXT, said), conversation, EAR)
    return take_turn(conversation, facts, intent, cause(key))


def kept(conversation: Conversation, **changes: object) -> Conversation:
    """The conversation as remembered one turn later."""
    return replace(conversation, turn=conversation.turn + 1, **changes)


def phrases(one: Turn) -> list[str]:
    """What is said, by name."""
    return [reply.phrase.value for reply in one.replies]


def payloads(one: Turn) -> list[str]:
    """What the last reply's buttons or rows say when tapped."""
    last = one.replies[-1]
    return [each.payload for each in (*last.buttons, *last.choices)]
