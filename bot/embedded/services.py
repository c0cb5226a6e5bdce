"""The embedded services of one KHAACHO_HOME: started together, watched, stopped together."""

import asyncio
import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from bot.embedded.account import Account, server_account
from bot.embedded.binaries import open_outside, postgres_programs, redis_program
from bot.embedded.home import Home, Urls
from bot.embedded.postgres import Postgres
from bot.embedded.redis import Redis
from bot.refusals import AlreadyRunningError, EmbeddedError
from bot.settings import Settings

SOCKET_PATH_BYTES = 107  # Source: unix(7), sun_path is 108 bytes with its closing zero
LONGEST_SOCKET = "/.s.PGSQL.5432.lock"
WATCH_SECONDS = 0.5
LOG = logging.getLogger("khaacho.embedded")


@dataclass(slots=True)
class Embedded:
    """PostgreSQL and Redis for one home folder; a URL that is given replaces its server.

    Start it from the main thread: the servers die with the thread that started them.

    Attributes:
        home: KHAACHO_HOME; one Khaacho at a time runs in it.
        database_url: An own PostgreSQL instead of the embedded one.
        redis_url: An own Redis instead of the embedded one.
        address: Told to whoever tries to start a second one.
    """

    home: Path
    database_url: str = ""
    redis_url: str = ""
    address: str = ""
    _claim: Home = field(init=False, repr=False)
    _postgres: Postgres | None = field(default=None, init=False, repr=False)
    _redis: Redis | None = field(default=None, init=False, repr=False)
    _watch: asyncio.Task[None] | None = field(default=None, init=False, repr=False)
    _temporary: Path | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """The claim to the home folder, not made yet."""
        self._claim = Home(self.home)

    async def start(self) -> Urls:
        """Start what is needed and wait until both answer.

        Raises:
            AlreadyRunningError: Another Khaacho uses this home.
            EmbeddedError: A server cannot run here; says why.
        """
        self._claim.take()
        try:
            async with asyncio.TaskGroup() as group:
                for server in self._servers():
                    group.create_task(server.start())
        except BaseExceptionGroup as failed:
            await self.stop()
            raise failed.exceptions[0] from None
        except BaseException:
            await self.stop()
            raise
        urls = self.urls()
        self._claim.tell(urls, self.address)
        return urls

    def urls(self) -> Urls:
        """Where the two servers are, embedded or given."""
        return Urls(
            self._postgres.url if self._postgres else self.database_url,
            self._redis.url if self._redis else self.redis_url,
        )

    async def stop(self) -> None:
        """Stop both servers cleanly and let go of the home folder."""
        for server in (self._redis, self._postgres):
            if server is not None:
                await server.stop()
        self._postgres = self._redis = None
        if self._temporary is not None:
            for left in self._temporary.iterdir():
                left.unlink()
            self._temporary.rmdir()
            self._temporary = None
        self._claim.leave()

    async def __aenter__(self) -> Urls:
        """Start, and keep both alive while inside."""
        urls = await self.start()
        self._watch = asyncio.create_task(self._keep_alive())
        return urls

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self.stop()

    async def _keep_alive(self) -> None:
        """Start again whatever server dies; runs until cancelled."""
        while True:
            for server in (self._postgres, self._redis):
                if server and server.process and server.process.poll() is not None:
                    code = server.process.returncode
                    LOG.warning("%s ended with %s; starting it again", server.name, code)
                    with suppress(EmbeddedError):  # it stays dead: the next look tries again
                        await server.start()
            await asyncio.sleep(WATCH_SECONDS)

    def _servers(self) -> list[Postgres | Redis]:
        if self.database_url and self.redis_url:
            return []
        account = server_account(self.home / "servers")
        base = _server_folder(self.home, account)
        sockets = self._socket_folder(base, account)
        logs = self.home / "logs"
        if not self.database_url:
            programs = postgres_programs(account)
            log = logs / "postgres.log"
            self._postgres = Postgres(programs, account, base / "postgres", sockets, log)
        if not self.redis_url:
            self._redis = Redis(redis_program(account), account, sockets, logs / "redis.log")
        return [server for server in (self._postgres, self._redis) if server]

    def _socket_folder(self, base: Path, account: Account) -> Path:
        folder = base / "sockets"
        if len(os.fsencode(folder)) + len(LONGEST_SOCKET) > SOCKET_PATH_BYTES:
            folder = self._temporary = Path(tempfile.mkdtemp(prefix="khaacho-", dir="/tmp"))
        account.own(folder)
        return folder


@contextmanager
def given_servers(settings: Settings) -> Iterator[Settings]:
    """The settings with both URLs filled in, for one command.

    URLs that are set are used; else the servers of the `up` that runs in this home; else our own
    for as long as the command takes.
    """
    if settings.database_url and settings.redis_url:
        yield settings
        return
    embedded = Embedded(settings.home, settings.database_url, settings.redis_url)
    try:
        urls = asyncio.run(embedded.start())
    except AlreadyRunningError:
        told = Home(settings.home).urls()
        if told is None:
            raise
        urls = told
    try:
        yield replace(settings, database_url=urls.database_url, redis_url=urls.redis_url)
    finally:
        asyncio.run(embedded.stop())


def _server_folder(home: Path, account: Account) -> Path:
    """`servers` in the home folder, or a link to a folder outside where the home is closed.

    Root's servers run as an unprivileged user, who cannot enter a home such as /root/khaacho.
    """
    folder = home / "servers"
    if folder.is_symlink() and not folder.exists():
        raise EmbeddedError(
            f"{folder} points to {folder.readlink()}, which is gone; "
            "bring it back, or remove the link to begin with an empty database"
        )
    if not folder.exists():
        if account.can_enter(home):
            account.own(folder)
        else:
            outside = open_outside() / f"data-{secrets.token_hex(8)}"
            account.own(outside)
            folder.symlink_to(outside)
    resolved = folder.resolve()
    if not account.can_enter(resolved):
        raise EmbeddedError(
            f"user {account.name} cannot enter {resolved}; "
            "move KHAACHO_HOME to a folder that others can enter, or start without root"
        )
    return resolved
