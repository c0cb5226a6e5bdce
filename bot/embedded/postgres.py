"""The embedded PostgreSQL: own data folder, own socket in a private folder, no network."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from bot.embedded.account import Account
from bot.embedded.process import POLL_SECONDS, dies_with_parent, end_leftover, stop
from bot.refusals import EmbeddedError

DATABASE = "khaacho"
USER = "khaacho"
MAJOR = "18"
STARTS = 5
STOP_SECONDS = 30
FAST_THEN_IMMEDIATE = (signal.SIGINT, signal.SIGQUIT)  # Source: postgres(1), "Signals"
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
}


@dataclass(slots=True)
class Postgres:
    """One PostgreSQL server as our child.

    Attributes:
        programs: Folder of the server's binaries.
        data: Data folder, made on first start.
        socket: Private folder of the unix socket.
        log: What the server prints.
    """

    programs: Path
    account: Account
    data: Path
    socket: Path
    log: Path
    name: ClassVar[str] = "PostgreSQL"
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Connection URL for asyncpg."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.socket))}"

    async def start(self) -> None:
        """Start, waiting for crash recovery as long as it takes.

        Raises:
            EmbeddedError: The server does not start; the message names its log.
        """
        self._make_cluster()
        for attempt in range(STARTS):
            await self._end_leftover()
            if await self._start_once():
                return
            await asyncio.sleep(0.2 * 2**attempt)
        raise EmbeddedError(f"PostgreSQL does not start; {self.log} says why")

    async def stop(self) -> None:
        """Stop cleanly: a fast shutdown, which needs no recovery at the next start."""
        if self.process is not None:
            await stop(self.process, FAST_THEN_IMMEDIATE, seconds=STOP_SECONDS)

    def _make_cluster(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.is_file():
            self._initialise()
        elif (found := version.read_text().strip()) != MAJOR:
            raise EmbeddedError(
                f"{self.data} was written by PostgreSQL {found}, this is {MAJOR}; back it up with "
                "the Khaacho that wrote it, move the folder away and restore"
            )
        ours = sorted({self.account.name, pwd.getpwuid(os.geteuid()).pw_name})
        self._configure("pg_ident.conf", "".join(f'khaacho "{name}" {USER}\n' for name in ours))
        self._configure("pg_hba.conf", "local all all peer map=khaacho\n")

    def _configure(self, name: str, text: str) -> None:
        """Write a file that the server reads, whoever writes it; the folder itself is private."""
        (self.data / name).write_text(text)
        (self.data / name).chmod(0o644)

    def _initialise(self) -> None:
        """`initdb` beside the final name and rename, so that a half-made cluster is never used."""
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._run(
            "initdb",
            f"--pgdata={fresh}",
            f"--username={USER}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth=peer",
            "--data-checksums",
            "--no-instructions",
        )
        create = f"CREATE DATABASE {DATABASE};\n"
        self._run("postgres", "--single", "-D", str(fresh), "postgres", given=create)
        fresh.rename(self.data)

    def _run(self, program: str, *arguments: str, given: str = "") -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            input=given.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env=self._environment(),
            umask=0o077,
            **self.account.spawn_user(),
        )
        if done.returncode != 0:
            said = done.stdout.decode(errors="replace").strip().splitlines() or ["nothing"]
            raise EmbeddedError(f"{program} failed: {said[-1]}")

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    async def _end_leftover(self) -> None:
        """Stop a server of a killed run; forget its pid file where the pid is someone else's now.

        The file of a dead server is left to PostgreSQL, which sees by the shared memory named in
        it whether old backends still write.
        """
        pid_file = self.data / "postmaster.pid"
        pid = int(lines[0]) if (lines := _lines(pid_file)) and lines[0].isdecimal() else 0
        if not pid:
            return
        await end_leftover(pid, f"-D {self.data} ", FAST_THEN_IMMEDIATE)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        except PermissionError:
            pass
        if _lines(pid_file)[:1] == [str(pid)]:
            pid_file.unlink()

    async def _start_once(self) -> bool:
        self.process = process = self._spawn()
        pid_file = self.data / "postmaster.pid"
        while process.poll() is None:
            lines = _lines(pid_file)
            if lines[:1] == [str(process.pid)] and lines[7:8] == ["ready"]:
                return True
            await asyncio.sleep(POLL_SECONDS)
        return False

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = SERVER_SETTINGS | {"unix_socket_directories": str(self.socket)}
        with self.account.open_log(self.log) as log:
            return subprocess.Popen(
                [
                    self.programs / "postgres",
                    "-D",
                    self.data,
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environment(),
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for us; we stop the server in order
                preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509 - one prctl, no locks
                **self.account.spawn_user(),
            )


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text().splitlines()]
    except FileNotFoundError:
        return []
