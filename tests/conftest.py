"""What every test stands on: one embedded PostgreSQL and Redis, one fresh database per test."""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import redis.asyncio

from bot.embedded.home import Urls
from bot.embedded.services import Embedded

CHECKOUT = Path(__file__).parent.parent
TEMPLATE = "template_khaacho"
_numbers = count(1)


def database_named(server_url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return server_url.replace("/khaacho?", f"/{name}?", 1)


@pytest.fixture(scope="session")
def bare_environ() -> dict[str, str]:
    """An environment that outdoes the developer's own, and his `.env`: every setting empty."""
    names = re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    return os.environ | dict.fromkeys(names, "")


@pytest.fixture(scope="session", autouse=True)
def _own_settings(bare_environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads the developer's settings or touches his data."""
    os.environ.update(bare_environ)
    os.environ["KHAACHO_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def servers() -> Iterator[Urls]:
    """PostgreSQL and Redis for the whole session, in a folder of their own."""
    home = Path(tempfile.mkdtemp(prefix="khaacho-test-"))
    home.chmod(0o711)  # root's servers run as another user and pass through here
    embedded = Embedded(home)
    try:
        yield asyncio.run(embedded.start())
    finally:
        asyncio.run(embedded.stop())
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgres_url(servers: Urls) -> str:
    """The embedded server, at its empty first database."""
    return servers.database_url


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """The name of a migrated database to clone."""
    asyncio.run(_make_template(postgres_url))
    return TEMPLATE


@pytest.fixture
async def database_url(postgres_url: str, template: str) -> AsyncIterator[str]:
    """A fresh migrated database, gone after the test."""
    async with _clone(postgres_url, template) as url:
        yield url


@pytest.fixture(scope="session")
def _shared_url(postgres_url: str, template: str) -> str:
    asyncio.run(_execute(postgres_url, f"CREATE DATABASE test_shared TEMPLATE {template}"))
    return database_named(postgres_url, "test_shared")


@pytest.fixture
async def empty_url(_shared_url: str) -> AsyncIterator[str]:
    """A migrated database without rows, emptied after the test: much faster than a fresh one."""
    yield _shared_url
    await _empty(_shared_url)


@pytest.fixture(scope="session")
def market_template(postgres_url: str, template: str) -> str:
    """The name of a database with the demo market, to clone."""
    name = "template_market"
    asyncio.run(_execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template}"))
    seed = import_module("bot.seed").seed
    pepper = import_module("tests.bare_market").PEPPER
    asyncio.run(seed(database_named(postgres_url, name), demo=True, secret_key=pepper))
    return name


@pytest.fixture
async def market_url(postgres_url: str, market_template: str) -> AsyncIterator[str]:
    """A fresh database with the demo market, gone after the test."""
    async with _clone(postgres_url, market_template) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_market_url(postgres_url: str, market_template: str) -> AsyncIterator[str]:
    """One for all tests of a module."""
    async with _clone(postgres_url, market_template) as url:
        yield url


@pytest.fixture
async def other_market_url(postgres_url: str, market_template: str) -> AsyncIterator[str]:
    """A second one, the same."""
    async with _clone(postgres_url, market_template) as url:
        yield url


@pytest.fixture
async def redis_url(servers: Urls) -> str:
    """The embedded Redis, emptied."""
    async with redis.asyncio.from_url(servers.redis_url) as client:
        await client.flushall()
    return servers.redis_url


@asynccontextmanager
async def _clone(server_url: str, template: str) -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database_named(server_url, name)
    await _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> ALL('{allowed_moves,alembic_version,catalogue_version,counters}')
"""
LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


async def _empty(url: str) -> None:
    """Take all rows out, past the triggers that forbid it."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(LEAVE)
        deletes = [f"DELETE FROM {row['relname']}" for row in await connection.fetch(TABLES)]
        await connection.execute("; ".join(["SET session_replication_role = replica", *deletes]))
    finally:
        await connection.close()


async def _make_template(server_url: str) -> None:
    await _execute(server_url, f"CREATE DATABASE {TEMPLATE}")
    if find_spec("storage.migrate"):
        migrate = import_module("storage.migrate")
        await migrate.upgrade(database_named(server_url, TEMPLATE))
