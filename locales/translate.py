"""The words of a phrase in one language, from the gettext catalogs.

A catalog's message has the phrase's name as its context and the English text as its id, so that
two phrases with one English text ("accepted") can differ in Nepali. The ``.po`` files are read as
they are; nothing has to be compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from domain.people import Language
from flows.phrases import Phrase
from locales.texts.english import TEXTS

TRANSLATED = (Language.NEPALI, Language.ROMAN)
_HERE = Path(__file__).parent


class UntranslatedError(LookupError):
    """A catalog lacks a phrase, or has one whose English has changed since."""


def catalog_path(language: Language) -> Path:
    """Where a language's catalog lies."""
    return _HERE / language.value / "LC_MESSAGES" / "messages.po"


def read_catalog(language: Language) -> Catalog:
    """The language's catalog as its translators left it."""
    with catalog_path(language).open("rb") as file:
        return read_po(file, locale=language.value)


def text(phrase: Phrase, language: Language) -> str:
    """The phrase's text with its places still open, such as ``{total}``.

    Raises:
        UntranslatedError: The language's catalog is not complete; ``python -m locales.collect``
            shows what is open.
    """
    return _texts(language)[phrase]


@cache
def _texts(language: Language) -> Mapping[Phrase, str]:
    if language is Language.ENGLISH:
        return MappingProxyType(TEXTS)
    catalog = _translations(language)
    words = {phrase: catalog.pgettext(phrase.value, english) for phrase, english in TEXTS.items()}
    return MappingProxyType(words)


def _translations(language: Language) -> GNUTranslations:
    catalog = read_catalog(language)
    found = {message.context for message in catalog if message.string and not message.fuzzy}
    ids = {message.context: message.id for message in catalog}
    open_ = [p.value for p, english in TEXTS.items() if p not in found or ids[p] != english]
    if open_:
        raise UntranslatedError(f"{catalog_path(language)}: {', '.join(open_)}")
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
