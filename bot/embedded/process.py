"""Child processes that do not outlive us, and the ones an earlier run may have left."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1  # Source: prctl(2)
POLL_SECONDS = 0.02


def dies_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` by which Linux signals the child when its parent is gone, even by SIGKILL.

    The kernel watches the *thread* that started the child, so start children from the main
    thread. Elsewhere than on Linux the next start ends what was left (`end_leftover`).
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:  # the parent died before we asked
            os.kill(os.getpid(), signal.SIGKILL)

    return in_child


def command_of(pid: int) -> str:
    """The command line of a live process; empty when there is none or it is a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    proc = Path("/proc", str(pid), "cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


async def stop(
    process: subprocess.Popen[bytes], steps: tuple[signal.Signals, ...], seconds: float = 10
) -> int:
    """End a child: each signal in turn with that many seconds to obey, then SIGKILL."""
    for step in steps:
        if process.poll() is not None:
            break
        process.send_signal(step)
        if await _until(lambda: process.poll() is not None, seconds):
            break
    else:
        process.kill()
    return process.wait()


async def end_leftover(pid: int, marker: str, steps: tuple[signal.Signals, ...]) -> None:
    """End a process of an earlier run, known by a word of its command line; spare all others."""
    for step in (*steps, signal.SIGKILL):
        if marker not in command_of(pid):
            return
        os.kill(pid, step)
        if await _until(lambda: marker not in command_of(pid), seconds=10):
            return


async def _until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        await asyncio.sleep(POLL_SECONDS)
    return condition()
