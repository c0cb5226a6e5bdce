"""The file that a reply names, made from the database as it stood when the reply was thought."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.documents.statement_data import statement_csv, statement_json
from bot.documents.statement_pdf import statement_pdf
from domain.people import Language
from domain.statement import Statement
from flows.attachment import FileFormat, StatementFile
from flows.money_words import owed_words
from flows.turn import Slot
from locales.format import NEPAL
from locales.periods import period
from storage import statements
from storage.store import Store, Transaction

# Source: WhatsApp Cloud API reference, "Supported media types": CSV and JSON are not among the
# documents, plain text is; the name says what it is.
_MIMES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.CSV: "text/plain",
    FileFormat.JSON: "text/plain",
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file ready to upload.

    Attributes:
        slots: What its caption can only now say, such as the balance at its end.
    """

    content: bytes
    mime: str
    filename: str
    slots: Mapping[str, Slot]


async def make(
    store: Store, attachment: StatementFile, known_at: datetime, language: Language
) -> MadeFile:
    """The file with its caption's figures; for the same moment always the same bytes.

    Raises:
        DatabaseAway: It did not answer.
    """
    days = period(attachment.days, known_at.astimezone(NEPAL).date())

    async def read(tx: Transaction) -> Statement:
        return await statements.statement(
            tx, attachment.shop_id, attachment.vendor_id, days, known_at
        )

    statement = await store.attempt(read)
    # Drawing is a second of work at worst: other messages go on meanwhile.
    content = await asyncio.to_thread(_content, statement, attachment.format, language)
    return MadeFile(
        content,
        _MIMES[attachment.format],
        _filename(statement, attachment.format),
        {"first": days.first, "last": days.last, "closing": owed_words(statement.closing)},
    )


def _content(statement: Statement, wanted: FileFormat, language: Language) -> bytes:
    match wanted:
        case FileFormat.PDF:
            return statement_pdf(statement, language)
        case FileFormat.CSV:
            return statement_csv(statement)
        case FileFormat.JSON:
            return statement_json(statement)


def _filename(statement: Statement, wanted: FileFormat) -> str:
    parties, days = statement.parties, statement.period
    codes = "-".join(code for code in (parties.shop_code, parties.vendor_code) if code)
    return f"khaacho-{codes}-{days.first}-{days.last}.{wanted.value}"
