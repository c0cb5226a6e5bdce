"""Checkpoints outside the database: one file for each key that signed, only ever appended to."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.checkpoint import BadLine, Checkpoint, read_line, read_lines
from storage.checkpoints import Kept

FOLDER = "checkpoints"
KEY_SUFFIX = ".pub"
LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """The lines of one key.

    Attributes:
        folder: Where the files of all keys lie.
        key: The public key, hex.
    """

    folder: Path
    key: str

    @property
    def path(self) -> Path:
        """The lines, oldest first."""
        return self.folder / f"{self.key[:16]}.jsonl"

    def newest(self) -> tuple[Checkpoint, str] | None:
        """The last line, read and as it stands.

        Raises:
            BadLine: It is not one of this key.
        """
        try:
            with self.path.open("rb") as file:
                return self._newest(file)
        except FileNotFoundError:
            return None

    def append(self, lines: Sequence[str]) -> None:
        """Add those of these lines that are not there yet; on disk when this returns.

        A last line that a crash cut off is written again.
        """
        with self._alone() as file:
            newest = self._newest(file)
            number = newest[0].number if newest else 0
            for line in lines:
                read = read_line(line, self.key)
                if read.number == number + 1:
                    file.write(line.encode() + b"\n")
                    number = read.number
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _alone(self) -> Iterator[BinaryIO]:
        """The file, for one process at a time, cut where its last whole line ends."""
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        public = self.path.with_suffix(KEY_SUFFIX)
        if not public.is_file():
            public.write_text(self.key + "\n", "ascii")
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - LONGEST_LINE))
            torn = file.read().rpartition(b"\n")[2]
            file.truncate(end - len(torn))
            yield file

    def _newest(self, file: BinaryIO) -> tuple[Checkpoint, str] | None:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 2 * LONGEST_LINE))
        *whole, _torn = file.read().split(b"\n")
        if not whole:
            return None
        line = whole[-1].decode(errors="replace")
        return read_line(line, self.key), line


def whole_lines(path: Path) -> Sequence[str]:
    """The lines of a file; one that is cut off at its end is none."""
    return path.read_bytes().decode(errors="replace").split("\n")[:-1]


def kept_in(home: Path) -> Kept:
    """What was kept in the data folder, held against the public keys beside it."""
    keys, checkpoints, faults = [], [], []
    for public in sorted((home / FOLDER).glob(f"*{KEY_SUFFIX}")):
        file = CheckpointFile(home / FOLDER, public.read_text("ascii", "replace").strip())
        keys.append(file.key)
        lines = whole_lines(file.path) if file.path.is_file() else ()
        try:
            for read, line in zip(read_lines(lines, file.key), lines, strict=True):
                checkpoints.append(_claim(read, line))
        except BadLine as bad:
            faults.append(f"{file.path.name}: {bad}")
    return Kept(keys, checkpoints, faults)


def _claim(read: Checkpoint, line: str) -> dict[str, str | int]:
    return {
        "key": read.key,
        "number": read.number,
        "position": read.position,
        "hash": read.hash,
        "line": line,
    }
