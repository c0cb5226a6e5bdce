"""Text from outside, made safe to print: no controls, nothing that reorders or hides letters."""

from __future__ import annotations

import re

# C0 and C1 controls but the line feed; marks that turn the direction of text or isolate it;
# invisible signs, tags and lone surrogates. ZWNJ and ZWJ stay: Devanagari is written with them.
_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
_SPACED = {"\t": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n"}


def safe_text(text: str) -> str:
    """The text without anything that could disguise a name or an amount; lines are kept."""
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(_spaced, text.replace("\r\n", "\n"))


def safe_line(text: str, limit: int) -> str:
    """One line of safe text of at most ``limit`` characters."""
    line = " ".join(safe_text(text).split())
    return line[:limit].rstrip()


def _spaced(found: re.Match[str]) -> str:
    return "".join(_SPACED.get(sign, "") for sign in found.group())
