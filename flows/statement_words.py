"""How a statement is asked for: which days, which form, and the name that is left over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.attachment import Days, FileFormat, Span
from flows.reading.text import normalise

STATEMENT_WORDS = frozenset(
    {
        "statement", "stetment", "istetment", "hisab", "hisaab", "hisaap", "lejar",
        "ledger", "स्टेटमेन्ट", "स्टेटमेण्ट", "हिसाब", "हिसाव", "लेजर", "विवरण",
    }
)  # fmt: skip
_MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "baisakh baishakh vaishakh baisak वैशाख बैशाख",
            "jeth jestha jyestha jesth जेठ ज्येष्ठ जेष्ठ",
            "asar asaar ashadh asadh असार आषाढ अषाढ",
            "saun sawan shrawan srawan साउन श्रावण सावन",
            "bhadau bhadra bhado भदौ भाद्र",
            "asoj ashoj ashwin aswin असोज आश्विन",
            "kartik kattik karthik कार्तिक कात्तिक",
            "mangsir mansir mangshir marga मंसिर मङ्सिर मार्ग",
            "push poush paush pus पुस पौष पूस",
            "magh mag माघ",
            "phagun fagun falgun phalgun फागुन फाल्गुन",
            "chait chaitra chaitr चैत चैत्र",
        ),
        start=1,
    )
    for word in words.split()
}
_FORMATS: Mapping[str, FileFormat] = {
    **dict.fromkeys(("csv", "excel", "सिएसभी", "एक्सेल"), FileFormat.CSV),
    **dict.fromkeys(("json", "जेसन"), FileFormat.JSON),
    **dict.fromkeys(("pdf", "पिडिएफ"), FileFormat.PDF),
}
_SPANS: tuple[tuple[re.Pattern[str], Span], ...] = (
    (
        re.compile(
            r"\b(last|previous|aghillo|gata|gayeko|gaeko|bite\w*) (month|mahina)\b"
            r"|(अघिल्लो|गत|गएको|बितेको) (महिना|मैना)"
        ),
        Span.LAST_MONTH,
    ),
    (re.compile(r"\b(this|yo|yas) (month|mahina)\b|(यो|यस) (महिना|मैना)"), Span.THIS_MONTH),
    (re.compile(r"\b(fiscal year|arthik barsa)\b|आर्थिक (वर्ष|बर्ष)"), Span.FISCAL_YEAR),
    (re.compile(r"\b(12 months?|one year|1 year|ek barsa|year|barsa)\b|एक (वर्ष|बर्ष)"), Span.YEAR),
)
_SINCE = frozenset({"from", "since", "dekhi", "देखि"})
# "2082", "2082/83", "2082-83"
_YEAR = re.compile(r"\b(20[5-9]\d)\b(?:\s*[/-]\s*(\d{2,4}))?")
_FILLERS = _SINCE | frozenset(
    {
        "need", "want", "to", "now", "samma", "aile", "ahile", "ta", "check", "herna", "hernu",
        "चाहिन्छ", "सम्म", "सम्मको", "अहिले", "महिनादेखि", "mahinadekhi",
        "mero", "malai", "hamro", "pathau", "pathaunu", "pathaunus", "pathaunuhos", "pathaideu",
        "pathaidinu", "pathaidinus", "deu", "dinu", "dinus", "dinuhos", "dekhau", "dekhaunu",
        "dekhaunus", "chahiyo", "chaiyo", "chahiyeko", "na", "hai", "ko", "ka", "ki", "lai",
        "sanga", "ma", "dai", "bhai", "sir", "ji", "please", "send", "me", "my", "the", "of",
        "for", "with", "a", "give", "show", "account", "kitab", "full", "sabai", "all", "bill",
        "month", "mahina", "मेरो", "मलाई", "हाम्रो", "पठाउ", "पठाउनु", "पठाउनुस्", "पठाइदिनु",
        "पठाइदिनुस्", "देउ", "दिनु", "दिनुस्", "दिनुहोस्", "देखाउ", "देखाउनुस्", "चाहियो", "न",
        "को", "का", "की", "लाई", "सँग", "मा", "दाइ", "भाइ", "सर", "जी", "किताब", "सबै",
        "महिनाको", "महिना",
    }
)  # fmt: skip
_ENDINGS = ("sanga", "lai", "ko", "सँगको", "सँग", "लाई", "को")
# "The account is wrong" complains, "how much is it" asks for the balance, "write it on the
# account" orders: none of them wants a file.
_OTHER = re.compile(
    r"\b(kati|galti|wrong|mistake|bigr\w*|mil\w*|bhul\w*|how much|jod\w*|lekh\w*|rakh\w*|pachh?i)\b"
    r"|कति|गल्ती|गलत|मिल|भुल|लेख|राख|पछि"
)
_FIGURE = re.compile(r"\d")  # how much of something: an order that speaks of the account too
_LONGEST_WORDS = 10
_LONGEST_NAME = 3
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class StatementRequest:
    """What was asked for.

    Attributes:
        said_days: The words that said which days, to be said again in a button.
        name: The business that is named, by code or by words of its name; may be empty.
    """

    days: Days
    said_days: str
    format: FileFormat
    name: str


def asks_statement(text: str) -> bool:
    """Whether a message asks for a statement, and not whether it is right or how much is owed."""
    said = _said(text)
    words = said.split()
    asks = any(word in STATEMENT_WORDS for word in words)
    if not asks or len(words) > _LONGEST_WORDS or _OTHER.search(said):
        return False
    named = read_request(text).name.split()
    return len(named) <= _LONGEST_NAME and not any(_FIGURE.match(word) for word in named)


def read_request(text: str) -> StatementRequest:
    """Days, form and name in words that are known to ask for a statement."""
    rest = _said(text)
    year = _YEAR.search(rest)
    rest = _YEAR.sub(" ", rest)
    span: Span | None = None
    spoken = ""
    for pattern, means in _SPANS:
        found = pattern.search(rest)
        if span is None and found:
            span, spoken, rest = means, found[0], pattern.sub(" ", rest)
    months = [word for word in rest.split() if word in _MONTHS]
    formats = [_FORMATS[word] for word in rest.split() if word in _FORMATS]
    kept = (_bare(word) for word in rest.split() if not _known(word))
    since = [word for word in rest.split() if word in _SINCE][:1] if months else []
    means_since = Span.SINCE if since else span
    return StatementRequest(
        days=_days(means_since, [_MONTHS[month] for month in months], year),
        said_days=" ".join((spoken, *since, *months[:1], year[1] if year else "")).strip(),
        format=formats[0] if formats else FileFormat.PDF,
        name=" ".join(kept),
    )


def _said(text: str) -> str:
    words = normalise(text).replace("देखि", " देखि ").split()  # it may hang on the month
    return " ".join(map(_plain, words))


def _days(span: Span | None, months: list[int], year: re.Match[str] | None) -> Days:
    number = int(year[1]) if year else 0
    if months:
        return Days(Span.SINCE if span is Span.SINCE else Span.MONTH, months[0], number)
    if year:
        return Days(Span.FISCAL_YEAR, year=number)
    return Days(span or Span.YEAR)


def _known(word: str) -> bool:
    return word in STATEMENT_WORDS or word in _MONTHS or word in _FORMATS or word in _FILLERS


def _bare(name: str) -> str:
    """A word of a name without the ending of "Sharma's"."""
    for ending in _ENDINGS:
        stem = name.removesuffix(ending)
        if stem != name and len(stem) >= _SHORTEST_NAME:
            return stem
    return name


def _plain(word: str) -> str:
    """A word without its punctuation, and without its ending where it is a month or a request."""
    word = word.strip(".,!?।:;")
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and (stem in _MONTHS or stem in STATEMENT_WORDS):
            return stem
    return word
