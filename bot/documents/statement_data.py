"""A statement as data: CSV for a spreadsheet, JSON for a program; money in JSON is whole paisa."""

from __future__ import annotations

import csv
import io
import json

from bot.documents.words import bs_date, name
from domain.credit import AGEING_NAMES
from domain.money import PAISA_PER_RUPEE, Money
from domain.statement import Entry, Statement

COLUMNS = (
    "date_bs",
    "date_ad",
    "entry",
    "vendor",
    "number",
    "method",
    "debit_rupees",
    "credit_rupees",
    "balance_rupees",
    "confirmed",
)
# A spreadsheet takes a cell that begins so for a formula.
# Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@")


def statement_csv(statement: Statement) -> bytes:
    """One row an entry, between the opening and the closing balance.

    It begins with a byte order mark, without which Excel does not read Devanagari.
    """
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    first, last = statement.period.first, statement.period.last
    rows.writerow(_balance_row(bs_date(first), str(first), "opening_balance", statement.opening))
    for entry in statement.entries:
        rows.writerow(_entry_row(entry))
    rows.writerow(_balance_row(bs_date(last), str(last), "closing_balance", statement.closing))
    return written.getvalue().encode("utf-8-sig")


def _balance_row(bs: str, ad: str, what: str, balance: Money) -> tuple[str, ...]:
    return (bs, ad, what, "", "", "", "", "", _rupees(balance), "")


def _entry_row(entry: Entry) -> tuple[str, ...]:
    return (
        bs_date(entry.day),
        str(entry.day),
        entry.kind.value,
        _cell(entry.vendor),
        entry.code,
        entry.method,
        _rupees(entry.debit) if entry.debit else "",
        _rupees(entry.credit) if entry.credit else "",
        _rupees(entry.balance),
        entry.confirmation.value,
    )


def _cell(words: str) -> str:
    plain = name(words)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def _rupees(amount: Money) -> str:
    rupees, paisa = divmod(abs(amount.paisa), PAISA_PER_RUPEE)
    return f"{'-' if amount.paisa < 0 else ''}{rupees}.{paisa:02}"


def statement_json(statement: Statement) -> bytes:
    """The same in one canonical form: keys sorted, no spaces, dates as they sort."""
    parties = statement.parties
    found = {
        "format": "khaacho-statement-1",
        "shop": {"code": parties.shop_code, "name": parties.shop_name},
        "vendor": (
            {"code": parties.vendor_code, "name": parties.vendor_name}
            if parties.vendor_name
            else None
        ),
        "first": str(statement.period.first),
        "first_bs": bs_date(statement.period.first),
        "last": str(statement.period.last),
        "last_bs": bs_date(statement.period.last),
        "known_at": statement.known_at.isoformat(),
        "opening_paisa": statement.opening.paisa,
        "debits_paisa": statement.debits.paisa,
        "credits_paisa": statement.credits.paisa,
        "closing_paisa": statement.closing.paisa,
        "ageing_paisa": {
            bucket: amount.paisa
            for bucket, amount in zip(AGEING_NAMES, statement.ageing, strict=True)
        },
        "unbilled_paisa": statement.unbilled.paisa,
        "entries": [_entry(entry) for entry in statement.entries],
    }
    shown = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return shown.encode()


def _entry(entry: Entry) -> dict[str, str | int]:
    return {
        "date": str(entry.day),
        "date_bs": bs_date(entry.day),
        "entry": entry.kind.value,
        "vendor": entry.vendor,
        "number": entry.code,
        "method": entry.method,
        "debit_paisa": entry.debit.paisa,
        "credit_paisa": entry.credit.paisa,
        "balance_paisa": entry.balance.paisa,
        "confirmed": entry.confirmation.value,
    }
