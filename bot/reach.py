"""Is the database there, is Redis there: asked before work begins, answered in one line."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import redis.asyncio
from redis.exceptions import RedisError

from bot.refusals import UnreachableError
from bot.settings import Settings
from storage.reach import require_database

PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.25


async def require_reachable(settings: Settings) -> None:
    """Ask both servers whether they serve us.

    Raises:
        UnreachableError: One does not, for five seconds.
    """
    asked = (
        ("DATABASE_URL", settings.database_url, require_database),
        ("REDIS_URL", settings.redis_url, _require_redis),
    )
    for name, url, require in asked:
        if reason := await _why_not(require, url):
            raise UnreachableError(_sentence(name, url, reason))


async def _why_not(require: Callable[[str], Awaitable[None]], url: str) -> str:
    """The last reason for which a server refused us, or empty; it may be starting, so ask on."""
    reason = "no answer"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    await require(url)
                except ConnectionError as error:
                    reason = str(error)
                    await asyncio.sleep(PAUSE_SECONDS)
                else:
                    return ""
    except TimeoutError:
        return reason


async def _require_redis(url: str) -> None:
    try:
        async with redis.asyncio.from_url(url) as client:  # type: ignore[no-untyped-call]
            await client.ping()
    except (RedisError, OSError) as error:
        raise ConnectionError(str(error)) from None


def _sentence(name: str, url: str, reason: str) -> str:
    parts = urlsplit(url)
    place = parts.hostname or parts.path or "its socket"
    port = f":{parts.port}" if parts.port else ""
    return f"{name}: the server at {place}{port} does not serve us ({reason})"
