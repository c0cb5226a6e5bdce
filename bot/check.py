"""`khaacho check`: every invariant over the whole database, read-only, safe while it runs."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence

from bot.checkpoint_file import kept_in
from bot.settings import Settings
from storage.check.examination import examine_in, examine_signed
from storage.check.invariant import Result
from storage.store import Store


def main(settings: Settings, *, as_json: bool) -> int:
    """Check, print what was found.

    Args:
        as_json: One JSON object; else a table for people.

    Returns:
        0 when everything holds, else 1.
    """
    results = asyncio.run(_examine(settings))
    sys.stdout.write((_as_json if as_json else _as_table)(results) + "\n")
    return 0 if all(result.holds for result in results) else 1


async def _examine(settings: Settings) -> tuple[Result, ...]:
    kept = kept_in(settings.home)
    store = await Store.open(settings.database_url, size=1)
    try:
        async with store.snapshot() as tx:
            return (*await examine_in(tx), await examine_signed(tx, kept))
    finally:
        await store.close()


def _as_json(results: Sequence[Result]) -> str:
    report = {
        "ok": all(result.holds for result in results),
        "milliseconds": sum(result.milliseconds for result in results),
        "invariants": [
            {
                "name": result.invariant.name,
                "code": result.invariant.code,
                "sentence": result.invariant.sentence,
                "holds": result.holds,
                "found": result.found,
                "keys": result.keys,
                "milliseconds": result.milliseconds,
            }
            for result in results
        ],
    }
    return json.dumps(report, ensure_ascii=False)


def _as_table(results: Sequence[Result]) -> str:
    width = max(len(result.invariant.name) for result in results)
    lines = []
    for result in results:
        mark = "ok    " if result.holds else "BROKEN"
        lines.append(f"{mark}  {result.invariant.name:<{width}}  {result.invariant.sentence}")
        lines += [f"{'':8}{'':{width}}  {key}" for key in result.keys]
        if result.found > len(result.keys):
            lines.append(f"{'':8}{'':{width}}  and {result.found - len(result.keys)} more")
    broken = sum(not result.holds for result in results)
    verdict = f"{broken} broken" if broken else "all hold"
    milliseconds = sum(result.milliseconds for result in results)
    return "\n".join([*lines, f"{len(results)} invariants, {verdict}; {milliseconds} ms"])
