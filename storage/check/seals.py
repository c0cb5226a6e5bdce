"""The seals: each follows from the one before, and the books are what was sealed."""

from __future__ import annotations

from typing import Final

from storage.books import BOOKS, ENTRY_BYTES, SEQ_BYTES, Book
from storage.check.invariant import Invariant
from storage.seals import GENESIS, HASHED

CHAIN = Invariant(
    "S16-chain",
    "Every seal follows from the one before it and from what it covers",
    f"""
    SELECT 'seal ' || position AS key, position AS place FROM (
        SELECT *, lag(position, 1, 0::bigint) OVER w AS place_before,
            lag(hash, 1, {GENESIS}) OVER w AS hash_before,
            lag(transfers_upto, 1, 0::bigint) OVER w AS transfers_before,
            lag(audit_upto, 1, 0::bigint) OVER w AS audit_before
        FROM seals WINDOW w AS (ORDER BY position)
    ) AS links
    WHERE (position, previous, transfers_after, audit_after)
            IS DISTINCT FROM (place_before + 1, hash_before, transfers_before, audit_before)
        OR hash <> {HASHED}
    """,  # noqa: S608  # our own names
    by="place",
)


def _damaged(book: Book) -> str:
    """Seals whose rows are others than when they were sealed, and which rows those are."""
    table, entry = book.table, book.entry
    return f"""
    damaged AS MATERIALIZED (
        SELECT position, {table}_after AS after, {table}_upto AS upto, {table} AS entries
        FROM seals CROSS JOIN LATERAL (
            SELECT coalesce(string_agg(entry, ''::bytea ORDER BY seq), '') AS standing FROM (
                SELECT seq, {entry} AS entry FROM {table}
                WHERE seq > {table}_after AND seq <= {table}_upto
            ) AS entered
        ) AS now
        WHERE standing <> {table}
    ), sealed AS (
        SELECT position, entry, int8_of AS seq, row_number() OVER (PARTITION BY position, int8_of)
        FROM damaged, generate_series(0, octet_length(entries) / {ENTRY_BYTES} - 1) AS n,
            substring(entries FROM n * {ENTRY_BYTES} + 1 FOR {ENTRY_BYTES}) AS entry,
            CAST(CAST('x' || encode(substring(entry FOR {SEQ_BYTES}), 'hex') AS bit(64))
                AS bigint) AS int8_of
    ), standing AS (
        SELECT position, entry, seq, row_number() OVER (PARTITION BY position, seq ORDER BY entry)
        FROM damaged, LATERAL (
            SELECT seq, {entry} AS entry FROM {table} WHERE seq > after AND seq <= upto
        ) AS entered
    ), breaks AS (
        SELECT d.position, seq, CASE
            WHEN was IS NULL AND now_is IS NULL THEN 'in another order'
            WHEN was IS NULL THEN 'put in'
            WHEN now_is IS NULL THEN 'taken out'
            ELSE 'changed'
        END AS fate
        FROM damaged d LEFT JOIN (
            SELECT position, seq, w.entry AS was, s.entry AS now_is
            FROM sealed w FULL JOIN standing s USING (position, seq, row_number)
            WHERE w.entry IS DISTINCT FROM s.entry
        ) AS rows USING (position)
        UNION ALL
        SELECT 0, seq, 'put in' FROM {table} WHERE seq <= 0
    )"""  # noqa: S608  # our own names


def _rows(book: Book) -> Invariant:
    table = book.table
    return Invariant(
        f"S16-{table}",
        f"Every sealed row of {table} stands as it was sealed, none is gone and none was put in",
        f"""
        WITH {_damaged(book)}
        SELECT format('{table} %s %s, seal %s', seq, fate, position) AS key, position, seq
        FROM breaks
        """,  # noqa: S608  # our own names
        by="position, seq",
    )


LAG = Invariant(
    "S16-lag",
    "Every row is sealed within a minute",
    " UNION ALL ".join(
        f"""
        SELECT '{book.table} ' || seq AS key, seq AS place FROM {book.table}
        WHERE seq > (SELECT coalesce(max({book.table}_upto), 0) FROM seals)
            AND at < $1::timestamptz - interval '1 minute'"""  # noqa: S608  # our own names
        for book in BOOKS
    ),
    by="place, key",
)

# $2: the checkpoints kept outside as JSON; $3: the keys that sign into that place.
SIGNED = Invariant(
    "S16-checkpoints",
    "The seals are those that were signed, and all that was signed is kept outside too",
    """
    WITH kept AS (
        SELECT * FROM jsonb_to_recordset($2::jsonb)
            AS k (key text, number bigint, position bigint, hash text, line text)
    )
    SELECT format('checkpoint %s of key %s: seal %s %s', k.number, left(k.key, 16), k.position,
        CASE WHEN s.position IS NULL THEN 'is gone' ELSE 'was replaced' END) AS key,
        k.number AS place
    FROM kept k LEFT JOIN seals s ON s.position = k.position
    WHERE encode(s.hash, 'hex') IS DISTINCT FROM k.hash
    UNION ALL
    SELECT format('checkpoint %s of key %s: the database %s', k.number, left(k.key, 16),
        CASE WHEN c.line IS NULL THEN 'forgot it' ELSE 'has another' END), k.number
    FROM kept k LEFT JOIN checkpoints c ON c.key = k.key AND c.number = k.number
    WHERE c.line IS DISTINCT FROM k.line
    UNION ALL
    SELECT format('checkpoint %s of key %s: its file has lost it', number, left(key, 16)), number
    FROM checkpoints c WHERE key = ANY($3::text[])
        AND signed_at < $1::timestamptz - interval '1 minute'
        AND NOT EXISTS (SELECT FROM kept k WHERE k.key = c.key AND k.number = c.number)
    UNION ALL
    SELECT format('seal %s: nothing was signed since', min(position)), max(position) FROM seals
    WHERE position > (SELECT coalesce(max(position), 0) FROM checkpoints)
        AND sealed_at < $1::timestamptz - interval '15 minutes'
    HAVING count(*) > 0
    """,
    by="place, key",
)

INVARIANTS: Final = (CHAIN, *(_rows(book) for book in BOOKS), LAG)
