"""A running `khaacho up`, as a person has it in a terminal."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.embedded.process import command_of

CHECKOUT = Path(__file__).parent.parent


class Terminal:
    """A running `khaacho up` and what it prints."""

    def __init__(self, environ: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "up", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=CHECKOUT,
            env=environ,
            text=True,
        )
        self.lines: list[str] = []
        self._reading: threading.Thread | None = None

    def shows(self, pattern: str) -> str:
        """Read on until a line matches; fails at the end of the output."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if re.search(pattern, line):
                return line
        pytest.fail(f"no line matched {pattern!r} in:\n{''.join(self.lines)}")

    def read_on(self) -> None:
        """Keep what it still says, so that a full pipe never stops it."""
        output = self.process.stdout
        assert output is not None
        self._reading = threading.Thread(target=lambda: self.lines.extend(output))
        self._reading.start()

    def stop(self) -> int:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.ends()

    def ends(self) -> int:
        """All that is still said, and the exit code."""
        if self._reading is not None:
            self._reading.join(timeout=60)
        self.lines.append(self.process.communicate(timeout=60)[0])
        return self.process.returncode


def free_port() -> int:
    """A port which is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def processes_of(home: Path) -> list[str]:
    """Command lines of live processes that carry this home in their environment or arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(home) in text:
                found.append(command_of(int(entry.name)))
    return [command for command in found if command]
