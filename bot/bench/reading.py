"""How fast and how well orders are read, beside what a team would otherwise use."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bot.bench.large_catalogue import large_catalogue, message_of
from bot.bench.longest import longest_row
from domain.catalog import Catalogue, Sku, Unit
from flows.reading.reader import Reader
from flows.reading.reading import Change
from storage.catalogue_csv import read_catalogue

ORDERS: Final = Path(__file__).parents[2] / "tests" / "orders"
SETS: Final = ("dev", "fresh")
GOALS_MS: Final = {500: 1.5, 5_000: 2.0, 50_000: 4.0}
_MESSAGES: Final = 200
_PAGE_KIB: Final = 4
_PEER_SURE: Final = 85

Gold = Sequence[Mapping[str, Any]]
Answer = dict[str, Decimal]
"""Skus with their quantity in sell units: what would go into the cart unasked."""

KINDS: Final = (
    ("correction", r"hoina|sorry|होइन|haina"),
    (
        "fraction or number word",
        r"\b(?:dedh|aadha|sawa|paune|sadhe|saya|das|panch|tin|bis)\b|½|सय|बीस|दस|पाँच",
    ),
    ("number in a name", r"2pm|7up|50-50|5 star|24 carat|lactogen|3in1|पीएम|२४"),
    (
        "size and quantity",
        r"\d\s?(?:kg|g|gram|litre|ltr|ml|l|page|केजी|ग्राम|लिटर)\w*\s+(?:ko\s+)?\w*\s?\d",
    ),
    ("list over lines", r"\n"),
    ("one plain line", r"."),
)


@dataclass(frozen=True, slots=True)
class Score:
    """Lines wanted, found right, and accepted wrongly, over one group of messages."""

    wanted: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.wanted + other.wanted, self.right + other.right, self.wrong + other.wrong)

    def row(self, name: str) -> dict[str, object]:
        """The score as one row of the report, in per cent."""
        accepted = self.right + self.wrong
        return {
            "measure": name,
            "lines": self.wanted,
            "found_percent": round(100 * self.right / max(self.wanted, 1), 1),
            "wrong_of_accepted_percent": round(100 * self.wrong / max(accepted, 1), 1),
        }


def run() -> list[dict[str, Any]]:
    """All rows: speed by catalogue size, the longest messages, and each set of messages."""
    rows = [speed_row(size) for size in GOALS_MS]
    catalogue = read_catalogue()
    rows.append(longest_row(catalogue))
    for name in SETS:
        rows += score_rows(name, catalogue)
    return rows


def score_rows(name: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """One set of messages read by us and by peers, then by language and difficulty."""
    path = ORDERS / f"{name}.jsonl"
    if not path.exists():
        return []
    gold = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    reader = Reader(catalogue)
    scores = (*_peers(catalogue, reader, gold), *_groups(catalogue, reader, gold))
    return [score.row(f"{name}: {who}") for who, score in scores]


def speed_row(size: int) -> dict[str, Any]:
    """Building and reading with a catalogue of that size, four names each: time of one core."""
    catalogue = large_catalogue(size)
    before, started = _resident_kib(), time.process_time()
    reader = Reader(catalogue)
    built, after = time.process_time() - started, _resident_kib()
    products = tuple(catalogue.values())
    times = sorted(_milliseconds(reader, message_of(products, n)) for n in range(_MESSAGES))
    median = times[len(times) // 2]
    return {
        "measure": f"read 5 lines, {size} products",
        "p50_ms": round(median, 2),
        "p99_ms": round(times[len(times) * 99 // 100], 2),
        "ratio_to_goal": round(median / GOALS_MS[size], 2),
        "build_seconds": round(built, 2),
        "index_mib": round((after - before) / 1024, 1),
    }


def _milliseconds(reader: Reader, text: str) -> float:
    started = time.process_time()
    reader.read(text)
    return (time.process_time() - started) * 1000


def _resident_kib() -> int:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * _PAGE_KIB if statm.exists() else 0


def _peers(catalogue: Catalogue, reader: Reader, gold: Gold) -> Iterator[tuple[str, Score]]:
    yield "reader", _total(catalogue, lambda text: ours(reader, text), gold)
    nearest = _wratio(catalogue)
    yield (
        "rapidfuzz WRatio over names alone",
        _total(catalogue, lambda text: by_line(text, nearest, first_number, catalogue), gold),
    )
    if find_spec("quantulum3") is not None:
        parser = import_module("quantulum3.parser")

        def quantity(line: str) -> Decimal | None:
            found = parser.parse(line)
            return Decimal(str(found[0].value)) if found else None

        yield (
            "quantulum3 with WRatio",
            _total(catalogue, lambda text: by_line(text, nearest, quantity, catalogue), gold),
        )


def ours(reader: Reader, text: str) -> Answer:
    """What the reader would put into the cart."""
    lines = reader.read(text).lines
    return {line.sku: line.sell_quantity for line in lines if line.change is not Change.REMOVE}


def by_line(
    text: str,
    nearest: Callable[[str], Sku | None],
    number: Callable[[str], Decimal | None],
    catalogue: Catalogue,
) -> Answer:
    """The usual way: cut at commas and line ends, the nearest name, the first number."""
    found: Answer = {}
    for line in re.split(r"[,\n]", text):
        sku, quantity = nearest(line), number(line)
        if sku is not None and quantity is not None:
            unit = re.search(r"\b(kg|bora|carton|peti|box|crate|pcs|pkt)\b", line)
            said = Unit(unit[1]) if unit else catalogue[sku].sell_unit
            found[sku] = catalogue[sku].in_sell_units(quantity, said) or quantity
    return found


def first_number(line: str) -> Decimal | None:
    """The first digits of a line."""
    match = re.search(r"\d+(?:\.\d+)?", line)
    return Decimal(match[0]) if match else None


def _wratio(catalogue: Catalogue) -> Callable[[str], Sku | None]:
    """The nearest name by rapidfuzz's WRatio, which is measured here and used nowhere."""
    process, fuzz = import_module("rapidfuzz.process"), import_module("rapidfuzz.fuzz")
    names = [(name.lower(), sku) for sku, product in catalogue.items() for name in product.names]

    def nearest(line: str) -> Sku | None:
        best = process.extractOne(
            line.lower(), [name for name, _ in names], scorer=fuzz.WRatio, score_cutoff=_PEER_SURE
        )
        return None if best is None else names[best[2]][1]

    return nearest


def _total(catalogue: Catalogue, answer: Callable[[str], Answer], gold: Gold) -> Score:
    return sum((_score(catalogue, answer(g["text"]), g) for g in gold), Score())


def _score(catalogue: Catalogue, answer: Answer, gold: Mapping[str, Any]) -> Score:
    """Clear lines found and anything accepted that is not one of them."""
    clear = {
        item["sku"]: _sold(catalogue, item)
        for item in gold["items"]
        if item["sku"] is not None and not item.get("flag")
    }
    right = sum(answer.get(sku) == sold for sku, sold in clear.items())
    return Score(len(clear), right, len(answer) - right)


def _sold(catalogue: Catalogue, item: Mapping[str, Any]) -> Decimal | None:
    product = catalogue[item["sku"]]
    return product.in_sell_units(Decimal(item["quantity"]), Unit(item["unit"]))


def _groups(catalogue: Catalogue, reader: Reader, gold: Gold) -> Iterator[tuple[str, Score]]:
    """The reader by language, then by the first kind of difficulty a message has."""

    def scored(some: Gold) -> Score:
        return _total(catalogue, lambda text: ours(reader, text), some)

    for language in ("ne", "rom", "mix", "en"):
        yield f"language {language}", scored([g for g in gold if g["lang"] == language])
    left = [g for g in gold if g["intent"] == "order"]
    for kind, pattern in KINDS:
        some = [g for g in left if re.search(pattern, g["text"], re.IGNORECASE)]
        left = [g for g in left if g not in some]
        yield f"difficulty {kind}", scored(some)
