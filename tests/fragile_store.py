"""A store whose connection to PostgreSQL breaks at one chosen point: the wire, not the store."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import asyncpg

from storage.store import Store


class Wire:
    """Counts what goes over the wire and cuts it once.

    Points are numbered from 0: before BEGIN, after it, before the first statement, after it, and
    so on to before COMMIT and after it.

    Attributes:
        for_good: The connection is really torn down, as when a server or the bot is killed; else
            only the answer is lost and the transaction is rolled back, which is ten times faster.
        cut_at: The point to break at; None never breaks.
        passed: How many points were passed since `reset`.
        committed: Whether the wire broke only after a COMMIT.
        statements: What was asked since `reset`.
    """

    def __init__(self, *, for_good: bool) -> None:
        self.for_good = for_good
        self.reset()

    def reset(self, cut_at: int | None = None) -> None:
        self.cut_at = cut_at
        self.passed = 0
        self.committed = False
        self.statements: list[str] = []

    @property
    def was_cut(self) -> bool:
        return self.cut_at is not None and self.passed > self.cut_at

    def point(self, connection: Any, *, after_commit: bool = False) -> None:
        reached, self.passed = self.passed, self.passed + 1
        if reached == self.cut_at:
            self.committed = after_commit
            if self.for_good:
                connection.terminate()
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle")


class _Block:
    """A transaction block over the wire."""

    def __init__(self, connection: Any, wire: Wire, block: Any) -> None:
        self._connection, self._wire, self._block = connection, wire, block

    async def __aenter__(self) -> None:
        self._wire.point(self._connection)
        await self._block.__aenter__()
        self._wire.point(self._connection)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._wire.point(self._connection)
        await self._block.__aexit__(kind, error, trace)
        if kind is None:
            self._wire.point(self._connection, after_commit=True)


class _Connection:
    """A connection over the wire."""

    def __init__(self, connection: Any, wire: Wire) -> None:
        self.real, self._wire = connection, wire

    def transaction(self, **options: Any) -> _Block:
        return _Block(self.real, self._wire, self.real.transaction(**options))

    def is_closed(self) -> bool:
        return bool(self.real.is_closed())

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self.real, name)

        async def asked(statement: str, *values: Any) -> Any:
            self._wire.statements.append(" ".join(statement.split()))
            self._wire.point(self.real)
            answer = await ask(statement, *values)
            self._wire.point(self.real)
            return answer

        return asked


class _Pool:
    """The real pool, handing out connections over the wire."""

    def __init__(self, pool: Any, wire: Wire) -> None:
        self._pool, self._wire = pool, wire

    async def acquire(self) -> _Connection:
        return _Connection(await self._pool.acquire(), self._wire)

    async def release(self, connection: _Connection) -> None:
        await self._pool.release(connection.real)

    async def close(self) -> None:
        await self._pool.close()


def over_the_wire(store: Store, *, for_good: bool = False) -> Wire:
    """Put a wire between a store and its database."""
    wire = Wire(for_good=for_good)
    store._pool = _Pool(store._pool, wire)  # type: ignore[assignment]
    return wire
