"""The `khaacho` command: one name for everything that runs."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bot.refusals import StartRefused
from bot.settings import Settings, read_settings

EXIT_INTERRUPTED = 130
MOST_PROCESSES = 64

# Commands that are a module of their own, `bot.<name>`, whose `main` reads the rest of the line.
MODULES = {
    "parse": "read order texts as JSON Lines on stdin, write what they mean on stdout",
    "verify": "check a bank file or statement offline",
    "backup": "write a consistent, verified dump",
    "restore": "bring a dump back",
    "bench": "measure, each figure as a ratio to its ceiling in the same run",
    "storm": "load with faults, then check",
}

# Those of them that are a package: what is run stands in its module `command`.
PACKAGES = frozenset({"bench"})

Run = Callable[[Settings, argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 done; 1 the command found something wrong; 2 a wrong setting or argument; 69 a server
        or process that is needed does not come up.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        if given and given[0] in _modules():
            return int(import_module(_module(given[0])).main(given[1:]))
        parsed = _parser().parse_args(given)
        settings = read_settings()
        import_module("bot.observe").configure_logging(settings.log_level, settings.log_format)
        run: Run = parsed.run
        return run(settings, parsed)
    except StartRefused as refused:
        sys.stderr.write(f"khaacho: {refused}\n")
        return refused.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _modules() -> dict[str, str]:
    return {name: text for name, text in MODULES.items() if find_spec(f"bot.{name}")}


def _module(name: str) -> str:
    return f"bot.{name}.command" if name in PACKAGES else f"bot.{name}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="khaacho", description="Shops order by chat, vendors accept by button."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    up = command("up", _up, "everything in one terminal: servers, web, worker, simulator")
    up.add_argument("--no-simulator", action="store_true", help="no stand-in for Meta")
    up.add_argument("--web", type=_count, default=1, metavar="N", help="web processes")
    up.add_argument("--workers", type=_count, default=1, metavar="N", help="worker processes")
    command("web", _web, "one web process")
    worker = command("worker", _worker, "one worker")
    worker.add_argument("--queue", action="append", default=[], metavar="NAME", help="default: all")
    command("migrate", _migrate, "bring the schema to the newest")
    seed = command("seed", _seed, "first data; can be repeated without harm")
    seed.add_argument("--demo", action="store_true", help="the demo market")
    seed.add_argument("--catalogue", type=Path, metavar="CSV", help="products from this file")
    check = command("check", _check, "every invariant over the whole database, read-only")
    check.add_argument("--json", action="store_true", help="one JSON object")
    for name, text in _modules().items():
        commands.add_parser(name, help=text, add_help=False)
    return parser


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_PROCESSES):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {MOST_PROCESSES}")
    return int(text)


def _up(settings: Settings, parsed: argparse.Namespace) -> int:
    up = import_module("bot.up")
    simulator = settings.simulator and not parsed.no_simulator
    asyncio.run(up.up(settings, up.Plan(simulator, parsed.web, parsed.workers)))
    return 0


def _web(settings: Settings, _parsed: argparse.Namespace) -> int:
    return _with_servers(settings, import_module("bot.app").run_web)


def _worker(settings: Settings, parsed: argparse.Namespace) -> int:
    run_worker = import_module("bot.jobs").run_worker
    return _with_servers(settings, lambda given: run_worker(given, tuple(parsed.queue)))


def _migrate(settings: Settings, _parsed: argparse.Namespace) -> int:
    upgrade = import_module("storage.migrate").upgrade
    return _with_servers(settings, lambda given: asyncio.run(upgrade(given.database_url)))


def _seed(settings: Settings, parsed: argparse.Namespace) -> int:
    seed = import_module("bot.seed").seed

    def run(given: Settings) -> None:
        asyncio.run(seed(given.database_url, demo=parsed.demo, catalogue=parsed.catalogue))

    return _with_servers(settings, run)


def _check(settings: Settings, parsed: argparse.Namespace) -> int:
    check = import_module("bot.check").main
    return _with_servers(settings, lambda given: check(given, as_json=parsed.json))


def _with_servers(settings: Settings, work: Callable[[Settings], int | None]) -> int:
    """Do the work with both servers there, embedded ones started if no `up` runs in this home."""
    require_reachable = import_module("bot.reach").require_reachable
    with import_module("bot.embedded.services").given_servers(settings) as given:
        asyncio.run(require_reachable(given))
        return work(given) or 0


if __name__ == "__main__":
    sys.exit(main())
