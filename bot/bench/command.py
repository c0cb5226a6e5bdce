"""``khaacho bench``: how fast and how well orders are read, each figure beside its goal or peer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bot.bench import reading


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0."""
    options = _options().parse_args(argv)
    rows = reading.run()
    if options.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{line(row)}\n" for row in rows)
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser("khaacho bench", description=__doc__)
    options.add_argument("--json", action="store_true", help="one JSON list instead of lines")
    return options


def line(row: Mapping[str, Any]) -> str:
    """One row for people: what was measured, then each figure by name."""
    figures = "   ".join(f"{name} {value}" for name, value in row.items() if name != "measure")
    return f"{row['measure']:<52} {figures}"
