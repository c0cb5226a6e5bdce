"""`khaacho up`: the whole system in one terminal, and all of it gone at Ctrl-C."""

import asyncio
import contextlib
import http.client
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from bot.embedded.services import Embedded
from bot.reach import require_reachable
from bot.refusals import ComponentError
from bot.settings import LOOPBACK_HOSTS, Settings, checkout
from bot.supervisor import Child, say

CRASHES_BEFORE_READY = 3
READY_POLL_SECONDS = 0.05
ANSWER_SECONDS = 5.0
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"  # Source: prometheus_client, multiprocess mode
METRICS_PREFIX = "metrics-"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of each process `up` starts."""

    simulator: bool
    web: int
    workers: int

    def commands(self) -> dict[str, list[str]]:
        """Command line by process name."""
        python = [sys.executable, "-m"]
        simulator = {"simulator": [*python, "bot.simulator"]} if self.simulator else {}
        web = {f"web-{n}": [*python, "bot", "web"] for n in range(1, self.web + 1)}
        workers = {f"worker-{n}": [*python, "bot", "worker"] for n in range(1, self.workers + 1)}
        return simulator | web | workers


async def up(settings: Settings, plan: Plan) -> None:
    """Run everything until Ctrl-C or SIGTERM.

    Raises:
        EmbeddedError: A server cannot run here, or Khaacho already runs in this home.
        UnreachableError: A server that was given by URL does not answer.
        ComponentError: A port is taken, or a part does not come up.
    """
    began = time.monotonic()
    _stop_on_signals()
    with contextlib.suppress(asyncio.CancelledError):
        async with Embedded(
            settings.home, settings.database_url, settings.redis_url, _web_address(settings)
        ) as urls:
            _require_free_ports(settings, plan)
            given = replace(settings, database_url=urls.database_url, redis_url=urls.redis_url)
            await _prepare(given, demo=plan.simulator)
            await _run_children(given, plan, began)


def _stop_on_signals() -> None:
    """The first signal cancels this task; later ones do not disturb the stopping."""
    task = asyncio.current_task()
    assert task is not None

    def stop() -> None:
        if not task.cancelling():
            say("stopping")
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _run_children(settings: Settings, plan: Plan, began: float) -> None:
    metrics = _metrics_folder(settings.home)
    environ = _environ(settings, metrics)
    children = [Child(*named, checkout(), environ) for named in plan.commands().items()]
    tasks = [asyncio.create_task(child.run()) for child in children]
    try:
        await _all_ready(_addresses(settings, plan), children)
        _greet(settings, plan, time.monotonic() - began)
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        shutil.rmtree(metrics, ignore_errors=True)


def _require_free_ports(settings: Settings, plan: Plan) -> None:
    for host, port, _path in _addresses(settings, plan):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise ComponentError(
                    f"cannot listen on {host}:{port} ({error.strerror}); set PORT to a free port, "
                    "the simulator takes the one after it"
                ) from None


async def _prepare(settings: Settings, *, demo: bool) -> None:
    await require_reachable(settings)
    await import_module("storage.migrate").upgrade(settings.database_url)
    if demo:
        await import_module("bot.seed").seed(settings.database_url, demo=True, catalogue=None)


def _metrics_folder(home: Path) -> Path:
    """A folder where all processes count together; those of killed runs go."""
    for left in home.glob(f"{METRICS_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=METRICS_PREFIX, dir=home))


def _environ(settings: Settings, metrics: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "KHAACHO_HOME": str(settings.home),
        "PYTHONUNBUFFERED": "1",
        SHARED_METRICS: str(metrics),
    }


def _addresses(settings: Settings, plan: Plan) -> list[tuple[str, int, str]]:
    """Host, port and path that answer with 200 once all is well."""
    web = [(settings.host, settings.port, "/ready")] if plan.web else []
    simulator = [(LOOPBACK_HOSTS[0], settings.simulator_port, "/")] if plan.simulator else []
    return web + simulator


async def _all_ready(addresses: list[tuple[str, int, str]], children: list[Child]) -> None:
    for address in addresses:
        while not await asyncio.to_thread(_answers, *address):
            for child in children:
                if child.crashes >= CRASHES_BEFORE_READY:
                    raise ComponentError(f"{child.name} does not start; its last lines say why")
            await asyncio.sleep(READY_POLL_SECONDS)


def _answers(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(_local(host), port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _local(host: str) -> str:
    return LOOPBACK_HOSTS[0] if host in EVERYWHERE else host


def _web_address(settings: Settings) -> str:
    return f"http://{_local(settings.host)}:{settings.port}"


def _greet(settings: Settings, plan: Plan, seconds: float) -> None:
    say(f"ready in {seconds:.1f} s; web {_web_address(settings)}; data in {settings.home}")
    if plan.simulator:
        say(f"open and chat: http://{LOOPBACK_HOSTS[0]}:{settings.simulator_port}/")
    say("Ctrl-C stops everything")
