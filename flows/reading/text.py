"""Message text made even: one spelling of digits, scripts and signs, then tokens."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

LONGEST: Final = 4096
"""Characters read of one message. Source: WhatsApp Cloud API, text message body limit."""

_DIGITS: Final = str.maketrans("०१२३४५६७८९", "0123456789")
_VULGAR: Final = {"½": ".5", "¼": ".25", "¾": ".75"}
_VULGAR_FRACTION: Final = re.compile(r"(\d{0,9})\s?([½¼¾])")

# Letters of other scripts that look like Latin ones, as pasted or typed on a wrong keyboard.
_LOOKALIKES: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u043a\u043c\u0442"
    "\u03bf\u03b1\u03b5\u03b9\u03ba\u03bd\u03c1\u03c4\u03c5\u03c7\u0131",
    "aeopcyxijsdhkmtoaeikvptuxi",
)
_SIGNS: Final = (
    ("\U0001f44d", " ok "),
    ("\U0001f44c", " ok "),
    ("\u2705", " ok "),
    ("\u00d7", "x"),
    ("\u2013", "-"),
    ("\u2014", "-"),
    ("\u2212", "-"),
    ("\u2044", "/"),
    ("\u2026", "..."),
    ("\u2018", "'"),
    ("\u2019", "'"),
    ("\u20b9", " rs "),
    ("\u0964", " \u0964 "),
)
_THOUSANDS: Final = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{2,3}){0,5},\d{3}(?![\d,])")
_ABBREVIATION: Final = (
    (".", re.compile(r"के\s?\.\s?जी\s?\.?|कि\s?\.\s?ग्रा\s?\.?"), "केजी"),
    ("जी", re.compile(r"(?<![\u0900-\u097f])(?:के|कि)\s+जी(?![\u0900-\u097f])"), "केजी"),
    (".", re.compile(r"\bk\.g\.?(?![a-z])"), "kg"),
    (".", re.compile(r"मि\s?\.\s?लि\s?\.?"), "मिलि"),
    (".", re.compile(r"(?<![\u0900-\u097f])लि\s?\."), "लिटर"),
    (".", re.compile(r"(?<![\u0900-\u097f])ग्रा\s?\."), "ग्राम"),
    ("रु", re.compile(r"(?<![\u0900-\u097f])रु\s?\.?(?=\s?\d)"), " rs "),
    ("minus", re.compile(r"\bminus\s+(?=\d)"), " -"),
    ("rs", re.compile(r"(?<![a-z])rs\s?\.?(?=\s?\d)"), " rs "),
    ("npr", re.compile(r"(?<![a-z])npr\s?\.?(?=\s?\d)"), " rs "),
    ("/-", re.compile(r"/-"), " rs "),
)
"""What must stand in the text, the abbreviation, and its plain form."""


class Token(NamedTuple):
    """One word, number or sign of a normalised message.

    `kind` is ``word``, ``number``, ``sign`` or ``line`` (a line break); `start` and `end` are
    offsets in the normalised text; `spaced` tells that white space stands before it.
    """

    text: str
    kind: str
    start: int
    end: int
    spaced: bool


_TOKEN: Final = re.compile(
    r"(?P<line>\n)|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<word>[a-z\u00c0-\u024f]+|[\u0900-\u0963\u0970-\u097f\u200c\u200d]+|[^\W\d_]+)"
    r"|(?P<sign>[^\w\s])"
)


def normalise(text: str) -> str:
    """The text in lower case, with Latin digits and plain signs, at most 4,096 characters.

    Control characters, right-to-left marks and other invisible characters go; the joiners that
    Devanagari needs stay. Emoji become spaces, except those that say yes.
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = _plain(text)
    text = text.lower().translate(_VISIBLE)
    for sign, pattern, plain in _ABBREVIATION:
        if sign in text:
            text = pattern.sub(plain, text)
    if "," in text:
        text = _THOUSANDS.sub(lambda m: m[0].replace(",", ""), text)
    return text[: 2 * LONGEST].strip()


def _plain(text: str) -> str:
    """Composed letters, Latin digits and plain signs instead of what only looks different."""
    if any(sign in text for sign in _VULGAR):
        text = _VULGAR_FRACTION.sub(lambda m: f" {m[1]}{_VULGAR[m[2]]}", text)
    for sign, plain in _SIGNS:
        if sign in text:
            text = text.replace(sign, plain)
    return unicodedata.normalize("NFKC", text).translate(_DIGITS).lower().translate(_LOOKALIKES)


class _Visible(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = _visible(chr(code))
        return shown


_VISIBLE: Final = _Visible()


def _visible(char: str) -> str:
    if char.isalnum() or char in " \n\u200c\u200d":
        return char
    if char in "\u2028\u2029\v\f":
        return "\n"
    if char in "\r\t":
        return " "
    kind = unicodedata.category(char)
    if kind in {"Cc", "Cf", "Cs", "Co", "Cn"} or char in "\ufe0f\ufe0e\u20e3\u093c":
        return ""
    return " " if kind == "So" else char


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a normalised text, in order; joined forms such as ``10kg`` come apart."""
    found = []
    last = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        found.append(Token(match[0], match.lastgroup or "sign", start, end, start != last))
        last = end
    return tuple(found)
