"""Replies as WhatsApp messages: always within its limits, whatever the words from outside hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import render
from bot.rendered import Buttons, Content, ListMessage, Rendered, Text
from bot.shorten import cut, cut_apart, cut_name
from bot.wording import places
from domain.catalog import ProductName, Unit
from domain.money import Money
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import Amount, Button, Choice, Reply, Said, Slot
from locales.texts.english import TEXTS

EN, NE, ROMAN = Language.ENGLISH, Language.NEPALI, Language.ROMAN
OIL = ProductName("Fortune Kachi Ghani Mustard Oil 1 L bottle", "फर्च्युन कच्ची घानी तोरीको तेल १ लिटर")
SALT = ProductName("Aayo Iodised Salt 1 kg", "आयो नुन १ केजी")
BUTTONS = [phrase for phrase in Phrase if phrase.name.startswith("BUTTON_")]


def line(name: ProductName, quantity: str = "5", unit: str = "carton") -> Said:
    amount = Amount(Decimal(quantity), unit)
    return Said(Phrase.CART_LINE, {"product": name, "amount": amount, "cost": Money(270_000)})


def cart(*lines: Said, notes: tuple[Said, ...] = (), remarks: tuple[Said, ...] = ()) -> Reply:
    slots: dict[str, Slot] = {
        "notes": notes,
        "lines": lines,
        "remarks": remarks,
        "total": Money(12_345_650),
        "credit": Said(Phrase.CART_CREDIT_LEFT, {"left": Money(100_000)}),
    }
    buttons = (Button(Phrase.BUTTON_CONFIRM, "confirm:1"), Button(Phrase.BUTTON_DROP, "drop:1"))
    return Reply(Phrase.CART_SUMMARY, slots, buttons)


def body(content: Content) -> str:
    assert isinstance(content, Text | Buttons | ListMessage)
    return content.body


def fault(content: Content) -> str:
    return Rendered("+9779800000101", None, "1", content).fault


# --- one reply in three languages -----------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said", "titles"),
    [
        (
            EN,
            "Fortune Kachi Ghani Mustard Oil 1 L bottle × 11/12 carton · Rs\u00a02,700\n"
            "*Total Rs\u00a01,23,456.50*\n"
            "On credit; Rs\u00a01,000 of your limit stays free",
            ["Confirm", "Cancel"],
        ),
        (
            ROMAN,
            "Fortune Kachi Ghani Mustard Oil 1 L bottle × 11/12 carton · Rs\u00a02,700\n"
            "*Jamma Rs\u00a01,23,456.50*\n"
            "Udhaaro ma; baanki limit Rs\u00a01,000",
            ["Pakka", "Radda"],
        ),
        (
            NE,
            "फर्च्युन कच्ची घानी तोरीको तेल १ लिटर × ११/१२ कार्टुन · रु\u00a0२,७००\n"
            "*जम्मा रु\u00a0१,२३,४५६.५०*\n"
            "उधारोमा; बाँकी लिमिट रु\u00a0१,०००",
            ["पक्का", "रद्द"],
        ),
    ],
)
def test_a_cart(language: Language, said: str, titles: list[str]) -> None:
    content = render(cart(line(OIL, "0.916666667")), language)
    assert isinstance(content, Buttons)
    assert content.body == said
    assert [button.title for button in content.buttons] == titles
    assert [button.id for button in content.buttons] == ["confirm:1", "drop:1"]


def test_units_given_by_code_are_worded() -> None:
    slots: dict[str, Slot] = {"product": SALT, "low": Money(2_500), "unit": "bora"}
    reply = Reply(Phrase.PRICES, {"lines": (Said(Phrase.PRICE_LINE, slots),)})
    assert render(reply, NE) == Text("आयो नुन १ केजी: प्रति बोरा रु\u00a0२५")
    assert render(reply, ROMAN) == Text("Aayo Iodised Salt 1 kg: bora ko Rs\u00a025")


def test_days_and_moments_are_worded() -> None:
    slots: dict[str, Slot] = {"name": "Om", "owed": Money(100)}
    due = Reply(Phrase.OWED_LINE_DUE, {**slots, "due": date(2026, 11, 22)})
    assert render(due, NE) == Text("Om: रु\u00a0१, तिर्ने मंसिर ६ (२२ नोभेम्बर)")
    late = Reply(Phrase.OWED_LINE_DUE, {**slots, "due": datetime(2026, 11, 22, 10, 20, tzinfo=UTC)})
    assert render(late, EN) == Text("Om: Rs\u00a01, due Mangsir 6 (22 Nov), 4:05 PM")


def test_what_is_empty_leaves_no_gap() -> None:
    order: dict[str, Slot] = {"code": "KH-1", "vendor": "", "total": Money(100), "status": "ok"}
    assert render(Reply(Phrase.ORDER_LINE, order), EN) == Text("KH-1 · Rs\u00a01 · ok")
    gone = Reply(Phrase.CANCELLED_FOR_SHOP, {"code": "KH-1", "vendor": "", "why": "x"})
    assert body(render(gone, EN)).startswith("KH-1 was cancelled: x.")
    unsure: dict[str, Slot] = {"notes": (), "line": line(SALT), "usual": ""}
    assert "So far" not in body(render(Reply(Phrase.ASK_QUOTE_SURE, unsure), EN))
    assert render(Reply(Phrase.PRICES, {"lines": ()}), EN) == Text("–")


def test_a_list_in_a_sentence_is_joined_by_commas() -> None:
    weights = tuple(Said(Phrase.WEIGHT, {"name": name, "weight": 50}) for name in ("a", "b"))
    why = Reply(Phrase.WHY, {"code": "KH-1", "weights": weights, "lines": weights})
    assert (
        body(render(why, EN))
        == "KH-1: points out of 100 for a (50 %), b (50 %)\na (50 %)\nb (50 %)"
    )


# --- what is too long -----------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("lines", [12, 25, 60, 300])
def test_a_long_cart_still_fits(lines: int, language: Language) -> None:
    content = render(cart(*(line(OIL) for _ in range(lines))), language)
    assert fault(content) == ""
    shown = body(content).split("\n")
    assert shown[-2] == body(render(cart(line(OIL)), language)).split("\n")[-2]  # the total
    goods = [one for one in shown if "×" in one]
    hidden = [one for one in shown if one.startswith("…")]
    assert len(goods) + (1 if hidden else 0) + 2 == len(shown)
    if hidden:
        count = "".join(str(int(sign)) for sign in hidden[0] if sign.isdigit())
        assert int(count) + len(goods) == lines


def test_names_are_shortened_before_lines_are_cut() -> None:
    shown = body(render(cart(*(line(OIL) for _ in range(18))), EN))
    assert shown.count("×") == 18
    assert "Fortune Kachi Ghani… 1 L × 5 carton" in shown


@pytest.mark.parametrize(
    ("name", "limit", "short"),
    [
        ("Aayo Iodised Salt 1 kg", 24, "Aayo Iodised Salt 1 kg"),
        (OIL.en, 24, "Fortune Kachi Ghani… 1 L"),
        (OIL.ne, 24, "फर्च्युन कच्ची… १ लिटर"),
        ("Mirinda Orange 250 ml glass bottle", 24, "Mirinda Orange 250 ml"),
        ("Head & Shoulders Shampoo Sachet strip", 24, "Head & Shoulders…"),
        ("x" * 40, 10, "x" * 9 + "…"),
    ],
)
def test_a_short_name_keeps_its_pack_size(name: str, limit: int, short: str) -> None:
    found = cut_name(name, limit)
    assert len(found) <= limit
    assert found.replace("… ", "…").startswith(short.replace("… ", "…")[:12])
    assert found == short


def test_names_that_differ_still_do() -> None:
    names = ["Britannia Good Day Rich Butter Cookies", "Britannia Good Day Rich Cashew Cookies"]
    short = cut_apart([*names, "Rara"], 24)
    assert short == ("…Butter Cookies", "…Cashew Cookies", "Rara")


def test_letters_are_not_parted() -> None:
    word = "क्ष्म्या" * 10
    for limit in range(10, 60):  # the letter itself has eight signs
        assert len(cut(word, limit)) <= limit
        left = cut(word, limit).removesuffix("…")
        assert word[len(left)] not in "\u094d\u0941\u093e"
        assert not left.endswith("\u094d")


@given(words=st.text(max_size=80), limit=st.integers(2, 40))
def test_cutting_keeps_to_the_limit(words: str, limit: int) -> None:
    assert len(cut(words, limit)) <= limit
    assert len(cut_name(words, max(limit, 10))) <= max(limit, 10)


# --- choices --------------------------------------------------------------------------------


def choice(title: Slot, n: int = 0, description: Slot = "") -> Choice:
    return Choice(title, f"choose:{n}", description)


def test_a_list_shows_the_full_name_below_the_short_one() -> None:
    packed = Said(Phrase.PACKED_AS, {"unit": "carton", "pack": Amount(Decimal(12), "bottle")})
    reply = Reply(Phrase.ASK_WHICH, {"notes": (), "text": "tel"}, choices=(choice(OIL, 1, packed),))
    content = render(reply, EN)
    assert isinstance(content, ListMessage)
    row = content.rows[0]
    assert (row.id, row.title) == ("choose:1", "Fortune Kachi Ghani… 1 L")
    assert row.description == f"{OIL.en} · carton of 12 bottle"
    assert content.button == "Choose"


def test_few_short_choices_become_buttons() -> None:
    loose = Said(Phrase.UNIT_KG)
    none = Choice(Said(Phrase.CHOICE_NONE), "none_of_these:")
    choices = (choice("Lifebuoy 100 g", 1, loose), choice("Lux 100 g", 2), none)
    content = render(
        Reply(Phrase.ASK_WHICH, {"notes": (), "text": "sabun"}, choices=choices), ROMAN
    )
    assert isinstance(content, Buttons)
    assert [button.title for button in content.buttons] == [
        "Lifebuoy 100 g",
        "Lux 100 g",
        "Yi kunai hoina",
    ]
    assert content.body == "“sabun” bhaneko kun?\nLifebuoy 100 g: kg"


@pytest.mark.parametrize(
    "titles",
    [["Rara"] * 2, ["Rara", "x" * 21], ["a", "b", "c", "d"]],
    ids=["alike", "too long", "too many"],
)
def test_other_choices_are_a_list(titles: list[str]) -> None:
    choices = tuple(choice(title, n) for n, title in enumerate(titles))
    content = render(Reply(Phrase.ASK_WHICH_ORDER, choices=choices), EN)
    assert isinstance(content, ListMessage)
    assert fault(content) == ""


# --- words from outside ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("{owed} {0} {code.real} %s", "{owed} {0} {code.real} %s"),
        ("Ram\nTotal Rs 0", "Ram Total Rs 0"),
        ("Ram\u2028\r\n\tShyam", "Ram Shyam"),
        ("\u202e000,5 sR\u202c", "000,5 sR"),
        ("a\u200bb\ufeffc\u2066d\u2069", "abcd"),
        ("*Rs 0* ~x~ `y`", "\u2217Rs 0\u2217 \u223cx\u223c \u2032y\u2032"),
        ("_Ram_ ram_kirana", "\u02cdRam\u02cd ram_kirana"),
        ("شركة", "\u2068شركة\u2069"),
        ("", ""),
    ],
)
def test_a_name_is_only_a_name(name: str, shown: str) -> None:
    reply = Reply(
        Phrase.RECEIPT_SHOP, {"code": "R-1", "amount": Money(100), "vendor": name, "owed": Money(0)}
    )
    expected = f"Receipt R-1: Rs 1 to {shown}. You owe them Rs 0."
    assert body(render(reply, EN)).split() == expected.split()


@pytest.mark.parametrize("language", Language)
def test_a_long_foreign_name_does_not_swallow_the_rest(language: Language) -> None:
    reply = Reply(Phrase.SHOP_UNKNOWN, {"name": "ش" * 5000})
    said = body(render(reply, language))
    assert len(said) < 400
    assert said.count("\u2068") == said.count("\u2069") == 1


# --- any reply at all -----------------------------------------------------------------------

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("{}*_~`\n\r\t\u202e\u2066\u200d\u094d·…()शu क्ष")
    ),
    max_size=300,
)
NAMES = st.builds(ProductName, HOSTILE, HOSTILE)
FIGURES = st.one_of(
    st.integers(-(10**9), 10**9),
    st.integers(-(10**15), 10**15).map(Money),
    st.decimals(0, 50_000, places=9),
    st.builds(
        Amount,
        st.decimals(0, 50_000, places=9),
        st.sampled_from([*Unit, "pathi", "{unit}", ""]),
    ),
    st.dates(),
    st.datetimes(
        min_value=datetime(1, 1, 2),  # noqa: DTZ001 - Hypothesis adds the zone
        max_value=datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
)
LINES = st.builds(
    lambda name, shown: (line(name),) * shown, st.one_of(st.just(OIL), NAMES), st.integers(0, 120)
)


@st.composite
def said(draw: st.DrawFn, phrases: list[Phrase]) -> Said:
    phrase = draw(st.sampled_from(phrases))
    simple = st.one_of(HOSTILE, NAMES, FIGURES)
    return Said(phrase, {name: draw(simple) for name in places(TEXTS[phrase])})


SLOTS: st.SearchStrategy[Slot] = st.one_of(HOSTILE, NAMES, FIGURES, LINES, said(list(Phrase)))


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    phrase = draw(st.sampled_from(Phrase))
    slots: Mapping[str, Slot] = {name: draw(SLOTS) for name in places(TEXTS[phrase])}
    payloads = st.text("abc:123", min_size=1, max_size=200)
    if draw(st.booleans()):
        kinds = draw(st.lists(st.sampled_from(BUTTONS), max_size=3, unique=True))
        ids = draw(st.lists(payloads, min_size=len(kinds), max_size=len(kinds), unique=True))
        buttons = tuple(Button(kind, one) for kind, one in zip(kinds, ids, strict=True))
        return Reply(phrase, slots, buttons)
    ids = draw(st.lists(payloads, max_size=10, unique=True))
    titles = st.one_of(HOSTILE, NAMES, said(list(Phrase)))
    choices = tuple(Choice(draw(titles), one, draw(st.one_of(titles, st.just("")))) for one in ids)
    return Reply(phrase, slots, choices=choices)


@given(reply=replies(), language=st.sampled_from(Language))
def test_any_reply_is_within_the_limits(reply: Reply, language: Language) -> None:
    content = render(reply, language)
    assert fault(content) == ""
    said = body(content)
    assert "\u202e" not in said
    assert "\n\n" not in said
    pressed = content.buttons if isinstance(content, Buttons) else ()
    if reply.buttons:
        assert [one.id for one in pressed] == [one.payload for one in reply.buttons]
    if isinstance(content, ListMessage):
        assert [row.id for row in content.rows] == [one.payload for one in reply.choices]
