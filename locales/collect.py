"""Bring the catalogs in step with the phrases: ``python -m locales.collect``.

Every phrase gets a message whose context is its name. A translation whose English has changed stays
but is marked ``fuzzy``, a new phrase's is empty; both have to be seen to before the catalog is
taken (see `locales.translate`). Messages of phrases that are gone are dropped.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from domain.people import Language
from locales.texts.english import TEXTS
from locales.translate import TRANSLATED, catalog_path, read_catalog

_BEGAN = datetime(2026, 11, 22, tzinfo=UTC)  # a fixed date, so that collecting twice is no change
_HEADER = "# What Khaacho says; each message's context is its phrase's name in flows/phrases.py."
_WIDTH = 100


def collected(language: Language) -> bytes:
    """The language's catalog as it should be, with all that was translated before."""
    path = catalog_path(language)
    before = read_catalog(language) if path.exists() else Catalog()
    known = {message.context: message for message in before if message.context}
    after = Catalog(
        locale=language.value,
        project="khaacho",
        version="1",
        msgid_bugs_address="see README.md",
        last_translator="Khaacho",
        language_team=language.value,
        header_comment=_HEADER,
        creation_date=_BEGAN,
        revision_date=_BEGAN,
        fuzzy=False,
    )
    for phrase, english in TEXTS.items():
        old = known.get(phrase.value)
        words = str(old.string) if old else ""
        changed = bool(words) and old is not None and old.id != english
        fuzzy = changed or (old is not None and old.fuzzy)
        after.add(english, words, context=phrase.value, flags=["fuzzy"] if fuzzy else [])
    written = BytesIO()
    write_po(written, after, width=_WIDTH)
    return written.getvalue()


def main() -> None:
    """Write every catalog and say how much of it is left to translate."""
    for language in TRANSLATED:
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(collected(language))
        messages = [message for message in read_catalog(language) if message.context]
        left = sum(1 for message in messages if message.fuzzy or not message.string)
        sys.stdout.write(f"{path}: {len(messages)} phrases, {left} to translate\n")


if __name__ == "__main__":
    main()
