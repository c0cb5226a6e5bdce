"""Whatever is meant, wherever a conversation stands: a turn never breaks and never chatters."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.facts import AdminFacts, Facts, PaymentFile, RetailerFacts
from domain.ids import PaymentId
from domain.offers import OfferStatus
from domain.ordering import Cart, OrderStatus
from domain.payments import Method, Payment, PaymentStatus
from domain.people import Standing
from domain.shortages import Shortage, ShortageStatus
from flows.admin import AdminState
from flows.engine import take_turn
from flows.inbound import Inbound, InboundKind, Spot
from flows.intents import VERBS, Ear, understand
from flows.newcomer import NewcomerState
from flows.notices import notices
from flows.reading.reader import Reader
from flows.retailer import RetailerState
from flows.turn import REPLIES_LIMIT, Conversation, Intent, Question
from flows.vendor import VendorState
from tests.market import (
    ASHA,
    BIRENDRA,
    CATALOGUE,
    GUPTA,
    HARI,
    MARKET,
    NEWCOMER,
    NOON,
    OIL,
    OWED,
    RICE,
    SCORED,
    SHOP,
    SITA,
    SOAP,
    SUGAR,
    TODAY,
    admin_facts,
    cart,
    cause,
    file,
    newcomer_facts,
    offer,
    order,
    rs,
    shop_facts,
    standing,
    talk,
    uid,
    vendor_facts,
)

READER = Reader(CATALOGUE)
SUBJECTS = ["", "CART0001", "1001", "OFFER1", "OFFER1:price", "OFFER1:", "RICE", "SOAP", "S-1"]
SUBJECTS += ["V-1", "en", "ne", "xx", "retailer", "vendor", "admin", "both", "accounts", "9" * 30]
SUBJECTS += [str(uid(301)), "4419", "KH-1001", ":", "💥"]
TEXTS = """
2 bora jera masino, chini 50 kg, waiwai 2 peti
chini
0 bora rice
-5 bora rice
1.333 bora rice
1000000000 bora rice
chamal hatau
chini 30 matra
aru 3 bora rice
sugar hatau, rice hatau
lifebuoy 2 darjan
ho
huncha
hoina
no
cancel
radda
cancel KH-1001
KH-1001 kaha cha
asti kai pathau
gupta lai 5000 nagad tire
5000 tire
bholi 5000 tirchu
chini ko bhau
mero baki
help
band
english
pugyo
tel 1 leak
sabai
sabai aayo
chini 20 matra
chini -5
chini 95
chini 95000
chini 0
chini 1.333
chini stock 40
tel stock 1000000000
chini chaina
rice 2400, sugar 90, soap 1
sharma 5000 nagad
sharma 0 nagad
sharma 5000000000 nagad
sharma kirana le 5000 diyo
4419
4419 tel 1
4419 xyz
0000
KH-1001 pathaye
KH-1001 pugyo
KH-1001
orders
pause
limit sharma 60000 reason good
limit sharma
limit sharma -5
approve sharma
reject S-1
freeze S-1 until 3d
unfreeze S-1
cancel KH-1001 wrong
reroute KH-1001 slow
why KH-1001
order KH-1001
admin 9800000009 Ram
admin
today
pending
shop sharma
vendor gupta
1234
482913
Sharma Kirana, Birendranagar-6, Hari Sharma
2
?
""".strip().splitlines()
TEXTS += ["", " ", "x" * 4096, "चिनी २ केजी", "1 " * 2000, "😀😀", "-", "५ बोरा चामल\nतेल १"]

questions = st.lists(
    st.sampled_from(
        [
            Question("which", "sabun", ("SOAP", "RICE"), "new", Decimal(2), "bora"),
            Question("which", "x", ("RICE",), "remove"),
            Question("quantity", "chini", ("SUGAR",), "set"),
            Question("unit", "chini", ("SUGAR",), "add", unit="bora"),
            Question("amount", "chini", ("SUGAR",), "new", Decimal(0), "kg"),
            Question("paid", text="cash", subject="500000"),
            Question("short", subject="1001"),
            Question("part", subject="OFFER1"),
            Question("code", subject="1001"),
            Question("payment", text="esewa", subject="900000"),
            Question("quote_which", "x", ("RICE", "SOAP"), "price:10000"),
            Question("quote_sure", "x", ("SUGAR",), "price:9500000"),
            Question("quote_sure", "x", ("SUGAR",), "stock:5"),
            Question("command", subject="limit S-1 60000"),
            Question("command", subject="cancel KH-1001"),
            Question("command", subject="admin 9800000009 Ram"),
            Question("command", subject="freeze S-1"),
        ]
    ),
    max_size=3,
).map(tuple)
carts = st.sampled_from(
    [
        None,
        Cart("EMPTY000", (), NOON),
        cart((RICE, "2"), (SUGAR, "50")),
        cart((SOAP, "90")),
        replace(cart((RICE, "2")), priced_at=NOON.replace(day=1)),
        replace(cart((OIL, "1")), lines=(replace(cart((OIL, "1")).lines[0], price=None),)),
    ]
)
inbounds = st.one_of(
    st.sampled_from(TEXTS).map(lambda text: Inbound(InboundKind.TEXT, text)),
    st.builds(
        lambda verb, subject: Inbound(InboundKind.PRESS, "x", f"{verb}:{subject}"),
        st.sampled_from([*sorted(VERBS), "run", "stale", ""]),
        st.sampled_from(SUBJECTS),
    ),
    st.sampled_from(list(InboundKind)).map(Inbound),
    st.just(Inbound(InboundKind.LOCATION, spot=Spot(28_600_000, 81_630_000))),
)
ORDERS = [order((RICE, "2"), (SUGAR, "50"), (OIL, "1"), status=status) for status in OrderStatus]
CLAIM = Shortage(
    uid(800), "AB12", ORDERS[0].id, GUPTA.id, {OIL: Decimal(1)}, rs(100), ShortageStatus.CLAIMED
)
files = st.one_of(
    st.none(),
    st.builds(
        lambda one, status, seller, short, cash, market: replace(
            file(
                replace(one, on_credit=not cash, hold_id=None if cash else one.hold_id),
                offer(one, seller, status),
                standings=market,
            ),
            shortage=short,
        ),
        st.sampled_from(ORDERS),
        st.sampled_from(
            [one if one is not OfferStatus.PART else OfferStatus.OPEN for one in OfferStatus]
        ),
        st.sampled_from([GUPTA, BIRENDRA]),
        st.sampled_from([None, CLAIM, replace(CLAIM, status=ShortageStatus.DENIED)]),
        st.booleans(),
        st.sampled_from([MARKET, ()]),
    ),
)
payments = st.one_of(
    st.none(),
    st.builds(
        lambda status, by_vendor: PaymentFile(
            Payment(
                PaymentId(uid(301)),
                301,
                SHOP.id,
                SHOP.name,
                GUPTA.id,
                GUPTA.name,
                rs(500),
                Method.CASH,
                status,
                by_vendor,
                None,
                NOON,
            ),
            OWED.bills,
            OWED.owed,
        ),
        st.sampled_from(PaymentStatus),
        st.booleans(),
    ),
)
accounts = st.sampled_from([(), (OWED,), (OWED, replace(OWED, code="V-2", name="Om"))])
shops = st.sampled_from(Standing).map(lambda one: replace(SHOP, standing=one))
shop_turns = st.builds(
    shop_facts,
    shop=shops,
    file=files,
    payment=payments,
    accounts=accounts,
    orders=st.sampled_from([(), tuple(ORDERS), (ORDERS[3],)]),
    repeatable=st.sampled_from([None, ORDERS[5]]),
    standings=st.sampled_from([MARKET, (), (standing(GUPTA, {RICE: "2500"}),)]),
    credit=st.sampled_from([replace(shop_facts().credit, held=rs(n)) for n in (0, 49_999)]),
)
vendor_turns = st.builds(
    vendor_facts,
    file=files,
    payment=payments,
    shops=accounts,
    orders=st.sampled_from([(), tuple(ORDERS)]),
    standing=st.sampled_from([None, MARKET[0]]),
    others=st.sampled_from([(), MARKET[1:]]),
)
admin_turns = st.builds(
    admin_facts,
    person=st.sampled_from([ASHA, replace(ASHA, has_pin=False)]),
    shops=st.sampled_from([(), (SHOP,), (SHOP, SHOP)]),
    vendors=st.sampled_from([(), (GUPTA,)]),
    file=files,
    orders=st.sampled_from([(), tuple(ORDERS)]),
    pin_right=st.sampled_from([None, True, False]),
    pin_locked=st.booleans(),
    new_pin=st.sampled_from([None, "$argon2$"]),
)
newcomer_turns = st.builds(newcomer_facts, standings=st.sampled_from([(), MARKET]))
forms = st.sampled_from(
    [
        {},
        {"role": "vendor"},
        {"role": "retailer", "name": "Ram", "ward": "W-1", "owner": "Ram"},
        {"stepped_up": "2027-01-01T00:00:00+00:00"},
    ]
)
WORLD = {
    "shop": (HARI, RetailerState, shop_turns),
    "vendor": (SITA, VendorState, vendor_turns),
    "admin": (ASHA, AdminState, admin_turns),
    "newcomer": (NEWCOMER, NewcomerState, newcomer_turns),
}
many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def converse(conversation: Conversation, facts: Facts, intent: Intent) -> None:
    """One turn, with all that has to hold for every turn."""
    turn = take_turn(conversation, facts, intent, cause("wamid.any"))
    assert len(turn.replies) <= REPLIES_LIMIT
    assert turn.replies or intent.name == "ignore"
    assert turn.conversation is not None
    assert turn.conversation.turn == conversation.turn + 1
    assert turn.secret >= (intent.name == "pin")
    for event in turn.events:
        assert isinstance(notices(event), tuple)
    assert turn == take_turn(conversation, facts, intent, cause("wamid.any"))


@pytest.mark.parametrize("role", WORLD)
@many
@given(data=st.data())
def test_anything_said_or_pressed_anywhere(role: str, data: st.DataObject) -> None:
    person, states, facts = WORLD[role]
    conversation = replace(
        talk(person, data.draw(st.sampled_from([*states, "lost"]))),
        cart=data.draw(carts),
        questions=data.draw(questions),
        form=data.draw(forms),
    )
    intent = understand(data.draw(inbounds), conversation, Ear(READER))
    known = data.draw(facts)
    if isinstance(known, AdminFacts) and intent.name == "today":
        known = replace(known, today=TODAY)
    if isinstance(known, AdminFacts | RetailerFacts) and intent.name == "score":
        known = replace(known, score=SCORED)
    converse(conversation, known, intent)


@pytest.mark.parametrize("role", WORLD)
@pytest.mark.parametrize("text", TEXTS)
def test_every_sentence_is_understood_as_something(text: str, role: str) -> None:
    person, states, _ = WORLD[role]
    for state in states:
        intent = understand(Inbound(InboundKind.TEXT, text), talk(person, state), Ear(READER))
        assert isinstance(intent, Intent)
