"""The parts of the reader as tables: numbers, sounds, changes to a cart, talk, own words."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from bot.parse import main
from domain.catalog import Catalogue, Product, Sku, Unit
from flows.reading.numbers import parse_quantity
from flows.reading.reader import Reader
from flows.reading.reading import Change, Doubt
from flows.reading.sound import spellings
from flows.reading.text import LONGEST, normalise, tokens
from storage.catalogue_csv import CatalogueError, parse_catalogue, read_catalogue

CATALOGUE = read_catalogue()
READER = Reader(CATALOGUE)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("5", 5), ("५", 5), ("२५", 25), ("tin", 3), ("पच्चीस", 25), ("dedh", "1.5"),
        ("sadhe tin", "3.5"), ("paune dui", "1.75"), ("sawa", "1.25"), ("sawa dui", "2.25"),
        ("adhai", "2.5"), ("aadha", "0.5"), ("dui saya pachas", 250), ("20 hajar", 20_000),
        ("dedh hajar", 1500), ("dedh lakh", 150_000), ("1 lakh 20 hajar", 120_000),
        ("10k", 10_000), ("1,20,000", 120_000), ("two hundred fifty", 250),
        ("waiwai", None), ("5 waiwai", None), ("", None),
    ],
)  # fmt: skip
def test_numbers_as_said(said: str, value: object) -> None:
    assert parse_quantity(said.split()) == (None if value is None else Decimal(str(value)))


@pytest.mark.parametrize(
    "same",
    [
        "वाइ wai vai", "जिरा jira jeera zira", "चामल chamal chaamal", "मन्सुली mansuli mansuly",
        "म्यागी maggi magi", "भिम vim bhim", "मिठाई mithai", "प्याज pyaj pyaaz piyaj", "काँक्रो kakro",
    ],
)  # fmt: skip
def test_one_sound_for_all_spellings(same: str) -> None:
    first, *others = same.split()
    assert all(set(spellings(first)) & set(spellings(other)) for other in others)


@pytest.mark.parametrize("pair", ["til tel", "chini chana", "mula mala", "soap soup"])
def test_other_words_keep_their_own_sound(pair: str) -> None:
    one, two = pair.split()
    assert not set(spellings(one)) & set(spellings(two))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("WAI WAI २ Carton", "wai wai 2 carton"),
        ("5️⃣ carton", "5 carton"),
        ("२½ केजी", "2.5 केजी"),
        ("१,००,००० रु.", "100000 रु."),
        ("रु. ६,५००/-", "rs  6500 rs"),
        ("5 के.जी.", "5 केजी"),
        ("a\u202eb\u0000c", "abc"),
        ("сoke", "coke"),  # noqa: RUF001  a Cyrillic letter that looks like c
        ("गर्\u200dयो", "गर्\u200dयो"),
    ],
)
def test_text_made_even(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_glued_words_come_apart() -> None:
    assert [token.text for token in tokens(normalise("10kg 2ctn RICE-1KG"))] == [
        "10", "kg", "2", "ctn", "rice", "-", "1", "kg",
    ]  # fmt: skip


def test_only_so_much_is_read() -> None:
    assert len(normalise("a" * 10_000)) == LONGEST


@pytest.mark.parametrize(
    ("text", "cart", "sku", "change", "sold"),
    [
        ("30 matra", ["SUG-KG"], "SUG-KG", Change.SET, 30),
        ("hoina 3", ["SUG-50"], "SUG-50", Change.SET, 3),
        ("chini 30 matra", ["SUG-KG", "NDL-WWCHK"], "SUG-KG", Change.SET, 30),
        ("waiwai hataunus", ["NDL-WWCHK", "SUG-50"], "NDL-WWCHK", Change.REMOVE, 0),
        ("ani 2 tel thapnu", ["OIL-SWSOY1", "SUG-50"], "OIL-SWSOY1", Change.ADD, 2),
        ("coke hatau", ["DRK-COKE500"], "DRK-COKE500", Change.REMOVE, 0),
        ("maggi hoina, mayos", ["NDL-MAGGI"], "NDL-MAGGI", Change.REMOVE, 0),
        ("3 bora", ["OIL-SWSOY1", "SUG-50"], "SUG-50", Change.SET, 3),
        ("50 kg chini", [], "SUG-50", Change.NEW, 1),
    ],
)
def test_changes_to_the_cart(
    text: str, cart: list[str], sku: str, change: Change, sold: int
) -> None:
    reading = READER.read(text, cart=[Sku(each) for each in cart])
    assert [(line.sku, line.change, line.sell_quantity) for line in reading.lines] == [
        (sku, change, sold)
    ]


def test_everything_out_of_the_cart() -> None:
    cart = [Sku("OIL-SWSOY1"), Sku("SUG-50")]
    reading = READER.read("tyo sabai hataunus", cart=cart)
    assert (reading.intent, reading.kind) == ("cancel", "remove")
    assert [(line.sku, line.change) for line in reading.lines] == [
        (sku, Change.REMOVE) for sku in cart
    ]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ho", True), ("huncha", True), ("ok", True), ("pakka", True), ("हुन्छ", True),
        ("hoina", False), ("hunna", False), ("no", False),
        ("5 bora chini", None), ("ho ki hoina", None), ("", None),
    ],
)  # fmt: skip
def test_yes_and_no(text: str, answer: bool | None) -> None:
    assert READER.read(text).yes_no is answer


@pytest.mark.parametrize(
    ("text", "intent", "also", "paisa", "code"),
    [
        ("5 bora mansuli pathaunus, ani mero baaki kati?", "order", ("balance",), None, None),
        ("20 hajar tireko chu", "payment", (), 2_000_000, None),
        ("dedh lakh transfer gare", "payment", (), 15_000_000, None),
        ("KH-1042 kaha pugyo", "status", (), None, "KH-1042"),
        ("order no 1055 ko status", "status", (), None, "1055"),
        ("cancel 1042", "cancel", (), None, "1042"),
    ],
)
def test_talk(
    text: str, intent: str, also: tuple[str, ...], paisa: int | None, code: str | None
) -> None:
    reading = READER.read(text)
    assert (reading.intent, reading.also) == (intent, also)
    assert (reading.amount_paisa, reading.order_code) == (paisa, code)


@pytest.mark.parametrize(
    ("text", "language"),
    [("चिनी २ बोरा", "ne"), ("chini dui bora pathaunu", "rom"),
     ("please send two cartons", "en"), ("चिनी ra coke 2 carton", "mix")],
)  # fmt: skip
def test_language(text: str, language: str) -> None:
    assert READER.read(text).language == language


def test_a_shops_own_word_is_its_own() -> None:
    own = {"rato sabun": Sku("SOP-LIFEB")}
    (line,) = READER.read("rato sabun 2 peti", own_words=own).lines
    assert line.sku == "SOP-LIFEB"
    assert READER.read("rato sabun 2 peti").lines == ()


def test_the_shops_usual_goods_are_offered_first_and_never_taken_unasked() -> None:
    usual = {Sku("OIL-HULTORI1"): 7}
    reading = READER.read("tori ko tel 2 peti", usual=usual)
    assert reading.lines == ()
    assert reading.doubtful[0].options[0] == "OIL-HULTORI1"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("surf 1 carton", Doubt.WHICH), ("wai wai 2-3 carton", Doubt.QUANTITY),
        ("kaju 500 ko", Doubt.QUANTITY), ("mansuli 10 kg", Doubt.UNIT),
        ("jira 2 pathi", Doubt.UNIT),
        ("chini 0 bora", Doubt.AMOUNT), ("chini -2 bora", Doubt.AMOUNT),
        ("oreo 90000 carton", Doubt.AMOUNT),
    ],
)  # fmt: skip
def test_why_it_is_asked(text: str, doubt: Doubt) -> None:
    reading = READER.read(text)
    assert reading.lines == ()
    assert [question.doubt for question in reading.doubtful] == [doubt]


def test_candidates_for_a_name_alone() -> None:
    assert READER.candidates("chini")[0][0] == "SUG-KG"
    assert {sku for sku, _ in READER.candidates("coke")} == {
        "DRK-COKE250", "DRK-COKE500", "DRK-COKE225",
    }  # fmt: skip
    assert READER.candidates("kodak camera") == ()
    assert READER.candidates("") == ()


def test_explanation_shows_the_way() -> None:
    shown = READER.explain("wai wai 2 carton")
    assert shown["tokens"] == ["wai", "wai", "2", "carton"]
    (draft,) = shown["drafts"]  # type: ignore[misc]  # plain JSON for people
    assert draft["candidates"][0]["sku"] == "NDL-WWCHK"


def test_every_name_of_every_product_finds_it() -> None:
    lost = []
    for sku, product in CATALOGUE.items():
        for name in product.names:
            reading = READER.read(f"{name} 2 {product.sell_unit}")
            named = [line.sku for line in reading.lines] or [
                option for question in reading.doubtful for option in question.options
            ]
            if sku not in named:
                lost.append(name)
    assert lost == []


def _product(**over: object) -> Product:
    values = {
        "sku": Sku("P"), "name_en": "Thing", "name_ne": "", "brand": "", "category": "c",
        "pack_size": Decimal(30), "pack_unit": Unit.PCS, "sell_unit": Unit.CARTON,
    }  # fmt: skip
    return Product(**(values | over))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pack", "quantity", "unit", "sold"),
    [
        ((30, "pcs", "carton"), 60, "pcs", 2), ((30, "pcs", "carton"), "0.5", "carton", "0.5"),
        ((30, "pcs", "carton"), 5, "dozen", 2), ((30, "pcs", "carton"), 2, "peti", 2),
        ((30, "pcs", "carton"), "1.5", "pcs", None), ((25, "kg", "bora"), 100, "kg", 4),
        ((25, "kg", "bora"), 10, "kg", None), ((25, "kg", "bora"), "0.5", "bora", None),
        ((500, "g", "pkt"), 1, "kg", 2), ((500, "g", "pkt"), 3, "pcs", 3),
        ((1, "kg", "kg"), 250, "g", "0.25"), ((1, "kg", "kg"), 2, "pcs", None),
        ((15, "l", "tin"), 30, "l", 2), ((12, "pcs", "dozen"), 6, "pcs", "0.5"),
        ((25, "pcs", "bora"), 1, "kg", None),
    ],
)  # fmt: skip
def test_conversion_is_exact_or_none(
    pack: tuple[int, str, str], quantity: object, unit: str, sold: object
) -> None:
    size, pack_unit, sell_unit = pack
    product = _product(
        pack_size=Decimal(size), pack_unit=Unit(pack_unit), sell_unit=Unit(sell_unit)
    )
    found = product.in_sell_units(Decimal(str(quantity)), Unit(unit))
    assert found == (None if sold is None else Decimal(str(sold)))


def test_a_catalogue_does_not_change_under_its_readers() -> None:
    products = {Sku("P"): _product()}
    catalogue = Catalogue(products, version=7)
    products.clear()
    assert list(catalogue) == ["P"]
    assert (len(catalogue), catalogue.version, catalogue[Sku("P")].name.en) == (1, 7, "Thing")


HEADER = "sku,name_en,name_ne,brand,pack_size,pack_unit,sell_unit,category,aliases"


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("A,Thing,,,x,pcs,carton,c,", "line 2: pack_size is 'x'"),
        ("A,Thing,,,0,pcs,carton,c,", "line 2: pack_size is '0'"),
        ("A,Thing,,,1,crumb,carton,c,", "line 2: pack_unit is 'crumb'"),
        (",Thing,,,1,pcs,carton,c,", "line 2: sku"),
        ("A,Thing,,,1,pcs,carton,c,\nA,Thing,,,1,pcs,carton,c,", "line 3: sku A is there twice"),
    ],
)
def test_a_bad_catalogue_says_where(row: str, wrong: str) -> None:
    with pytest.raises(CatalogueError, match=wrong):
        parse_catalogue(f"{HEADER}\n{row}\n".splitlines(keepends=True))


def test_a_catalogue_without_a_column_says_which() -> None:
    with pytest.raises(CatalogueError, match="column missing: category"):
        parse_catalogue([HEADER.replace(",category", "")])


@pytest.mark.parametrize(
    ("text", "sold"),
    [
        ("chini 2 bora 2083/8/5 ma chahiyo", 2),
        ("chini 2 bora phone 9848012345", 2),
        ("chini 2 bora (rs 4850)", 2),
        ("chini 2 bora, bill no 2231", 2),
        ("birendranagar-4 ma chini 2 bora", 2),
        ("chini @ 4850 x 2 bora", 2),
        ("chini 2 bora 7 baje samma", 2),
    ],
)
def test_numbers_that_count_nothing(text: str, sold: int) -> None:
    (line,) = READER.read(text).lines
    assert (line.sku, line.sell_quantity) == ("SUG-50", sold)


def test_parse_command_reads_stdin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = {"id": "a", "text": "chini 2 bora, surf 1 carton"}
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps(said)))
    assert main(["--explain"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["items"][0]["sku"] == "SUG-50"
    assert "DET-SURF1" in answer["clarify"][0]["options"]
    assert answer["explain"]["tokens"][:3] == ["chini", "2", "bora"]
    assert main(["--catalogue", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
