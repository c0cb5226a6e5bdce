"""The database as one thing: connections, transactions, and the time they happen at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from storage.arrivals import IdentityItem, MessageItem, OtherItem, Received, StatusItem

POOL_SIZE = 20
STATEMENT_SECONDS = 5
IDLE_SECONDS = 10
CONNECT_SECONDS = 5
RACES_AT_MOST = 5
Row = asyncpg.Record
T = TypeVar("T")

# Source: PostgreSQL, appendix A: deadlock, serialization failure, lock not available. The last one
# is a plan made before a migration: it is made anew at the next try.
RACES = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,
)
# It went away, is shutting down, starting up or full: nothing is known of the work but that it has
# to be looked at again.
_AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)

# Sorts of hundreds of thousands of rows stay in memory; compiling costs more than it gains.
LONG_READ = "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'; SET LOCAL jit = off"
NEVER = datetime.min.replace(tzinfo=UTC)
NOW = "SELECT clock_timestamp() + $1::interval"


class DatabaseAway(Exception):
    """The database does not answer; whether the last commit went through is not known."""


@dataclass(slots=True)
class Transaction:
    """One unit of work. It commits when its block ends well, and rolls back otherwise.

    Attributes:
        connection: For statements of this package only.
        at: The database's time when it began; the only now inside it.
        shift: How far that is ahead of the database's own clock.
    """

    connection: asyncpg.Connection[Row]
    at: datetime
    shift: timedelta

    async def rows(self, statement: str, *values: object) -> list[Row]:
        """All rows of a query."""
        return await self.connection.fetch(statement, *values)

    async def row(self, statement: str, *values: object) -> Row | None:
        """The first row of a query, if any."""
        return await self.connection.fetchrow(statement, *values)

    async def value(self, statement: str, *values: object) -> Any:
        """The first value of a query's first row."""
        return await self.connection.fetchval(statement, *values)

    async def run(self, statement: str, *values: object) -> None:
        """A statement whose rows nobody reads."""
        await self.connection.execute(statement, *values)

    async def run_many(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """The same statement for several rows."""
        if values:
            await self.connection.executemany(statement, values)


async def _keep_session(_connection: object) -> None:
    """Nothing to reset: our statements leave no session state behind.

    Resetting costs a round trip each time, 40 % of the acknowledgements per second.
    """


def _is_gone(connection: PoolConnectionProxy[Row], fault: Exception) -> bool:
    """Whether the connection broke, or is in no state to be used again.

    asyncpg says so in other words when it breaks in the middle of something: the pool has taken
    it back already, or the protocol is lost.
    """
    try:
        if isinstance(fault, asyncpg.InternalClientError):
            connection.terminate()
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


class Store:
    """Where everything is kept.

    Args:
        pool: Connections to PostgreSQL.
        shift: How far our time is ahead of the database's; zero but in tests and demonstrations.
    """

    def __init__(self, pool: asyncpg.Pool[Row], shift: timedelta = timedelta()) -> None:
        self._pool = pool
        self.shift = shift

    @classmethod
    async def open(cls, database_url: str, size: int = POOL_SIZE) -> Store:
        """Connect."""
        pool = await asyncpg.create_pool(
            database_url,
            min_size=1,
            max_size=size,
            reset=_keep_session,
            timeout=CONNECT_SECONDS,
            server_settings={
                "application_name": "khaacho",
                "statement_timeout": f"{STATEMENT_SECONDS}s",
                "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
            },
        )
        return cls(pool)

    async def close(self) -> None:
        """Disconnect once what is running has ended."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A unit of work of its own.

        Raises:
            DatabaseAway: It did not answer, to this or to what was asked inside.
        """
        async with self.claiming() as tx:
            tx.at = await tx.value(NOW, self.shift)
            yield tx

    @asynccontextmanager
    async def claiming(self) -> AsyncIterator[Transaction]:
        """The same, but its time is set by the statement that claims what the work is about.

        So it is the time after any wait for the lock, and costs no statement of its own.
        """
        connection = await self._connection()
        try:
            async with connection.transaction():
                yield Transaction(connection, NEVER, self.shift)  # type: ignore[arg-type]  # a proxy
        except _AWAY as fault:
            raise DatabaseAway(repr(fault)) from fault
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as fault:
            if _is_gone(connection, fault):
                raise DatabaseAway(repr(fault)) from fault
            raise
        finally:
            await self._pool.release(connection)

    async def _connection(self) -> PoolConnectionProxy[Row]:
        try:
            return await self._pool.acquire()
        except (*_AWAY, asyncpg.InterfaceError) as fault:
            raise DatabaseAway(repr(fault)) from fault

    async def attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do a unit of work; one that lost a race against another is done again."""
        races = 0
        while True:
            try:
                async with self.transaction() as tx:
                    return await work(tx)
            except RACES:
                races += 1
                if races == RACES_AT_MOST:
                    raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """Everything as it is at one moment, to read for as long as it takes."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute(LONG_READ)
            at = await connection.fetchval(NOW, self.shift)
            yield Transaction(connection, at, self.shift)  # type: ignore[arg-type]  # a proxy

    async def receive(
        self,
        messages: Sequence[MessageItem],
        statuses: Sequence[StatusItem],
        identities: Sequence[IdentityItem],
        others: Sequence[OtherItem],
    ) -> Received:
        """Store what WhatsApp brought, in one commit; what was here before is passed over."""
        from storage import contacts, inbox  # noqa: PLC0415  # they build on this module

        async def keep(tx: Transaction) -> Received:
            await inbox.keep_others(tx, others)
            await contacts.change(tx, await inbox.keep_identities(tx, identities))
            fresh = await inbox.keep_statuses(tx, statuses)
            people, new = await inbox.keep_messages(tx, messages)
            return Received(people, fresh + new)

        return await self.attempt(keep)

    async def ping(self) -> int:
        """How many connections are in use; fails when the database does not answer."""
        await self._pool.fetchval("SELECT 1")
        return self._pool.get_size() - self._pool.get_idle_size()
