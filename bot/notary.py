"""Seals what was written, and signs every ten minutes where the chain of seals stands."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.checkpoint import NO_LINE, BadLine, Checkpoint, line_hash, moment, read_line
from bot.checkpoint_file import FOLDER, CheckpointFile
from bot.observe import log
from bot.signing import SigningKey
from storage import checkpoints
from storage.checkpoints import Head, Signed
from storage.seals import seal
from storage.store import DatabaseAway, Store, Transaction

EVERY = timedelta(minutes=10)
GENESIS = bytes(32)

_log = log(__name__)


class ChainBroken(Exception):
    """The chain is not what was signed: nothing on top of it is signed."""


class Notary:
    """Seals and signs; any number of them may work on one database.

    Args:
        home: Where the key lies and the signed lines are kept, outside the database.
    """

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self._key = SigningKey.of_home(home)
        self._file = CheckpointFile(home / FOLDER, self._key.public)
        self._caught_up = False
        self._broken = False

    async def work(self) -> None:
        """Seal all that is final, and sign when it is time."""
        await seal(self._store)
        try:
            await self.sign(EVERY)
            self._broken = False
        except (ChainBroken, BadLine) as fault:
            if not self._broken:
                _log.error("chain_broken", fault=str(fault), todo="khaacho check")
            self._broken = True

    async def close(self) -> None:
        """Seal and sign what was written last, so that nothing lies about unsigned until then."""
        try:
            await seal(self._store)
            await self.sign()
        except (ChainBroken, BadLine, DatabaseAway) as fault:
            _log.warning("left_unsigned", fault=str(fault))

    async def sign(self, every: timedelta = timedelta()) -> None:
        """Sign the newest seal, unless something was signed less than so long ago.

        The database remembers first, then the file is written: what a crash leaves out of it is
        written by the next who signs.

        Raises:
            ChainBroken: The chain is not what was signed last.
            BadLine: The file ends in a line that is not this key's.
        """
        async with self._store.transaction() as tx:
            if not await checkpoints.our_turn(tx):
                return
            known = await checkpoints.last(tx, self._key.public)
            if self._caught_up and known and tx.at - known.signed_at < every:
                return
            kept = await asyncio.to_thread(self._file.newest)
            lines = await checkpoints.lines_after(
                tx, self._key.public, kept[0].number if kept else 0
            )
            line = lines[-1] if lines else kept[1] if kept else None
            fresh = await self._next(tx, line, every)
        await asyncio.to_thread(self._file.append, [*lines, *fresh])
        self._caught_up = True

    async def _next(self, tx: Transaction, line: str | None, every: timedelta) -> list[str]:
        """The line to follow this one, if it is time and there is something to sign."""
        before = read_line(line, self._key.public) if line else None
        if before and tx.at - datetime.fromisoformat(before.signed_at) < every:
            return []
        signed = Head(before.position, bytes.fromhex(before.hash)) if before else Head(0, GENESIS)
        if not await checkpoints.has_grown_from(tx, signed):
            raise ChainBroken(f"seal {signed.position} is not as it was signed, or those after it")
        head = await checkpoints.head(tx)
        if head is None or head.position == signed.position:
            return []
        checkpoint = Checkpoint(
            key=self._key.public,
            number=before.number + 1 if before else 1,
            previous=line_hash(line) if line else NO_LINE,
            position=head.position,
            hash=head.hash.hex(),
            signed_at=moment(tx.at),
        )
        fresh = checkpoint.signed(self._key)
        signature = Signed(checkpoint.number, tx.at, fresh)
        await checkpoints.add(tx, self._key.public, signature, head.position)
        return [fresh]
