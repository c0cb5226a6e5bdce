"""``khaacho parse``: messages in, what was understood out, as JSON Lines; needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from domain.catalog import Catalogue
from flows.reading.reader import Reader
from flows.reading.reading import Change, Reading
from storage.catalogue_csv import DEMO, CatalogueError, read_catalogue


def main(argv: Sequence[str] | None = None) -> int:
    """Read ``{"id", "text"}`` lines from stdin; 0, or 1 when a line or the catalogue was bad."""
    options = _options().parse_args(argv)
    try:
        catalogue = read_catalogue(options.catalogue)
    except CatalogueError as error:
        sys.stderr.write(f"catalogue: {error}\n")
        return 1
    return parse(sys.stdin, sys.stdout, catalogue, explain=options.explain)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser("khaacho parse", description=__doc__)
    options.add_argument("--catalogue", type=Path, default=DEMO, help="CSV instead of the demo's")
    options.add_argument("--explain", action="store_true", help="also tokens, candidates, scores")
    return options


def parse(lines: Iterable[str], out: TextIO, catalogue: Catalogue, *, explain: bool = False) -> int:
    """Answer each line; a bad one gets an error line and the rest is done. 1 if one was bad."""
    reader = Reader(catalogue)
    failed = False
    for line in lines:
        if not line.strip():
            continue
        identity: object = None
        try:
            asked = json.loads(line)
            identity = asked.get("id") if isinstance(asked, dict) else None
            answer = {"id": identity, **_shape(reader.read(_text(asked)))}
            if explain:
                answer["explain"] = reader.explain(_text(asked))
        except (ValueError, TypeError, RecursionError) as error:
            failed = True
            answer = {"id": identity, "error": str(error)}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()
    return int(failed)


def _text(asked: object) -> str:
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise TypeError('needs an object with "id" and a string "text"')
    return str(asked["text"])


def _shape(reading: Reading) -> dict[str, object]:
    """A reading as the contract shows it; ``items`` is what enters the cart unasked."""
    return {
        "language": reading.language,
        "intent": reading.intent,
        "kind": reading.kind,
        "also": list(reading.also),
        "items": [
            {
                "sku": line.sku,
                "quantity": _plain(line.quantity),
                "unit": str(line.unit),
                "confidence": line.confidence,
                "text": line.text,
            }
            for line in reading.lines
            if line.change is not Change.REMOVE
        ],
        "clarify": [
            {
                "text": doubtful.text,
                "quantity": None if doubtful.quantity is None else _plain(doubtful.quantity),
                "unit": doubtful.unit,
                "options": list(doubtful.options),
                "doubt": str(doubtful.doubt),
            }
            for doubtful in reading.doubtful
        ],
        "unlisted": list(reading.unlisted),
        "about": list(reading.about),
    }


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


if __name__ == "__main__":
    sys.exit(main())
