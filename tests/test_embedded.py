"""The embedded servers: they start from nothing, survive being killed, and leave nothing."""

import asyncio
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from bot.embedded.account import server_account
from bot.embedded.binaries import open_outside, redis_program
from bot.embedded.home import Urls
from bot.embedded.process import command_of
from bot.embedded.services import Embedded, given_servers
from bot.refusals import AlreadyRunningError, EmbeddedError
from bot.settings import read_settings

CHECKOUT = Path(__file__).parent.parent
HOLD = """
import asyncio, sys
from pathlib import Path
from bot.embedded.services import Embedded

async def hold():
    await Embedded(Path(sys.argv[1])).start()
    print("started", flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's parent-death signal")


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home that root's servers can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="khaacho-test-"))
    folder.chmod(0o711)
    yield folder
    outside = folder / "servers"
    if outside.is_symlink():
        shutil.rmtree(outside.resolve())
    shutil.rmtree(folder)


async def fetch(urls: Urls, query: str) -> object:
    connection = await asyncpg.connect(urls.database_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def postmaster(home: Path) -> int:
    return int((home / "servers/postgres/postmaster.pid").read_text().split()[0])


def wait_for_end(pid: int, seconds: float = 20) -> None:
    """Wait until the process is gone; fails when it is not."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with os.fdopen(handle):
        assert select.select([handle], [], [], seconds)[0], f"{command_of(pid)} still runs"


def test_each_test_has_its_own_database(database_url: str, postgres_url: str) -> None:
    assert database_url != postgres_url
    assert "/test_" in database_url


async def test_redis_starts_empty_and_never_evicts(redis_url: str) -> None:
    async with redis.asyncio.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        assert await client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


async def test_postgres_is_durable_checked_and_private(servers: Urls) -> None:
    for name, value in {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
    }.items():
        assert await fetch(servers, f"SHOW {name}") == value
    assert await fetch(servers, "SELECT lower('Ä')") == "ä"
    socket = Path(servers.database_url.partition("host=")[2])
    assert socket.stat().st_mode & 0o777 == 0o700


async def test_a_killed_server_is_started_again_with_its_data(home: Path) -> None:
    async with Embedded(home) as urls:
        await fetch(urls, "CREATE TABLE kept AS SELECT 7 AS seven")
        killed = postmaster(home)
        os.kill(killed, signal.SIGKILL)
        async with asyncio.timeout(30):
            while True:
                try:
                    assert await fetch(urls, "SELECT seven FROM kept") == 7
                    break
                except (OSError, asyncpg.PostgresError):
                    await redis_answers(urls)
        assert postmaster(home) != killed


async def redis_answers(urls: Urls) -> None:
    async with redis.asyncio.from_url(urls.redis_url) as client:
        assert await client.ping()


async def test_a_clean_stop_leaves_no_process_and_no_socket(home: Path) -> None:
    embedded = Embedded(home)
    await embedded.start()
    pid = postmaster(home)
    await embedded.stop()
    assert command_of(pid) == ""
    assert list((home / "servers/sockets").iterdir()) == []
    assert not (home / "running.json").exists()


async def test_a_second_start_says_who_runs(home: Path) -> None:
    async with Embedded(home, address="http://here"):
        with pytest.raises(
            AlreadyRunningError, match=rf"in {home} \(process {os.getpid()}, http://here\)"
        ):
            await Embedded(home).start()


def test_a_command_uses_the_servers_that_run_in_its_home(home: Path, tmp_path: Path) -> None:
    settings = read_settings({"KHAACHO_HOME": str(home)}, tmp_path)
    with given_servers(settings) as first, given_servers(settings) as second:
        assert first == second
        assert first.database_url
        pid = postmaster(home)
    assert command_of(pid) == ""


@on_linux
async def test_servers_die_with_a_killed_parent_and_the_next_start_copes(home: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        server = postmaster(home)
        parent.kill()
    wait_for_end(server)
    async with Embedded(home) as urls:
        assert await fetch(urls, "SELECT 1") == 1


async def test_a_pid_that_is_now_someone_elses_is_spared(home: Path) -> None:
    async with Embedded(home):
        pass
    stale = home / "servers/postgres/postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as innocent:
        stale.write_text(f"{innocent.pid}\n{stale.parent}\n1\n5432\n\n\n\nready\n")
        async with Embedded(home) as urls:
            assert await fetch(urls, "SELECT 1") == 1
        assert innocent.poll() is None
        innocent.communicate(b"\n")


async def test_a_half_made_cluster_is_made_again(home: Path) -> None:
    async with Embedded(home):
        pass
    (home / "servers/postgres").rename(home / "servers/postgres.new")
    (home / "servers/postgres.new/PG_VERSION").unlink()
    async with Embedded(home) as urls:
        assert await fetch(urls, "SELECT 1") == 1


async def test_another_major_version_is_refused(home: Path) -> None:
    async with Embedded(home):
        pass
    (home / "servers/postgres/PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedError, match="was written by PostgreSQL 15, this is 18"):
        await Embedded(home).start()


async def test_a_deep_home_gets_a_short_socket(home: Path) -> None:
    deep = home / ("deep" * 25)
    deep.mkdir()
    deep.chmod(0o711)
    async with Embedded(deep) as urls:
        assert await fetch(urls, "SELECT 1") == 1
        socket = Path(urls.database_url.partition("host=")[2])
        assert socket.parent == Path("/tmp")
    assert not socket.exists()


@as_root
async def test_a_home_that_others_cannot_enter_keeps_its_data_outside(home: Path) -> None:
    home.chmod(0o700)
    inner = home / "clone" / ".khaacho"
    for _start in range(2):
        async with Embedded(inner) as urls:
            await fetch(urls, "CREATE TABLE IF NOT EXISTS kept (n int)")
            outside = (inner / "servers").resolve()
            assert outside.is_relative_to("/var/lib/khaacho")
    assert home.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(outside)


def test_the_folder_outside_can_be_passed_whatever_the_umask(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.embedded.binaries.OUTSIDE", home / "outside")
    before = os.umask(0o077)
    try:
        assert open_outside().stat().st_mode & 0o777 == 0o711
    finally:
        os.umask(before)


@as_root
def test_root_steps_down(home: Path) -> None:
    account = server_account(home / "servers")
    assert account.switched
    assert account.uid != 0
    (home / "servers").mkdir()
    os.chown(home / "servers", 12345, 12345)
    with pytest.raises(EmbeddedError, match="user id 12345 has no name"):
        server_account(home / "servers")


def test_without_a_wheel_a_server_on_path_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = server_account(tmp_path / "servers")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match="install redis-server or valkey-server"):
        redis_program(account)
    valkey = tmp_path / "valkey-server"
    valkey.touch(mode=0o755)
    assert redis_program(account) == valkey
