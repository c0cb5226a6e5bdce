"""Is the database there, and does it let us in."""

import asyncpg


async def require_database(database_url: str) -> None:
    """Connect and leave.

    Raises:
        ConnectionError: It is not there, or refuses us; the message is the server's reason.
    """
    try:
        connection = await asyncpg.connect(database_url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise ConnectionError(str(error)) from None
    await connection.close()
