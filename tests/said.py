"""The utterance files as messages, and whether a reading meets what a message expects."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from domain.catalog import Catalogue, Sku, Unit
from flows.reading.reading import Change, Line, Reading

FOLDER = Path(__file__).parent / "utterances"
OPTIONS_SHOWN = 5


@dataclass(frozen=True)
class Utterance:
    intent: str
    text: str
    expected: tuple[str, ...]
    file: str
    fails: bool


def utterances() -> Iterator[Utterance]:
    """Every message of every file."""
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        for section, fails in (("messages", False), ("known_failures", True)):
            for intent, text, *expected in content.get(section, ()):
                yield Utterance(intent, text, tuple(expected), path.stem, fails)


def faults(said: Utterance, reading: Reading, catalogue: Catalogue) -> list[str]:
    """What in the reading is not as expected; empty if all is."""
    found = [] if reading.intent == said.intent else [f"intent {reading.intent}"]
    lines = {line.sku: line for line in reading.lines if line.change is not Change.REMOVE}
    questions = [set(doubtful.options[:OPTIONS_SHOWN]) for doubtful in reading.doubtful]
    for item in said.expected:
        found += _item_faults(item, reading, lines, questions, catalogue)
    wanted = {Sku(item.split()[0]) for item in said.expected if item[0] not in "?!~"}
    return found + [f"unasked {sku}" for sku in lines if sku not in wanted]


def _item_faults(item, reading, lines, questions, catalogue):
    kind, rest = (item[0], item[1:]) if item[0] in "?!~" else ("", item)
    if kind == "?":
        return (
            [] if any(set(rest.split()) & asked for asked in questions) else [f"not asked {rest}"]
        )
    if kind == "!":
        return [f"accepted {rest}"] if rest in lines else []
    if kind == "~":
        return [] if rest in reading.unlisted else [f"not named back {rest}"]
    sku, quantity, unit = rest.split()
    line = lines.get(sku)
    if line is None:
        return [f"missing {sku}"]
    return [] if _same(line, Decimal(quantity), unit, catalogue) else [f"wrong quantity {sku}"]


def _same(line: Line, quantity: Decimal, unit: str, catalogue: Catalogue) -> bool:
    if unit == "-":
        return line.quantity == quantity
    sold = catalogue[line.sku].in_sell_units(quantity, Unit(unit))
    return sold is not None and line.sell_quantity == sold
