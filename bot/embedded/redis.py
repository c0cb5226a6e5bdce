"""The embedded Redis: an alarm clock that may forget, so nothing is written to disk."""

import asyncio
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from bot.embedded.account import Account
from bot.embedded.process import POLL_SECONDS, dies_with_parent, end_leftover, stop
from bot.refusals import EmbeddedError


@dataclass(slots=True)
class Redis:
    """One Redis (or Valkey) server as our child, on a unix socket in a private folder."""

    program: Path
    account: Account
    folder: Path
    log: Path
    name: ClassVar[str] = "Redis"
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def socket(self) -> Path:
        """The unix socket."""
        return self.folder / "redis.sock"

    @property
    def url(self) -> str:
        """Connection URL for redis-py and arq."""
        return f"unix://{quote(str(self.socket))}"

    async def start(self) -> None:
        """Start and wait until it answers.

        Raises:
            EmbeddedError: The server does not start; the message names its log.
        """
        pid_file = self.folder / "redis.pid"
        if pid_file.exists() and (pid := pid_file.read_text().strip()).isdecimal():
            await end_leftover(int(pid), str(self.socket), (signal.SIGTERM,))
        self.process = process = self._spawn()
        while process.poll() is None:
            if await self._answers():
                return
            await asyncio.sleep(POLL_SECONDS)
        raise EmbeddedError(f"Redis does not start; {self.log} says why")

    async def stop(self) -> None:
        """Stop; there is nothing to save."""
        if self.process is not None:
            await stop(self.process, (signal.SIGTERM,))

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.account.open_log(self.log) as log:
            return subprocess.Popen(
                [self.program, *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for us; we stop the server in order
                preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one prctl, no locks
                **self.account.spawn_user(),
            )

    def _arguments(self) -> list[str]:
        return [
            *("--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--pidfile", str(self.folder / "redis.pid")),
            *("--dir", str(self.folder)),
            *("--save", "", "--appendonly", "no"),
            *("--maxmemory-policy", "noeviction"),
            *("--loglevel", "warning"),
        ]

    async def _answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            return False
        writer.write(b"PING\r\n")
        answer = await reader.readline()
        writer.close()
        return answer == b"+PONG\r\n"
