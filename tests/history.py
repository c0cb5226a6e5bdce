"""A market with a past, made by the domain's own moves and kept as turns keep them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

from bot import demo_market
from bot.seed import seed
from domain import events as e
from domain.catalog import Sku
from domain.facts import OrderFile
from domain.fulfilment import Arrival, Buyer, cancel, complete, deliver, dispatch, place
from domain.ids import Cause, PaymentId, PersonId, ShopId, VendorId
from domain.money import Money
from domain.nightly import Judged
from domain.offering import accept
from domain.ordering import Cart, CartLine
from domain.part_answers import accept_part, settle_part
from domain.payments import Method, Payment, PaymentStatus, allocate, answer, money_in
from domain.shortages import claim, credit_note, decide
from flows import timed
from flows.notices import notices
from flows.phrases import Phrase
from flows.timers import night, timers
from flows.turn import Reply, Turn
from storage import inbox, outgoing, turns
from storage.arrivals import Contact, MessageItem, MessageStatus, StatusItem
from storage.facts import goods, money, orders, people
from storage.facts.scores import nepals_day
from storage.facts.timed import timed_facts
from storage.seals import seal
from storage.seed import Resident
from storage.store import Store, Transaction
from storage.timers import set_timers

Think = Callable[[Transaction, Cause], Awaitable[tuple[e.Event, ...]]]
SHARMA, BHERI, GUPTA, OM = (
    demo_market.SHARMA,
    demo_market.BHERI,
    demo_market.GUPTA,
    demo_market.OM,
)
RICE, WAIWAI, SOAP = Sku("RIC-JIRA25"), Sku("NDL-WWCHK"), Sku("SOP-LUX")


async def make_history(database_url: str) -> None:
    """A demo market in which orders of every kind were placed, and what followed from them.

    KH-1001 is delivered short on credit, a further shortage agreed, partly paid, one payment
    confirmed and one claimed. KH-1002, with VAT, is accepted in part and dispatched; KH-1003 is
    its rest, offered elsewhere. KH-1004 is paid at the door and completed. KH-1005 is cancelled
    after acceptance. KH-1006 is offered, its offer sent. All of it is sealed.
    """
    await seed(database_url, demo=True, secret_key="k" * 32)
    store = await Store.open(database_url, size=2)
    try:
        await _History(store).happen()
        await seal(store)
    finally:
        await store.close()


class _History:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._said = count(1)

    async def happen(self) -> None:
        await self._raise_limit()
        await self._short_delivery()
        await self._part()
        await self._cash()
        await self._cancelled()
        await self._order(BHERI, {RICE: 3}, GUPTA, on_credit=True)
        await self._route()
        await self._night()
        await self._deliver_messages()

    # --- turns --------------------------------------------------------------------------------

    async def _say(self, who: Resident | str, think: Think) -> None:
        """One message of somebody, thought about and kept."""
        phone = who if isinstance(who, str) else who.phone
        wamid = f"wamid.{next(self._said)}"
        async with self._store.transaction() as tx:
            said = MessageItem(wamid, Contact(phone, None), b"{}")
            (person,), _ = await inbox.keep_messages(tx, [said])
        async with self._store.transaction() as tx:
            claimed = await turns.claim_message(tx, person)
            assert claimed is not None
            events = await think(tx, claimed.cause)
            heard = Turn(events, (Reply(Phrase.SORRY),))
            await turns.keep_message(tx, claimed, _outcome(heard, claimed.cause))

    async def _route(self) -> None:
        """All timers whose time has come."""
        while True:
            async with self._store.transaction() as tx:
                due = await turns.claim_timer(tx)
                if due is None:
                    return
                file = await timed_facts(tx, due)
                if isinstance(file, Judged):
                    thought = Turn(timed.of_shops(file, due.cause))
                else:
                    assert isinstance(file, OrderFile)
                    thought = Turn(timed.of_order(due.kind, file, due.cause))
                await turns.keep_timer(tx, due, _outcome(thought, due.cause))

    async def _night(self) -> None:
        """The end of yesterday."""
        async with self._store.transaction() as tx:
            judging = night(nepals_day(tx) - timedelta(days=1))
            await set_timers(tx, [replace(judging, due_at=tx.at)])
        await self._route()

    async def _deliver_messages(self) -> None:
        """Everything is sent but the newest message, and the first is read."""
        for nth in count():
            async with self._store.transaction() as tx:
                sending = await outgoing.claim(tx, 100)
                for one in sending:
                    await outgoing.sent(tx, one, f"wamid.out.{nth}.{one.id}")
                if not sending:
                    break
        async with self._store.transaction() as tx:
            first = await tx.row("SELECT id, wamid FROM outgoing ORDER BY seq LIMIT 1")
            assert first is not None
            read = StatusItem(first["wamid"], MessageStatus.READ, tx.at, str(first["id"]), b"{}")
            await inbox.keep_statuses(tx, [read])

    # --- steps --------------------------------------------------------------------------------

    async def _order(
        self, shop: Resident, wanted: Mapping[Sku, int], vendor: Resident, *, on_credit: bool
    ) -> None:
        async def think(tx: Transaction, cause: Cause) -> tuple[e.Event, ...]:
            catalogue = await goods.catalogue(tx)
            (standing,) = (
                one
                for one in await goods.standings(tx, wanted)
                if one.vendor.id == vendor.business_id
            )
            lines = tuple(
                CartLine(
                    sku,
                    catalogue[sku].name,
                    Decimal(many),
                    catalogue[sku].sell_unit,
                    vendor_id=standing.vendor.id,
                    vendor_name=standing.vendor.name,
                    price=standing.quotes[sku].price,
                    vat_bp=standing.quotes[sku].vat_bp,
                )
                for sku, many in wanted.items()
            )
            kept = await people.shop(tx, ShopId(shop.business_id), lock=True)
            number = (await orders.numbers(tx, "order")).order
            buyer = Buyer(kept, shop.person_id)
            return place(Cart("1", lines, cause.at), buyer, cause, number, on_credit=on_credit)

        await self._say(shop, think)

    async def _with(
        self,
        who: Resident,
        number: int,
        think: Callable[[OrderFile, Cause], tuple[e.Event, ...]],
    ) -> None:
        async def load(tx: Transaction, cause: Cause) -> tuple[e.Event, ...]:
            file = await orders.file(tx, orders.BY_NUMBER, number, priced=True)
            assert file is not None
            numbers = await orders.numbers(tx, "order", "receipt")
            return think(replace(file, numbers=numbers), cause)

        await self._say(who, load)

    async def _accept(self, vendor: Resident, number: int) -> None:
        await self._route()
        await self._with(vendor, number, lambda file, _: accept(file, _vendor_id(vendor)))

    async def _dispatch(self, vendor: Resident, number: int) -> None:
        def think(file: OrderFile, cause: Cause) -> tuple[e.Event, ...]:
            (standing,) = (s for s in file.standings if s.vendor.id == vendor.business_id)
            return dispatch(file.order, standing.vendor, cause)

        await self._with(vendor, number, think)

    async def _deliver(
        self, by: Resident, number: int, short: Mapping[Sku, Decimal] | None = None
    ) -> None:
        def think(file: OrderFile, cause: Cause) -> tuple[e.Event, ...]:
            arrival = Arrival(
                short=short or {},
                by=by.person_id,
                by_shop=by.is_shop,
                terms_days=30,
                next_receipt=file.numbers.receipt,
                owed_before=Money(0),
            )
            return deliver(file.order, arrival, cause)

        await self._with(by, number, think)

    async def _raise_limit(self) -> None:
        """Up and down again, so that later holds fit a limit that is today's no more."""
        for before, after in ((50_000, 60_000), (60_000, 50_000)):
            limit = e.LimitSet(
                ShopId(SHARMA.business_id),
                "S-101",
                SHARMA.name,
                Money.rupees(before),
                Money.rupees(after),
                "tried",
            )

            async def think(
                _tx: Transaction, _cause: Cause, limit: e.LimitSet = limit
            ) -> tuple[e.Event, ...]:
                return (limit,)

            await self._say(demo_market.ADMIN_PHONE, think)

    async def _short_delivery(self) -> None:
        await self._order(SHARMA, {RICE: 4, WAIWAI: 2}, GUPTA, on_credit=True)
        await self._accept(GUPTA, 1001)
        await self._dispatch(GUPTA, 1001)
        await self._deliver(GUPTA, 1001, {WAIWAI: Decimal("0.5")})
        await self._with(SHARMA, 1001, _claim)
        await self._with(GUPTA, 1001, _agree)
        await self._say(GUPTA, self._payment(PaymentStatus.WAITING, 1000))
        await self._say(SHARMA, self._payment(PaymentStatus.CLAIMED, 200))
        await self._say(SHARMA, _confirm)

    async def _part(self) -> None:
        await self._order(SHARMA, {SOAP: 2}, OM, on_credit=True)
        await self._route()
        await self._with(
            OM, 1002, lambda file, _: accept_part(file, _vendor_id(OM), {SOAP: Decimal(1)})
        )
        await self._with(
            SHARMA, 1002, lambda file, cause: settle_part(file, cause, rest_elsewhere=True)
        )
        await self._route()
        await self._dispatch(OM, 1002)

    async def _cash(self) -> None:
        await self._order(BHERI, {WAIWAI: 1}, OM, on_credit=False)
        await self._accept(OM, 1004)
        await self._dispatch(OM, 1004)
        await self._deliver(BHERI, 1004)
        await self._with(BHERI, 1004, lambda file, _: complete(file.order))

    async def _cancelled(self) -> None:
        await self._order(BHERI, {RICE: 2}, GUPTA, on_credit=True)
        await self._accept(GUPTA, 1005)
        await self._with(
            BHERI, 1005, lambda file, cause: cancel(file.order, cause, "shop", "changed my mind")
        )

    def _payment(self, status: PaymentStatus, rupees: int) -> Think:
        async def think(tx: Transaction, cause: Cause) -> tuple[e.Event, ...]:
            numbers = await orders.numbers(tx, "receipt")
            payment = Payment(
                id=PaymentId(cause.id("payment")),
                number=numbers.receipt,
                shop_id=ShopId(SHARMA.business_id),
                shop_name=SHARMA.name,
                vendor_id=_vendor_id(GUPTA),
                vendor_name=GUPTA.name,
                amount=Money.rupees(rupees),
                method=Method.CASH,
                status=status,
                by_vendor=status is PaymentStatus.WAITING,
                recorded_by=PersonId(GUPTA.person_id),
                at=cause.at,
            )
            if status is PaymentStatus.CLAIMED:
                return (e.PaymentRecorded(payment, (), Money(0)),)
            (account,) = await money.accounts_of_vendor(tx, payment.vendor_id, [payment.shop_id])
            parts = allocate(payment, account.bills)
            return (
                e.PaymentRecorded(payment, parts, account.owed - payment.amount),
                e.Transferred(money_in(payment, cause)),
            )

        return think


def _outcome(turn: Turn, cause: Cause) -> turns.Outcome:
    return turns.Outcome(
        turn,
        tuple(notice for event in turn.events for notice in notices(event)),
        tuple(timer for event in turn.events for timer in timers(event, cause.at)),
    )


def _vendor_id(vendor: Resident) -> VendorId:
    return VendorId(vendor.business_id)


def _claim(file: OrderFile, cause: Cause) -> tuple[e.Event, ...]:
    return (e.ShortageClaimed(file.order, claim(file.order, {RICE: Decimal(1)}, "G-1", cause)),)


def _agree(file: OrderFile, cause: Cause) -> tuple[e.Event, ...]:
    assert file.shortage is not None
    agreed = decide(file.shortage, file.order.vendor_id, agreed=True)
    return (
        e.ShortageDecided(file.order, agreed),
        e.Transferred(credit_note(file.order, agreed, cause)),
    )


async def _confirm(tx: Transaction, _cause: Cause) -> tuple[e.Event, ...]:
    waiting = await tx.value("SELECT id FROM payments WHERE status = 'waiting'")
    file = await money.payment_file(tx, waiting)
    assert file is not None
    payment = answer(file.payment, agreed=True, shop_id=file.payment.shop_id)
    return (e.PaymentAnswered(payment, (), file.owed),)
