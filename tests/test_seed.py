"""First data: the demo market as promised, and that seeding again changes nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from bot import demo_market
from bot.pins import verify_pin
from bot.refusals import StartRefused
from bot.seed import seed
from bot.settings import read_settings
from storage.admins import ensure_admins
from storage.facts import goods
from storage.store import Store

TABLES = (
    *("allocations", "audit", "catalogue_version", "causes", "consents", "contact_points"),
    *("counters", "mailboxes", "orders", "outgoing", "payments", "persons", "price_changes"),
    *("products", "quotes", "shops", "transfers", "vendors"),
)

SHOPS = """
+9779800000101 | S-101 | Sharma Kirana | Hari Sharma | Birendranagar-6  | ne_Latn | 5000000
+9779800000102 | S-102 | Bheri Store   | बिमला थापा   | Birendranagar-4  | ne      | 10000000
+9779800000103 | S-103 | Karnali Mart  | Anil KC     | Birendranagar-10 | en      | 2000000
"""
VENDORS = """
+9779800000201 | V-104 | Gupta Traders      | Birendranagar-6 | ne_Latn | False | 422
+9779800000202 | V-105 | Birendra Suppliers | Birendranagar-4 | ne_Latn | False | 385
+9779800000203 | V-106 | Om Wholesale       | Birendranagar-8 | ne_Latn | True  | 386
"""
SHOPS_NOW = """
SELECT c.phone, s.code, s.name, p.name, s.ward, p.language, s.limit_paisa
FROM shops s JOIN persons p ON p.shop_id = s.id JOIN contact_points c ON c.person_id = p.id
JOIN mailboxes m ON m.person_id = p.id
WHERE s.standing = 'approved' AND p.role = 'retailer' ORDER BY c.phone
"""
VENDORS_NOW = """
SELECT c.phone, v.code, v.name, v.ward, p.language, v.vat_registered,
    (SELECT count(*) FROM quotes q WHERE q.vendor_id = v.id)
FROM vendors v JOIN persons p ON p.vendor_id = v.id JOIN contact_points c ON c.person_id = p.id
JOIN mailboxes m ON m.person_id = p.id
WHERE v.standing = 'approved' AND p.role = 'vendor' AND opens_minute = 0 AND closes_minute = 1440
    AND open_days = '{0,1,2,3,4,5,6}' ORDER BY c.phone
"""
NOT_SOLD = """
SELECT v.name, string_agg(DISTINCT p.category, ' ') FROM vendors v CROSS JOIN products p
WHERE NOT EXISTS (SELECT FROM quotes q WHERE q.vendor_id = v.id AND q.sku = p.sku)
GROUP BY v.name ORDER BY v.name
"""


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    await seed(database_url, demo=True)
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


def _table(rows: list[asyncpg.Record]) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]


def _read(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


async def _everything(connection: asyncpg.Connection) -> dict[str, list[asyncpg.Record]]:
    return {name: await connection.fetch(f"SELECT * FROM {name} ORDER BY 1, 2") for name in TABLES}


async def test_the_demo_market(market: asyncpg.Connection) -> None:
    assert _table(await market.fetch(SHOPS_NOW)) == _read(SHOPS)
    assert _table(await market.fetch(VENDORS_NOW)) == _read(VENDORS)
    assert _table(await market.fetch(NOT_SOLD)) == [
        ["Birendra Suppliers", "noodles oil"],
        ["Om Wholesale", "dairy vegetables"],
    ]


async def test_the_demo_admin_has_the_demo_pin(market: asyncpg.Connection) -> None:
    row = await market.fetchrow(
        "SELECT p.* FROM persons p JOIN contact_points c ON c.person_id = p.id"
        " JOIN mailboxes m ON m.person_id = p.id WHERE c.phone = '+9779800000001'"
    )
    assert row is not None
    assert (row["name"], row["role"], row["language"]) == ("Asha Admin", "admin", "en")
    assert verify_pin("2468", row["pin_hash"], read_settings().secret_key)


async def test_prices_are_close_and_in_the_history(market: asyncpg.Connection) -> None:
    spread = await market.fetch(
        "SELECT sku, max(price_paisa) AS most, min(price_paisa) AS least FROM quotes GROUP BY sku"
    )
    assert len(spread) == 422
    assert all(row["most"] * 100 <= row["least"] * 108 for row in spread)
    assert sum(row["most"] > row["least"] for row in spread) > 300
    untold = await market.fetchval(
        "SELECT count(*) FROM quotes q WHERE NOT EXISTS (SELECT FROM price_changes c WHERE"
        " c.vendor_id = q.vendor_id AND c.sku = q.sku AND c.after_paisa = q.price_paisa)"
    )
    assert untold == 0


async def test_stock_is_for_a_while(market: asyncpg.Connection) -> None:
    least, most = await market.fetchrow("SELECT min(stock), max(stock) FROM quotes") or (0, 0)
    assert (least, most) == (40, 400)


@pytest.mark.parametrize(
    ("sku", "rupees", "vat_bp"),
    [
        ("RIC-JIRA25", 2450, 0),
        ("SUG-50", 4750, 1300),
        ("OIL-DHTORI1", 3300, 1300),
        ("NDL-WWCHK", 560, 1300),
        ("SAL-AAYO1", 675, 0),
        ("DAI-MILK500", 960, 0),
        ("DAI-CHEESE", 12400, 1300),
        ("SPC-JIRAKG", 720, 0),
        ("SPC-JIRA100", 4750, 1300),
    ],
)
async def test_orders_of_magnitude(
    market: asyncpg.Connection, sku: str, rupees: int, vat_bp: int
) -> None:
    asked = await market.fetch(
        "SELECT price_paisa, vat_bp FROM quotes JOIN products USING (sku) WHERE sku = $1", sku
    )
    assert {row["vat_bp"] for row in asked} == {vat_bp}
    assert all(rupees * 100 <= row["price_paisa"] <= rupees * 108 for row in asked)


async def test_two_fresh_markets_are_the_same(market: asyncpg.Connection) -> None:
    quotes = {
        (str(row["vendor_id"]), row["sku"]): (row["price_paisa"], row["stock"])
        for row in await market.fetch("SELECT * FROM quotes")
    }
    products = demo_market.catalogue()
    again = {
        (str(one.business_id), ask.sku): (ask.price.paisa, ask.stock)
        for one in demo_market.RESIDENTS
        if not one.is_shop
        for ask in demo_market.assortment(one, products)
    }
    assert quotes == again


async def test_seeding_again_changes_nothing(market: asyncpg.Connection, database_url: str) -> None:
    before = await _everything(market)
    began = time.perf_counter()
    await seed(database_url, demo=True)
    seconds = time.perf_counter() - began
    assert await _everything(market) == before
    assert seconds < 1.0, "about 0.05 s where nothing else runs"


async def test_two_seeds_at_once(database_url: str) -> None:
    await asyncio.gather(*(seed(database_url, demo=True) for _ in range(3)))
    connection = await asyncpg.connect(database_url)
    assert _table(await connection.fetch(VENDORS_NOW)) == _read(VENDORS)
    await connection.close()


async def test_what_people_changed_since_stays(
    market: asyncpg.Connection, database_url: str
) -> None:
    await market.execute("UPDATE quotes SET price_paisa = 100 WHERE sku = 'SUG-50'")
    await market.execute("UPDATE shops SET limit_paisa = 1")
    await market.execute("UPDATE persons SET language = 'en', pin_hash = 'own'")
    await market.execute("UPDATE products SET aliases = '{chinni}' WHERE sku = 'SUG-50'")
    before = await _everything(market)
    await seed(database_url, demo=True)
    assert await _everything(market) == before


async def test_who_wrote_before_the_seed_becomes_the_shop(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "WITH met AS (INSERT INTO persons (id, name, met_at)"
        " VALUES (gen_random_uuid(), 'hari', now()) RETURNING id),"
        " mail AS (INSERT INTO mailboxes (person_id, conversation, turn)"
        " SELECT id, '{}', 3 FROM met)"
        " INSERT INTO contact_points (person_id, phone, seen_at)"
        " SELECT id, '+9779800000101', now() FROM met"
    )
    await seed(database_url, demo=True)
    assert _table(await connection.fetch(SHOPS_NOW)) == _read(SHOPS)
    assert await connection.fetch("SELECT turn FROM mailboxes WHERE conversation = '{}'") == []
    await connection.close()


# --- catalogues -----------------------------------------------------------------------------

HEADER = "sku,name_en,name_ne,brand,pack_size,pack_unit,sell_unit,category,aliases"


async def _products(database_url: str) -> tuple[int, dict[str, str], dict[str, int]]:
    store = await Store.open(database_url, size=1)
    async with store.transaction() as tx:
        catalogue = await goods.catalogue(tx)
    await store.close()
    names = {sku: product.name_en for sku, product in catalogue.items()}
    return catalogue.version, names, {sku: product.vat_bp for sku, product in catalogue.items()}


async def test_a_catalogue_of_ones_own(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"{HEADER}\nA,Rice,चामल,,25,kg,bora,rice,\nB,Soap,साबुन,,72,pcs,peti,soap,\n")
    await seed(database_url, demo=False, catalogue=file)
    first, names, vat_bp = await _products(database_url)
    assert names == {"A": "Rice", "B": "Soap"}
    assert vat_bp == {"A": 0, "B": 1300}

    await seed(database_url, demo=False, catalogue=file)
    assert (await _products(database_url))[0] == first, "nothing changed, so nobody has to look"

    file.write_text(f"{HEADER},vat_bp\nB,Soap cake,साबुन,,72,pcs,peti,soap,,500\n")
    await seed(database_url, demo=False, catalogue=file)
    later, names, vat_bp = await _products(database_url)
    assert later > first
    assert names == {"A": "Rice", "B": "Soap cake"}
    assert vat_bp == {"A": 0, "B": 500}


async def test_a_broken_catalogue_changes_nothing(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"{HEADER}\nA,Rice,चामल,,25,kg,bora,rice,\nB,Soap,साबुन,,many,pcs,peti,soap,\n")
    with pytest.raises(StartRefused, match="line 3: pack_size is 'many'"):
        await seed(database_url, demo=True, catalogue=file)
    assert (await _products(database_url))[1] == {}


# --- admins ---------------------------------------------------------------------------------

ADMINS = """
SELECT c.phone FROM persons p JOIN contact_points c ON c.person_id = p.id
JOIN mailboxes m ON m.person_id = p.id
WHERE p.role = 'admin' AND p.shop_id IS NULL AND p.vendor_id IS NULL ORDER BY c.phone
"""


async def test_admins_of_the_settings(market: asyncpg.Connection, database_url: str) -> None:
    demo, sharma, new = "+9779800000001", "+9779800000101", "+9779800000999"
    await market.execute("UPDATE mailboxes SET conversation = '{}', turn = 3")
    store = await Store.open(database_url, size=3)
    await asyncio.gather(*(ensure_admins(store, (demo, sharma, new)) for _ in range(3)))
    await store.close()
    assert [row["phone"] for row in await market.fetch(ADMINS)] == [demo, sharma, new]
    promoted = await market.fetchrow(
        "SELECT p.name, p.language, m.conversation, m.turn FROM persons p JOIN mailboxes m"
        " ON m.person_id = p.id JOIN contact_points c ON c.person_id = p.id WHERE c.phone = $1",
        sharma,
    )
    assert tuple(promoted or ()) == ("Hari Sharma", "ne_Latn", None, 3)
    untouched = await market.fetchval(
        "SELECT conversation FROM mailboxes m JOIN contact_points c USING (person_id)"
        " WHERE c.phone = $1",
        demo,
    )
    assert untouched == "{}"
