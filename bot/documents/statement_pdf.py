"""A statement of account on paper: A4, as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.documents.paper import BOTTOM, GREY, INNER, MARGIN, SHADE, Column, Paper
from bot.documents.words import Words, name
from domain.confirmation import Confirmation
from domain.credit import AGEING_NAMES
from domain.money import Money
from domain.people import Language
from domain.statement import Entry, EntryKind, Statement
from flows.phrases import Phrase
from locales.format import NEPAL

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 15.0, 9.0, 7.5
ROW_MM, HEAD_MM, AGEING_MM = 5.6, 9.5, 50.0
FIRST_TABLE_MM, NEXT_TABLE_MM = 66.0, 14.0
BAR_MM, BAR_COLOURS = (
    70.0,
    ((67, 140, 94), (214, 176, 64), (222, 138, 54), (206, 92, 52), (170, 46, 46)),
)

_GAP = 2.0
_HEADINGS = (
    (Phrase.DOC_DATE_BS, 17.0),
    (Phrase.DOC_DATE_AD, 17.0),
    (Phrase.DOC_ENTRY, 34.0),
    (Phrase.DOC_VENDOR, 24.0),
    (Phrase.DOC_CODE, 17.0),
    (Phrase.DOC_DEBIT, 20.5),
    (Phrase.DOC_CREDIT, 20.5),
    (Phrase.DOC_BALANCE, 20.5),
    (Phrase.DOC_CONFIRMED, 15.5 + _GAP),
)
HEADINGS = tuple(phrase for phrase, _ in _HEADINGS)
_FIGURES = frozenset({Phrase.DOC_DEBIT, Phrase.DOC_CREDIT, Phrase.DOC_BALANCE})
_STARTS = accumulate((width for _, width in _HEADINGS), initial=MARGIN)
COLUMNS = tuple(
    Column(x, width - _GAP, figures=phrase in _FIGURES)
    for x, (phrase, width) in zip(_STARTS, _HEADINGS, strict=False)
)


def statement_pdf(statement: Statement, language: Language) -> bytes:
    """The statement as a PDF, in the reader's language, Nepali with English beside it."""
    return _Sheet(statement, language).drawn()


class _Sheet:
    def __init__(self, statement: Statement, language: Language) -> None:
        self._statement = statement
        self._words = Words(language)
        title = f"{Phrase.DOC_TITLE.value} {statement.parties.shop_code} {statement.period.last}"
        self._paper = Paper(title, statement.known_at)
        self._pages = _paginate(statement.entries)

    def drawn(self) -> bytes:
        """All pages."""
        for nth, entries in enumerate(self._pages, 1):
            self._paper.page()
            y = NEXT_TABLE_MM
            if nth == 1:
                self._head()
                y = FIRST_TABLE_MM
            y = self._table(y, entries, opening=nth == 1, closing=nth == len(self._pages))
            if nth == len(self._pages):
                self._ageing(y + 6)
            self._foot(nth)
        return self._paper.finish()

    def _head(self) -> None:
        paper, words, statement = self._paper, self._words, self._statement
        paper.font(TITLE_SIZE, bold=True)
        paper.text(MARGIN, 12, words.label(Phrase.DOC_TITLE))
        parties, period = statement.parties, statement.period
        today = statement.known_at.astimezone(NEPAL).date()
        everybody = words.label(Phrase.ALL_VENDORS)
        with_whom = f"{name(parties.vendor_name)} ({parties.vendor_code})"
        days = (
            f"{words.bs(period.first)} – {words.bs(period.last)} {_ERA[words.language]}"
            f"  ({period.first} – {period.last} AD)"
        )
        facts = (
            (Phrase.DOC_SHOP, f"{name(parties.shop_name)} ({parties.shop_code})"),
            (Phrase.DOC_VENDOR, with_whom if parties.vendor_name else everybody),
            (Phrase.DOC_PERIOD, days),
            (Phrase.DOC_KNOWN_AT, f"{words.bs(today)}: {words.moment(statement.known_at)}"),
        )
        for nth, (label, value) in enumerate(facts):
            y = 22 + nth * 5.6
            paper.font(TEXT_SIZE, ink=GREY)
            paper.text(MARGIN, y, words.label(label), 48)
            paper.font(TEXT_SIZE, bold=nth == 0)
            paper.text(MARGIN + 50, y, value, INNER - 50)
        self._sums(47)

    def _sums(self, y: float) -> None:
        """The four figures that say it all."""
        statement, paper = self._statement, self._paper
        sums = (
            (Phrase.DOC_OPENING, statement.opening),
            (Phrase.DOC_DEBITS, statement.debits),
            (Phrase.DOC_CREDITS, statement.credits),
            (Phrase.DOC_CLOSING, statement.closing),
        )
        width = INNER / len(sums)
        paper.box((MARGIN, y), (INNER, 14.5), SHADE)
        for nth, (label, amount) in enumerate(sums):
            paper.font(SMALL_SIZE, ink=GREY)
            paper.text(MARGIN + nth * width + 3, y + 2.2, self._words.label(label), width - 6)
            paper.font(11, bold=True)
            paper.figures(MARGIN + nth * width + 3, y + 7, self._words.money(amount), width - 6)

    def _table(self, y: float, entries: Sequence[Entry], *, opening: bool, closing: bool) -> float:
        """Headings and rows; where it ends."""
        paper, statement = self._paper, self._statement
        self._headings(y)
        y += HEAD_MM
        if opening:
            y = self._sum_row(y, Phrase.DOC_OPENING, statement.opening)
        paper.font(7.5)
        for entry in entries:
            paper.row(y + 1.2, COLUMNS, self._cells(entry))
            y += ROW_MM
            paper.rule(y)
        if opening and not statement.entries:
            paper.text(COLUMNS[2].x, y + 1, self._words.label(Phrase.DOC_NOTHING))
            y += ROW_MM
        return self._sum_row(y, Phrase.DOC_CLOSING, statement.closing) if closing else y

    def _headings(self, y: float) -> None:
        self._paper.box((MARGIN, y - 0.5), (INNER, HEAD_MM - 0.5), SHADE)
        pairs = [self._words.pair(phrase) for phrase in HEADINGS]
        self._paper.font(8, bold=True)
        self._paper.row(y + 0.6, COLUMNS, [own for own, _ in pairs])
        self._paper.font(6.5, ink=GREY)
        self._paper.row(y + 4.8, COLUMNS, [english for _, english in pairs])

    def _sum_row(self, y: float, label: Phrase, amount: Money) -> float:
        self._paper.font(8, bold=True)
        self._paper.text(COLUMNS[2].x, y + 1, self._words.label(label))
        balance = COLUMNS[HEADINGS.index(Phrase.DOC_BALANCE)]
        self._paper.figures(balance.x, y + 1, self._words.amount(amount), balance.width)
        self._paper.rule(y + ROW_MM)
        return y + ROW_MM

    def _cells(self, entry: Entry) -> tuple[str, ...]:
        words = self._words
        return (
            words.bs(entry.day),
            str(entry.day),
            self._what(entry),
            name(entry.vendor),
            entry.code,
            words.amount(entry.debit) if entry.debit else "",
            words.amount(entry.credit) if entry.credit else "",
            words.amount(entry.balance),
            words.pair(_CONFIRMED[entry.confirmation])[0],
        )

    def _what(self, entry: Entry) -> str:
        own, english = self._words.pair(_KIND[entry.kind])
        if entry.kind is EntryKind.PAYMENT and entry.method:
            own = f"{own}, {self._words.pair(Phrase(f'method_{entry.method}'))[0]}"
        return f"{own} / {english}" if english else own

    def _ageing(self, y: float) -> None:
        """What is open by how late it is, each with a bar; then what no bill explains."""
        paper, words, statement = self._paper, self._words, self._statement
        paper.font(TEXT_SIZE, bold=True)
        paper.text(MARGIN, y, words.label(Phrase.DOC_AGEING))
        most = max(amount.paisa for amount in statement.ageing) or 1
        bars = zip(AGEING_NAMES, statement.ageing, BAR_COLOURS, strict=True)
        for nth, (bucket, amount, colour) in enumerate(bars):
            line = y + 7 + nth * 5.2
            paper.font(8)
            paper.text(MARGIN, line, words.label(Phrase(f"ageing_{bucket}")), 52)
            width = BAR_MM * amount.paisa / most
            paper.box((MARGIN + 54, line + 0.3), (width, 3.2), colour)
            paper.figures(MARGIN + 128, line, words.amount(amount), 28)
        line = y + 7 + len(AGEING_NAMES) * 5.2
        if statement.unbilled:
            phrase = Phrase.DOC_ADVANCE if statement.unbilled.paisa < 0 else Phrase.DOC_UNBILLED
            paper.text(MARGIN, line, words.label(phrase), 110)
            paper.figures(MARGIN + 128, line, words.amount(statement.unbilled), 28)
            line += 5.2
        paper.font(SMALL_SIZE, ink=GREY)
        for nth, note in enumerate(words.pair(Phrase.DOC_NOTE)):
            paper.text(MARGIN, line + 2 + nth * 3.8, note)

    def _foot(self, page: int) -> None:
        words, paper = self._words, self._paper
        paper.rule(BOTTOM + 4)
        paper.font(SMALL_SIZE, ink=GREY)
        paper.text(MARGIN, BOTTOM + 6, f"Khaacho · {self._statement.parties.shop_code}", 90)
        numbers = {"page": page, "pages": len(self._pages)}
        paper.figures(MARGIN + 96, BOTTOM + 6, words.label(Phrase.DOC_PAGE, numbers), INNER - 96)


_ERA = {Language.NEPALI: "वि.सं.", Language.ROMAN: "BS", Language.ENGLISH: "BS"}
_KIND = {kind: Phrase(f"entry_{kind.value}") for kind in EntryKind}
_CONFIRMED = {one: Phrase(f"confirmed_{one.value}") for one in Confirmation}


def _paginate(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """Rows by page; the last page has room for what stands below the table."""
    pages: list[tuple[Entry, ...]] = []
    rest, top, extra = tuple(entries), FIRST_TABLE_MM, 1
    while True:
        room = int((BOTTOM - top - HEAD_MM) / ROW_MM) - extra
        with_end = int((BOTTOM - top - HEAD_MM - AGEING_MM) / ROW_MM) - extra - 1
        if len(rest) <= with_end:
            return (*pages, rest)
        pages.append(rest[:room])
        rest, top, extra = rest[room:], NEXT_TABLE_MM, 0
