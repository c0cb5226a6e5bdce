"""A PDF page and what is drawn on it: Latin and Devanagari in one font, shaped by HarfBuzz."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

FONTS = Path(__file__).parent / "fonts"
FAMILY = "NotoSansNepal"
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 12.0  # A4, in millimetres
INNER = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - 16.0
INK, GREY, RULE, SHADE = (20, 24, 31), (105, 112, 124), (196, 202, 210), (242, 244, 247)
ELLIPSIS = "…"
_BASELINE = 0.8  # of the letters' size, below the top of a line; where fpdf2's cells have it
_SHAPED = re.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]")  # Devanagari but for its digits
_UNKNOWN = "\u25cc"  # what stands for a letter that the font lacks


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where it begins, how wide it is, and whether it holds figures."""

    x: float
    width: float
    figures: bool = False


class Paper:
    """Pages of one document, with the same bytes whenever it is made of the same things.

    Args:
        made_at: Written into the file as its date.
    """

    def __init__(self, title: str, made_at: datetime) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_creation_date(made_at)
        self._pdf.set_title(title)
        self._pdf.set_producer("Khaacho")
        self._pdf.set_line_width(0.2)
        for style, face in (("", "Regular"), ("B", "Bold")):
            self._pdf.add_font(FAMILY, style, FONTS / f"{FAMILY}-{face}.ttf")
        self._known = _known()
        self._fitted: dict[tuple[str, float, str, float], str] = {}
        self._letters: dict[str, float] = {}

    def page(self) -> None:
        """A new page."""
        self._pdf.add_page()

    def font(self, size: float, *, bold: bool = False, ink: tuple[int, int, int] = INK) -> None:
        """What is written from now on looks like this."""
        self._pdf.set_font(FAMILY, "B" if bold else "", size)
        self._pdf.set_text_color(*ink)

    def text(self, x: float, y: float, words: str, width: float = INNER) -> None:
        """Words from ``x`` on, cut to the width with an ellipsis."""
        self._write(x, y, self._fit(words, width))

    def figures(self, x: float, y: float, words: str, width: float) -> None:
        """Figures that end at ``x + width``; too long, they are written smaller, never cut."""
        size, wide = self._pdf.font_size_pt, self._wide(words)
        if wide > width:  # an amount with a digit less would be a lie
            self._pdf.set_font_size(size * width / wide)
            wide = width
        self._write(x + width - wide, y, words)
        self._pdf.set_font_size(size)

    def rule(self, y: float, x: float = MARGIN, width: float = INNER) -> None:
        """A thin line across."""
        self._pdf.set_draw_color(*RULE)
        self._pdf.line(x, y, x + width, y)

    def box(
        self, corner: tuple[float, float], size: tuple[float, float], fill: tuple[int, int, int]
    ) -> None:
        """A filled rectangle; one without width is not drawn."""
        if size[0] > 0:
            self._pdf.set_fill_color(*fill)
            self._pdf.rect(*corner, *size, style="F")

    def row(self, y: float, columns: Sequence[Column], cells: Sequence[str]) -> None:
        """One line of a table."""
        for column, cell in zip(columns, cells, strict=True):
            if cell and column.figures:
                self.figures(column.x, y, cell, column.width)
            elif cell:
                self.text(column.x, y, cell, column.width)

    def finish(self) -> bytes:
        """The file; nothing can be drawn after."""
        made = bytes(self._pdf.output())
        _close(self._pdf)
        return made

    def _write(self, x: float, y: float, words: str) -> None:
        if not self._shape(words):
            self._pdf.text(x, y + _BASELINE * self._pdf.font_size, words)
            return
        self._pdf.set_xy(x, y)
        self._pdf.cell(0, text=words, new_x=XPos.RIGHT, new_y=YPos.TOP)

    def _shape(self, words: str) -> bool:
        """Shape what has to be: figures and Latin letters, most of a table, stand as they are.

        One script for all of a text: Latin letters need none of their own, Devanagari does.
        """
        needed = _SHAPED.search(words) is not None
        self._pdf.set_text_shaping(use_shaping_engine=needed, script="Deva")
        return needed

    def _wide(self, words: str) -> float:
        """How wide words are; of letters that stand as they are, one by one."""
        if self._shape(words):
            return self._pdf.get_string_width(words)
        return sum(map(self._letter, words)) * self._pdf.font_size

    def _letter(self, letter: str) -> float:
        key = self._pdf.font_style + letter
        if key not in self._letters:
            self._letters[key] = self._pdf.get_string_width(letter) / self._pdf.font_size
        return self._letters[key]

    def _fit(self, words: str, width: float) -> str:
        key = (self._pdf.font_style, self._pdf.font_size_pt, words, width)
        if key not in self._fitted:
            self._fitted[key] = self._cut(words, width)
        return self._fitted[key]

    def _cut(self, words: str, width: float) -> str:
        words = "".join(one if ord(one) in self._known else _UNKNOWN for one in words)
        if self._wide(words) <= width:
            return words
        while words and self._wide(words + ELLIPSIS) > width:
            words = words[:-1].rstrip()
        return words + ELLIPSIS


@cache
def _known() -> frozenset[int]:
    """The letters that the font has; both faces have the same."""
    pdf = FPDF()
    pdf.add_font(FAMILY, "", FONTS / f"{FAMILY}-Regular.ttf")
    font = pdf.fonts[FAMILY.lower()]
    assert isinstance(font, TTFFont)
    known = frozenset(font.cmap)
    _close(pdf)
    return known


def _close(pdf: FPDF) -> None:
    """Close the font files, which fpdf2 leaves open."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()
