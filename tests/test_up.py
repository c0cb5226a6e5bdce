"""`khaacho up` as a person meets it: starts, shows an address, survives a crash, leaves nothing."""

import os
import signal
import socket
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.embedded.process import command_of
from tests.terminal import Terminal, free_port, processes_of


@pytest.fixture(scope="module")
def environ(bare_environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """A home of its own, kept through this module: its second start is a second start."""
    with tempfile.TemporaryDirectory(prefix="khaacho-up-") as folder:
        Path(folder).chmod(0o711)
        yield bare_environ | {"KHAACHO_HOME": folder, "PORT": str(free_port())}


@pytest.fixture
def terminal(environ: dict[str, str]) -> Iterator[Terminal]:
    running = Terminal(environ, "--web", "2")
    yield running
    if running.process.poll() is None:
        running.stop()


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read().decode()


def test_it_shows_where_to_chat_and_ctrl_c_leaves_nothing(
    terminal: Terminal, environ: dict[str, str]
) -> None:
    port = int(environ["PORT"])
    terminal.shows(rf"^khaacho +\| ready in [\d.]+ s; web http://127.0.0.1:{port};")
    address = terminal.shows(r"open and chat: ").rpartition(" ")[2].strip()
    assert address == f"http://127.0.0.1:{port + 1}/"
    assert get(address)[0] == 200
    assert get(f"http://127.0.0.1:{port}/ready")[0] == 200
    assert "# TYPE " in get(f"http://127.0.0.1:{port}/metrics")[1]
    assert terminal.stop() == 0
    assert "Traceback" not in "".join(terminal.lines)
    assert processes_of(Path(environ["KHAACHO_HOME"])) == []


def test_a_second_one_in_the_same_home_is_told_where_the_first_is(
    terminal: Terminal, environ: dict[str, str]
) -> None:
    terminal.shows("Ctrl-C stops everything")
    second = Terminal(environ)
    said = second.shows("already running")
    assert f"(process {terminal.process.pid}, http://127.0.0.1:{environ['PORT']})" in said
    assert second.ends() == 69


def test_a_port_in_use_is_said_in_one_line(environ: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        blocked = Terminal(environ | {"PORT": str(port)})
        blocked.shows(rf"^khaacho: cannot listen on 127.0.0.1:{port} ")
        assert blocked.ends() == 69
    assert len("".join(blocked.lines).splitlines()) == 1


def test_a_database_that_is_down_is_said_in_one_line(environ: dict[str, str]) -> None:
    dead = Terminal(environ | {"DATABASE_URL": f"postgresql://a:secret@127.0.0.1:{free_port()}/b"})
    said = dead.shows("^khaacho: DATABASE_URL: the server at 127.0.0.1:")
    assert "secret" not in said
    assert dead.ends() == 69


def test_a_crashed_process_comes_back(terminal: Terminal, environ: dict[str, str]) -> None:
    terminal.shows("Ctrl-C stops everything")
    workers = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal()
        and "-m bot worker" in command_of(int(entry.name))
        and os.fsencode(environ["KHAACHO_HOME"]) in (entry / "environ").read_bytes()
    ]
    assert len(workers) == 1
    os.kill(workers[0], signal.SIGKILL)
    terminal.shows("worker-1 ended with -9; starting it again in 0.5 s")
    terminal.shows(r"^worker-1 +\| .*working")


def test_killed_outright_it_takes_its_children_along_and_starts_again(
    terminal: Terminal, environ: dict[str, str]
) -> None:
    terminal.shows("Ctrl-C stops everything")
    terminal.process.kill()
    assert terminal.ends() == -signal.SIGKILL  # and the last child has closed our pipe
    again = Terminal(environ)
    again.shows("Ctrl-C stops everything")
    assert again.stop() == 0
    assert processes_of(Path(environ["KHAACHO_HOME"])) == []
