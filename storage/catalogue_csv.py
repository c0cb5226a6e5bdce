"""A catalogue from a CSV file: the format of `storage/demo/catalogue.csv`."""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from domain.catalog import Catalogue, Product, Sku, Unit

DEMO: Final = Path(__file__).parent / "demo" / "catalogue.csv"

REQUIRED: Final = ("sku", "name_en", "name_ne", "pack_size", "pack_unit", "sell_unit", "category")


WHOLE_BP: Final = 10_000


class CatalogueError(ValueError):
    """The file cannot be used; the message names the line, the column and what was expected."""


def read_catalogue(path: Path = DEMO, version: int = 1) -> Catalogue:
    """The catalogue in that CSV file.

    Raises:
        CatalogueError: a column is missing, or a value or sku is unusable; says which line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return parse_catalogue(lines, version)
    except OSError as error:
        raise CatalogueError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 at byte {error.start}") from error


def parse_catalogue(lines: Iterable[str], version: int = 1) -> Catalogue:
    """The catalogue in those CSV lines, the header first.

    Raises:
        CatalogueError: a column is missing, or a value or sku is unusable; says which line.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise CatalogueError(f"column missing: {', '.join(missing)}")
    products: dict[Sku, Product] = {}
    for row in reader:
        product = _product(row, reader.line_num)
        if product.sku in products:
            raise CatalogueError(f"line {reader.line_num}: sku {product.sku} is there twice")
        products[product.sku] = product
    return Catalogue(products, version)


def _product(row: Mapping[str, str | None], line: int) -> Product:
    def text(column: str) -> str:
        return (row.get(column) or "").strip()

    sku = text("sku")
    if not sku or not (text("name_en") or text("name_ne")):
        raise CatalogueError(f"line {line}: sku and a name are needed")
    return Product(
        sku=Sku(sku),
        name_en=text("name_en"),
        name_ne=text("name_ne"),
        brand=text("brand"),
        category=text("category"),
        pack_size=_size(text("pack_size"), line),
        pack_unit=_unit(text("pack_unit"), "pack_unit", line),
        sell_unit=_unit(text("sell_unit"), "sell_unit", line),
        vat_bp=_vat(text("vat_bp"), line),
        aliases=tuple(a for a in (part.strip() for part in text("aliases").split(";")) if a),
    )


def _size(text: str, line: int) -> Decimal:
    try:
        size = Decimal(text)
    except InvalidOperation:
        size = Decimal(0)
    if not size.is_finite() or size <= 0:
        raise CatalogueError(f"line {line}: pack_size is {text!r}, needs a number above 0")
    return size


def _unit(text: str, column: str, line: int) -> Unit:
    try:
        return Unit(text)
    except ValueError:
        known = " ".join(Unit)
        raise CatalogueError(f"line {line}: {column} is {text!r}, needs one of {known}") from None


def _vat(text: str, line: int) -> int:
    if text and not (text.isascii() and text.isdigit() and int(text) <= WHOLE_BP):
        raise CatalogueError(f"line {line}: vat_bp is {text!r}, needs basis points, 0 to 10000")
    return int(text or 0)
