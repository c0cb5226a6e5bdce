"""A checkpoint: one line that says where the chain of seals stood, signed.

Each line carries the hash of the line before, so that none can be taken out of their file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.signing import SigningKey, is_signed

NO_LINE = "0" * 64  # stands for the line before the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What was signed.

    Attributes:
        key: The signer's public key, hex.
        number: 1 for the key's first checkpoint, and so on without a gap.
        previous: SHA-256 of the line before, hex.
        position: The newest seal's.
        hash: The newest seal's, hex.
        signed_at: When, as ISO 8601 in UTC.
    """

    key: str
    number: int
    previous: str
    position: int
    hash: str
    signed_at: str

    def signed(self, key: SigningKey) -> str:
        """The line that says so."""
        said = asdict(self)
        return canonical(said | {"signature": key.sign(canonical(said).encode())})


class BadLine(Exception):
    """A line that is no checkpoint, is not signed, or does not follow from the one before."""


def canonical(said: object) -> str:
    """JSON with sorted names and no spaces: the same text for the same content."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(at: datetime) -> str:
    """A point in time as checkpoints write it."""
    return at.astimezone(UTC).isoformat()


def line_hash(line: str) -> str:
    """What the next line calls this one by."""
    return hashlib.sha256(line.encode()).hexdigest()


def read_line(line: str, key: str | None = None) -> Checkpoint:
    """A signed line read.

    Args:
        key: The public key it has to be signed by; without one, by the key it names itself.

    Raises:
        BadLine: It is not a checkpoint signed so.
    """
    try:
        said = json.loads(line)
        signature = said.pop("signature")
        read = Checkpoint(**said)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise BadLine("is not a checkpoint") from None
    if line != canonical(said | {"signature": signature}) or not _well_formed(read, signature):
        raise BadLine("is not written as a checkpoint is")
    if key is not None and read.key != key:
        raise BadLine(f"is signed by the key {read.key[:16]}, not by {key[:16]}")
    if not is_signed(canonical(said).encode(), signature, read.key):
        raise BadLine("has a signature that does not fit")
    return read


def _well_formed(read: Checkpoint, signature: object) -> bool:
    words = (read.key, read.previous, read.hash, read.signed_at, signature)
    numbers = (read.number, read.position)
    return all(type(word) is str for word in words) and all(type(one) is int for one in numbers)


def read_lines(lines: Iterable[str], key: str | None = None) -> Iterator[Checkpoint]:
    """The checkpoints of a file, in order.

    Raises:
        BadLine: At the first line that is bad; says its number.
    """
    previous, position = NO_LINE, 0
    for number, line in enumerate(lines, 1):
        try:
            read = read_line(line, key)
            if read.number != number:
                raise BadLine(f"says it is number {read.number}")  # noqa: TRY301
            if read.previous != previous:
                raise BadLine("does not follow from the line before")  # noqa: TRY301
            if read.position <= position:
                raise BadLine("goes back in the chain")  # noqa: TRY301
        except BadLine as bad:
            raise BadLine(f"entry {number} {bad}") from None
        yield read
        key, previous, position = read.key, line_hash(line), read.position
