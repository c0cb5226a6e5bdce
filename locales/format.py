"""Money, quantities, dates and times as people in Nepal write them, in each language."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.numbers import parse_pattern

from domain.money import PAISA_PER_RUPEE, Money
from domain.people import Language
from locales.calendar import bikram

NEPAL = timezone(timedelta(hours=5, minutes=45))  # no summer time, the same since 1986
MINUS = "−"
_UNBROKEN = "\u00a0"  # a space at which no phone breaks the line
_GROUPING = parse_pattern("#,##,##0.#########")
_AMOUNT = parse_pattern("#,##,##0.00")
_PLACES = Decimal("0.001")  # finer than a gram of a kilo; a third of a carton is 0.333
_ENDLESS = Decimal("0.000001")  # decimals beyond this come from dividing a carton
_LARGEST_CARTON = 288  # pieces; a part of a larger one is shown in decimals
_NINE_PLACES = Fraction(1, 10**9)  # how exactly parts of a carton are kept
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_CURRENCY = {Language.ENGLISH: "Rs", Language.ROMAN: "Rs", Language.NEPALI: "रु"}

_ROMAN_BS = "Baisakh Jeth Asar Saun Bhadau Asoj Kartik Mangsir Push Magh Phagun Chait"
_LATIN_AD = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_BS_MONTHS = {
    Language.ENGLISH: _ROMAN_BS,
    Language.ROMAN: _ROMAN_BS,
    Language.NEPALI: "वैशाख जेठ असार साउन भदौ असोज कात्तिक मंसिर पुस माघ फागुन चैत",
}
_AD_MONTHS = {
    Language.ENGLISH: _LATIN_AD,
    Language.ROMAN: _LATIN_AD,
    Language.NEPALI: ("जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर"),
}
# Night, morning, day, evening, night: the hour from which each is said.
_PARTS_FROM = (20, 17, 12, 4, 0)
_PARTS = {
    Language.NEPALI: ("राति", "बेलुका", "दिउँसो", "बिहान", "राति"),
    Language.ROMAN: ("rati", "beluka", "diuso", "bihana", "rati"),
}
_NOON = 12


def digits(text: str, language: Language) -> str:
    """The text's digits in the language's own script."""
    return text.translate(_DEVANAGARI) if language is Language.NEPALI else text


def number(value: int | Decimal, language: Language) -> str:
    """A count or a plain number, grouped by lakh."""
    shown = _GROUPING.apply(abs(Decimal(value)), "en")
    return digits(f"{MINUS}{shown}" if value < 0 else shown, language)


def quantity(value: Decimal, language: Language) -> str:
    """A quantity: a part of a carton as a fraction (11/12), else to three decimals, half up.

    What is nearly nothing is not shown as 0.
    """
    part = _part_of_carton(value)
    if part is not None:
        whole = f"{number(int(value), language)} " if value > 1 else ""
        return whole + digits(f"{part.numerator}/{part.denominator}", language)
    rounded = value.quantize(_PLACES, rounding=ROUND_HALF_UP)
    return number((rounded or value).normalize(), language)


def _part_of_carton(value: Decimal) -> Fraction | None:
    """What stands behind a decimal without end: some pieces of so many."""
    if value <= 0 or value == value.quantize(_ENDLESS):
        return None
    kept = Fraction(value % 1)
    part = kept.limit_denominator(_LARGEST_CARTON)
    return part if 0 < part < 1 and abs(part - kept) < _NINE_PLACES else None


def money(amount: Money, language: Language) -> str:
    """An amount in rupees; paisa only when there are any."""
    rupees = Decimal(abs(amount.paisa)) / PAISA_PER_RUPEE
    pattern = _AMOUNT if amount.paisa % PAISA_PER_RUPEE else _GROUPING
    sign = MINUS if amount.paisa < 0 else ""
    return digits(f"{sign}{_CURRENCY[language]}{_UNBROKEN}{pattern.apply(rupees, 'en')}", language)


def column_amount(amount: Money, language: Language) -> str:
    """An amount under a heading that names the currency: always with its paisa."""
    sign = MINUS if amount.paisa < 0 else ""
    rupees = Decimal(abs(amount.paisa)) / PAISA_PER_RUPEE
    return digits(f"{sign}{_AMOUNT.apply(rupees, 'en')}", language)


def day(value: date, language: Language) -> str:
    """A day in Bikram Sambat with the Gregorian one beside it."""
    western = f"{value.day} {_AD_MONTHS[language].split()[value.month - 1]}"
    nepali = bikram(value)
    if nepali is None:
        return digits(f"{western} {value.year}", language)
    month = _BS_MONTHS[language].split()[nepali.month - 1]
    return digits(f"{month} {nepali.day} ({western})", language)


def moment(value: datetime, language: Language) -> str:
    """An aware time by the clocks of Nepal, with its day."""
    assert value.tzinfo is not None, "a time without a zone"
    local = value.astimezone(NEPAL)
    return f"{day(local.date(), language)}, {_clock(local, language)}"


def _clock(local: datetime, language: Language) -> str:
    shown = f"{(local.hour - 1) % _NOON + 1}:{local.minute:02}"
    if language is Language.ENGLISH:
        return f"{shown} {'AM' if local.hour < _NOON else 'PM'}"
    spoken = zip(_PARTS_FROM, _PARTS[language], strict=True)
    part = next(name for since, name in spoken if local.hour >= since)
    return digits(f"{part} {shown}", language)
