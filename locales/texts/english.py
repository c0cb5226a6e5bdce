"""The English text of every phrase, by who hears it."""

from __future__ import annotations

from flows.phrases import Phrase
from locales.texts import admin, credit, documents, everyone, retailer, templates, vendor, words

TEXTS: dict[Phrase, str] = {
    **everyone.TEXTS,
    **words.TEXTS,
    **retailer.TEXTS,
    **vendor.TEXTS,
    **admin.TEXTS,
    **credit.TEXTS,
    **documents.TEXTS,
    **templates.TEXTS,
}
