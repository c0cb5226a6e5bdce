"""Child processes that are started again when they end, and stopped together."""

import asyncio
import contextlib
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.embedded.process import dies_with_parent

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a child that lived this long counts as healthy again
STOP_SECONDS = 15.0  # a turn may take ten, then the child has to close its connections
NAME_WIDTH = 9


@dataclass(slots=True)
class Child:
    """One process that is started again, more and more patiently, when it ends by itself.

    Attributes:
        name: Prefix of each line it prints.
        folder: Where it runs.
        crashes: How often in a row it ended soon after its start.
    """

    name: str
    command: list[str]
    folder: Path
    environ: Mapping[str, str] = field(repr=False)
    crashes: int = field(default=0, init=False)
    _process: Process | None = field(default=None, init=False, repr=False)

    async def run(self) -> None:
        """Keep it running until cancelled, then stop it and wait for its end."""
        try:
            while True:
                started = time.monotonic()
                code = await self._run_once()
                steady = time.monotonic() - started > STEADY_SECONDS
                self.crashes = 1 if steady else self.crashes + 1
                pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.crashes - 1), LONGEST_PAUSE_SECONDS)
                say(f"{self.name} ended with {code}; starting it again in {pause:g} s")
                await asyncio.sleep(pause)
        finally:
            await self._stop()

    async def _run_once(self) -> int:
        self._process = process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            cwd=self.folder,
            env=self.environ,
            start_new_session=True,  # Ctrl-C is for us; we stop the children in order
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )
        return await self._ended(process)

    async def _ended(self, process: Process) -> int:
        await _copy_lines(process, self.name)
        return await process.wait()

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        ended = asyncio.ensure_future(self._ended(process))
        # Not asyncio.timeout: Python 3.11.2 (Debian 12) does not end it in a cancelled task.
        if not (await asyncio.wait({ended}, timeout=STOP_SECONDS))[0]:
            say(f"{self.name} did not stop in {STOP_SECONDS:g} s and is killed")
            process.kill()
        await ended


def say(line: str) -> None:
    """Print a line of our own among those of the children."""
    _print("khaacho", line)


async def _copy_lines(process: Process, name: str) -> None:
    output = process.stdout
    assert output is not None
    rest = b""
    while chunk := await output.read(65536):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            _print(name, line.decode(errors="replace"))
    if rest:
        _print(name, rest.decode(errors="replace"))


def _print(name: str, line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever read us is gone; we still stop in order
        sys.stdout.write(f"{name:<{NAME_WIDTH}} | {line}\n")
        sys.stdout.flush()
