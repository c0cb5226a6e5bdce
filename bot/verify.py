"""``khaacho verify FILE``: is what the file says what was signed; needs no database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.checkpoint import BadLine, read_lines


def main(argv: Sequence[str] | None = None) -> int:
    """Check a file of checkpoints: 0, or 1 and the first bad entry."""
    options = _options().parse_args(argv)
    try:
        text = options.file.read_bytes().decode()
        return _checkpoints(options.file.name, text, _public(options.key))
    except OSError as error:
        return _bad(f"{options.file}: {error.strerror}")
    except ValueError:
        return _bad(f"{options.file.name} is not a file of checkpoints")


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser("khaacho verify", description=__doc__)
    options.add_argument("file", type=Path, metavar="FILE", help="a file of signed checkpoints")
    options.add_argument("--key", metavar="KEY", help="the signer's public key: hex, or its file")
    return options


def _public(given: str | None) -> str | None:
    """A public key given as such, or as the file that holds it."""
    if given is None or not Path(given).is_file():
        return given
    return Path(given).read_text("ascii").strip()


def _checkpoints(name: str, text: str, key: str | None) -> int:
    *lines, torn = text.split("\n")
    last = None
    try:
        for last in read_lines(lines, key):  # noqa: B007  # the last one is told about
            pass
    except BadLine as bad:
        return _bad(f"{name}: {bad}")
    if torn or last is None:
        return _bad(f"{name}: entry {len(lines) + 1} is {'cut off' if torn else 'missing'}")
    told = f"{last.number} checkpoints up to seal {last.position} of {last.signed_at}"
    whose = "the given key" if key else f"key {last.key}, which is to be compared"
    sys.stdout.write(f"{name}: {told}, all signed by {whose}\n")
    return 0


def _bad(what: str) -> int:
    sys.stderr.write(f"{what}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
