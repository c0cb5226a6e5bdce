"""First data: a catalogue from a file, the demo market. Can be repeated without harm."""

from __future__ import annotations

import csv
from pathlib import Path

from bot import demo_market
from bot.pins import hash_pin
from bot.refusals import StartRefused
from bot.settings import read_settings
from domain.catalog import Catalogue
from domain.ids import VendorId
from domain.people import Language
from storage import seed as first
from storage.admins import add_admin
from storage.catalogue_csv import CatalogueError, read_catalogue
from storage.store import Store, Transaction


async def seed(
    database_url: str, *, demo: bool, catalogue: Path | None = None, secret_key: str = ""
) -> None:
    """Put first data into a migrated database, all of it or nothing.

    Products from a file replace those of the same sku. The demo market only adds what is not
    there: prices, limits and PINs that were changed since stay changed.

    Args:
        demo: Bring in the demo market with its catalogue.
        catalogue: CSV in the format of ``storage/demo/catalogue.csv``; one without a column
            ``vat_bp`` is taxed by category.
        secret_key: Pepper of the demo admin's PIN; empty is the one of the settings.

    Raises:
        StartRefused: The file cannot be used.
    """
    given = _read(catalogue) if catalogue else None
    store = await Store.open(database_url, size=1)
    try:
        async with store.transaction() as tx:
            await first.wait_turn(tx)
            if given is not None:
                await first.save_products(tx, given.values(), overwrite=True)
            if demo:
                await _open_market(tx, secret_key)
    finally:
        await store.close()


def _read(path: Path) -> Catalogue:
    try:
        given = read_catalogue(path)
    except CatalogueError as error:
        raise StartRefused(f"catalogue {path}: {error}") from error
    with path.open(encoding="utf-8-sig", newline="") as lines:
        taxed = "vat_bp" in next(csv.reader(lines))
    return given if taxed else demo_market.with_vat_rates(given)


async def _open_market(tx: Transaction, secret_key: str) -> None:
    goods = demo_market.catalogue()
    await first.save_products(tx, goods.values(), overwrite=False)
    await first.settle(tx, demo_market.RESIDENTS)
    for one in demo_market.RESIDENTS:
        if not one.is_shop:
            asks = tuple(demo_market.assortment(one, goods))
            await first.stock_up(tx, VendorId(one.business_id), asks)
    admin = await add_admin(tx, demo_market.ADMIN_PHONE, demo_market.ADMIN_NAME, Language.ENGLISH)
    if not await first.has_pin(tx, admin):
        pin = hash_pin(demo_market.ADMIN_PIN, secret_key or read_settings().secret_key)
        await first.give_first_pin(tx, admin, pin, demo_market.ADMIN_NAME, Language.ENGLISH)
