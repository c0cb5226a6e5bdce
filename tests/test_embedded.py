"""The embedded servers: they start from nothing, survive being killed, and leave nothing."""

import asyncpg
import redis.asyncio


async def test_each_test_has_its_own_database(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        assert await connection.fetchval("SELECT current_database()") != "khaacho"
    finally:
        await connection.close()


async def test_redis_starts_empty(redis_url: str) -> None:
    async with redis.asyncio.from_url(redis_url) as client:
        assert await client.dbsize() == 0
