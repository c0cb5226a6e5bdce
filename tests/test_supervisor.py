"""A child process is started again when it ends, and is gone when we stop."""

import asyncio
import io
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from pathlib import Path

import pytest

from bot import supervisor
from bot.embedded.process import command_of
from bot.supervisor import Child

PATIENCE_SECONDS = 10

FALLS_ONCE = """
import pathlib, sys, time
fallen = pathlib.Path("fallen")
if not fallen.exists():
    fallen.touch()
    print("falling")
    sys.exit(3)
print("standing", flush=True)
time.sleep(600)
"""
DEAF = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("pid", os.getpid(), flush=True)
time.sleep(600)
"""
LAST_WORDS = """
import signal, sys, time
def leave(*_):
    print("closing", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
print("open", flush=True)
time.sleep(600)
"""


class Terminal(io.StringIO):
    """What a person would see, and a way to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = asyncio.Event()

    def write(self, text: str) -> int:
        self.changed.set()
        return super().write(text)

    async def shows(self, text: str) -> str:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while text not in self.getvalue():
                self.changed.clear()
                await self.changed.wait()
        return self.getvalue()


@pytest.fixture
async def terminal() -> Terminal:
    return Terminal()


@asynccontextmanager
async def running(script: str, folder: Path, terminal: Terminal) -> AsyncIterator[Child]:
    command = [sys.executable, "-u", "-c", script]
    child = Child("worker-1", command, folder, os.environ)
    with redirect_stdout(terminal):
        task = asyncio.create_task(child.run())
        try:
            yield child
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_crashed_child_is_started_again(terminal: Terminal, tmp_path: Path) -> None:
    async with running(FALLS_ONCE, tmp_path, terminal) as child:
        seen = await terminal.shows("standing")
        assert child.crashes == 1
    assert seen.splitlines() == [
        "worker-1  | falling",
        "khaacho   | worker-1 ended with 3; starting it again in 0.5 s",
        "worker-1  | standing",
    ]


async def test_a_stopped_child_says_its_last_words(terminal: Terminal, tmp_path: Path) -> None:
    async with running(LAST_WORDS, tmp_path, terminal):
        await terminal.shows("open")
    assert terminal.getvalue().splitlines() == ["worker-1  | open", "worker-1  | closing"]


async def test_a_child_that_does_not_stop_is_killed(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.2)
    async with running(DEAF, tmp_path, terminal):
        seen = await terminal.shows("pid ")
        pid = int(seen.rpartition("pid ")[2])
    assert "did not stop in 0.2 s and is killed" in terminal.getvalue()
    assert command_of(pid) == ""


async def test_a_very_long_line_passes(terminal: Terminal, tmp_path: Path) -> None:
    async with running(
        "print('x' * 300_000 + 'end'); import time; time.sleep(600)", tmp_path, terminal
    ):
        seen = await terminal.shows("end\n")
    assert len(seen.splitlines()) == 1
