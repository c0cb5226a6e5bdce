"""Every phrase in every language, and every place in the code that says one."""

import re

import pytest

from bot.rendered import LIST_BUTTON_LIMIT
from bot.templates import TEMPLATES
from bot.wording import places
from domain.catalog import Unit
from domain.confirmation import Confirmation
from domain.credit import AGEING_NAMES
from domain.errors import DomainError
from domain.offers import OfferStatus
from domain.ordering import OrderStatus
from domain.payments import Method
from domain.people import Language, Standing
from domain.routing import WEIGHTS
from domain.statement import EntryKind
from flows.phrases import Phrase
from flows.turn import BUTTON_TITLE_LIMIT, LIST_TITLE_LIMIT
from flows.vendor_orders import DECLINE_REASONS
from locales import translate
from locales.collect import collected
from locales.texts.english import TEXTS
from locales.translate import TRANSLATED, catalog_path, read_catalog, text
from tests.spoken import FLOWS, Spoken, spoken

DEVANAGARI = re.compile("[\u0900-\u097f]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
PLACE = re.compile(r"{\w+}")
# Said to people whose language is not known yet, or naming a language in itself.
IN_BOTH_SCRIPTS = {Phrase.GREETING_NEWCOMER, Phrase.BUTTON_NEPALI}
# Latin words that people write so in Devanagari too: names, codes, commands.
LATIN_IN_NEPALI = {"Khaacho", "PIN", "KH", "Sharma", "Roman", "English", "Choose", "language"}
COMMANDS = {Phrase.HELP_ADMIN, Phrase.LIMIT_HOW, Phrase.LIMIT_WISHED, Phrase.UNFILLED_ADMIN}
COMMANDS |= {Phrase.LIMIT_MOVED_ADMIN, Phrase.ADMIN_HOW, Phrase.APPROVED_NO_LIMIT}
# Where slots are passed on whole, so that the source does not show them; rendered in test_render.
PASSED_ON = {"money_notices.py", "vendor_orders.py"}

TITLES = {phrase: BUTTON_TITLE_LIMIT for phrase in Phrase if phrase.name.startswith("BUTTON_")}
TITLES |= {phrase: LIST_TITLE_LIMIT for phrase in Phrase if phrase.name.startswith("REASON_")}
TITLES |= {Phrase.LIST_BUTTON: LIST_BUTTON_LIMIT, Phrase.CHOICE_NONE: BUTTON_TITLE_LIMIT}

SPOKEN = tuple(spoken())


@pytest.fixture(params=Language)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


def test_every_phrase_has_words(language: Language) -> None:
    assert TEXTS.keys() == set(Phrase)
    assert [phrase for phrase in Phrase if not text(phrase, language).strip()] == []


@pytest.mark.parametrize("translated", TRANSLATED)
def test_the_catalogs_are_in_step(translated: Language) -> None:
    """Else: ``python -m locales.collect``, then translate what it left open."""

    def lines(catalog: bytes) -> list[str]:
        return [one for one in catalog.decode().splitlines() if "Generated-By" not in one]

    assert lines(catalog_path(translated).read_bytes()) == lines(collected(translated))
    messages = [message for message in read_catalog(translated) if message.context]
    assert [one.context for one in messages if one.fuzzy or not one.string] == []


def test_a_catalog_that_is_not_in_step_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = {**TEXTS, Phrase.WELCOME: "It was a pleasure."}
    monkeypatch.setattr(translate, "TEXTS", changed)
    with pytest.raises(translate.UntranslatedError, match=r"messages\.po: welcome$"):
        translate._texts.__wrapped__(Language.NEPALI)


def test_places_are_the_same_in_every_language(language: Language) -> None:
    differ = {
        phrase.name
        for phrase, english in TEXTS.items()
        if sorted(PLACE.findall(english)) != sorted(PLACE.findall(text(phrase, language)))
    }
    assert differ == set()


def test_titles_fit_a_phone(language: Language) -> None:
    too_long = {
        phrase.name: text(phrase, language)
        for phrase, limit in TITLES.items()
        if len(text(phrase, language)) > limit
    }
    assert too_long == {}


def test_no_two_buttons_look_alike(language: Language) -> None:
    titles = [text(phrase, language) for phrase in Phrase if phrase.name.startswith("BUTTON_")]
    assert len(set(titles)) == len(titles)


def test_each_script_stays_by_itself() -> None:
    mixed = {
        phrase.name
        for phrase in set(Phrase) - IN_BOTH_SCRIPTS
        for language in (Language.ROMAN, Language.ENGLISH)
        if DEVANAGARI.search(text(phrase, language))
    }
    assert mixed == set()
    latin = {
        word
        for phrase in set(Phrase) - COMMANDS
        for word in LATIN_WORD.findall(PLACE.sub("", text(phrase, Language.NEPALI)))
    }
    assert latin <= LATIN_IN_NEPALI


def test_nepali_counts_in_its_own_digits() -> None:
    """But for codes, which are shown and typed as they are."""
    codes = re.compile(r"KH-\d+|“4419\b|98[X…]*")
    shown = {
        phrase.name
        for phrase in set(Phrase) - COMMANDS
        if re.search("[0-9]", codes.sub("", text(phrase, Language.NEPALI)))
    }
    assert shown == set()


def test_whatever_we_name_has_a_word() -> None:
    def refusals(kind: type[DomainError]) -> set[str]:
        return {kind.code}.union(*(refusals(one) for one in kind.__subclasses__()))

    families = {
        "refused": refusals(DomainError),
        "status": set(OrderStatus),
        "offer_was": set(OfferStatus),
        "standing": set(Standing),
        "method": set(Method),
        "unit": set(Unit),
        "reason": set(DECLINE_REASONS),
        "weight": set(WEIGHTS),
        "entry": set(EntryKind),
        "confirmed": set(Confirmation),
        "ageing": set(AGEING_NAMES),
    }
    named = {f"{family}_{one}" for family, all_of in families.items() for one in all_of}
    prefixes = tuple(f"{family}_" for family in families)
    known = {phrase for phrase in Phrase if phrase.startswith(prefixes)}
    assert named == known - {Phrase.STANDING_CHANGED}
    assert [one for one in named if places(TEXTS[Phrase(one)])] == []


def test_the_vendor_is_told_the_name_of_the_button(language: Language) -> None:
    button = text(Phrase.BUTTON_DELIVERED, language)
    assert f"“{button}”" in text(Phrase.DISPATCHED_VENDOR, language)


# --- what the code says ---------------------------------------------------------------------


def test_the_source_was_read() -> None:
    assert len(SPOKEN) > 150
    hidden = {one.where.partition(":")[0] for one in SPOKEN if one.slots is None}
    assert hidden == PASSED_ON


@pytest.mark.parametrize("said", SPOKEN, ids=lambda said: said.where)
def test_every_place_of_a_text_is_filled(said: Spoken) -> None:
    if said.slots is None:
        return
    for name in said.phrases:
        needed = set(places(TEXTS[Phrase[name]]))
        assert needed <= said.slots, name
        if said.literal:
            assert needed == said.slots, name


def test_every_phrase_is_said_somewhere() -> None:
    by_value = "refused_ status_ offer_was_ standing_ method_ unit_ reason_ weight_ preview_ ask_ "
    by_value += "entry_ confirmed_ ageing_"
    source = "".join(
        path.read_text(encoding="utf-8")
        for room in (FLOWS, FLOWS.parent / "bot")
        for path in room.rglob("*.py")
        if path.name != "phrases.py"
    )
    said = set(re.findall(r"Phrase\.(\w+)", source))
    unsaid = {one.name for one in Phrase if not one.startswith(tuple(by_value.split()))} - said
    assert unsaid - {one.name for one in TEMPLATES} == set()
