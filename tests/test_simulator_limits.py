"""Meta's limits as a table: what is just allowed, what is just too much, and the code for it."""

from typing import Any

import pytest

from bot.simulator.chat import Content
from bot.simulator.clock import wall_clock
from bot.simulator.errors import GraphError
from bot.simulator.media import KB, MB, MediaStore, check_media
from bot.simulator.messages import read_message
from bot.simulator.templates import Template, TemplateStore
from tests.echo_bot import interactive, reply_button, text

ALERT = Template(
    "order_alert", "en", "Order {{1}} for {{2}} waits.", ("Accept", "Decline"), footer="Khaacho"
)


def read(message: dict[str, Any]) -> Content:
    media = MediaStore(wall_clock, lambda: "1")
    media.add(b"x" * 100, "image/png", "a.png", from_business=True)
    return read_message(message, media, TemplateStore(lambda: "1", [ALERT]))


def buttons(count: int = 1, *, title: str = "Yes", name: str = "b", **more: Any) -> dict[str, Any]:
    made = [reply_button(f"{name}{n or ''}", f"{title}{n or ''}") for n in range(count)]
    return interactive(
        {"type": "button", "body": {"text": "Sure?"}, "action": {"buttons": made}, **more}
    )


def rows(*sections: int, button: str = "Choose", **row: Any) -> dict[str, Any]:
    made = [
        {
            "title": f"Section {s}",
            "rows": [{"id": f"{s}.{r}", "title": f"Row {r}", **row} for r in range(count)],
        }
        for s, count in enumerate(sections)
    ]
    action = {"button": button, "sections": made}
    return interactive({"type": "list", "body": {"text": "Which?"}, "action": action})


def section(title: str) -> dict[str, Any]:
    message = rows(1, 1)
    message["interactive"]["action"]["sections"][0]["title"] = title
    return message


def link(label: str, url: str = "https://khaacho.example") -> dict[str, Any]:
    parameters = {"display_text": label, "url": url}
    action = {"name": "cta_url", "parameters": parameters}
    return interactive({"type": "cta_url", "body": {"text": "See"}, "action": action})


def media(kind: str, **part: Any) -> dict[str, Any]:
    return {"type": kind, kind: {"link": "https://khaacho.example/a", **part}}


def template(language: str = "en", *values: str, **more: Any) -> dict[str, Any]:
    given = [{"type": "text", "text": one} for one in values]
    part = {"name": "order_alert", "language": {"code": language}, **more}
    if given:
        part["components"] = [{"type": "body", "parameters": given}, *part.get("components", [])]
    return {"type": "template", "template": part}


def payload(index: str, value: str) -> dict[str, Any]:
    button = {"type": "payload", "payload": value}
    return {"type": "button", "sub_type": "quick_reply", "index": index, "parameters": [button]}


def contacts(count: int) -> dict[str, Any]:
    return {"type": "contacts", "contacts": [{"name": {"formatted_name": "Hari"}}] * count}


WITHIN = {
    "text of 4096": text("क" * 4096),
    "body of 1024": buttons(body={"text": "x" * 1024}),
    "header of 60": buttons(header={"type": "text", "text": "x" * 60}),
    "footer of 60": buttons(footer={"text": "x" * 60}),
    "three buttons": buttons(3),
    "title of 20": buttons(title="x" * 20),
    "button id of 256": buttons(name="x" * 256),
    "ten rows in one section": rows(10),
    "ten rows in ten sections": rows(*[1] * 10),
    "row title of 24": rows(1, title="x" * 24),
    "row description of 72": rows(1, description="x" * 72),
    "row id of 200": rows(1, id="x" * 200),
    "section title of 24": section("x" * 24),
    "list button of 20": rows(1, button="x" * 20),
    "link label of 20": link("x" * 20),
    "caption of 1024": media("image", caption="x" * 1024),
    "tracker of 512": {**text("hi"), "biz_opaque_callback_data": "x" * 512},
    "five contacts": contacts(5),
    "an uploaded picture": {"type": "image", "image": {"id": "1"}},
    "a template filled in": template("en", "KH-1", "Hari"),
    "a template with payloads": template(
        "en", "KH-1", "Hari", components=[payload("0", "accept:offer:1")]
    ),
}

BEYOND = {
    "text of 4097": (100, text("क" * 4097)),
    "text without body": (131008, {"type": "text", "text": {}}),
    "text of spaces": (131008, text("  ")),
    "text that is a number": (100, {"type": "text", "text": {"body": 5}}),
    "no such type": (100, {"type": "fax", "fax": {}}),
    "no part of the type": (131008, {"type": "image"}),
    "body of 1025": (131009, buttons(body={"text": "x" * 1025})),
    "no body": (131008, buttons(body={})),
    "header of 61": (131009, buttons(header={"type": "text", "text": "x" * 61})),
    "footer of 61": (131009, buttons(footer={"text": "x" * 61})),
    "four buttons": (131009, buttons(4)),
    "no buttons": (131008, buttons(action={"buttons": []})),
    "title of 21": (131009, buttons(title="x" * 21)),
    "empty title": (131008, buttons(title="")),
    "button id of 257": (131009, buttons(name="x" * 257)),
    "button id twice": (
        131009,
        buttons(action={"buttons": [reply_button("a", "Yes"), reply_button("a", "No")]}),
    ),
    "eleven rows in one section": (131009, rows(11)),
    "eleven rows in two sections": (131009, rows(5, 6)),
    "eleven sections": (131009, rows(*[1] * 11)),
    "row id twice": (131009, rows(2, id="same")),
    "row title of 25": (131009, rows(1, title="x" * 25)),
    "row description of 73": (131009, rows(1, description="x" * 73)),
    "row id of 201": (131009, rows(1, id="x" * 201)),
    "section title of 25": (131009, section("x" * 25)),
    "two sections, one untitled": (131008, section("")),
    "list button of 21": (131009, rows(1, button="x" * 21)),
    "link label of 21": (131009, link("x" * 21)),
    "link to nowhere": (131009, link("See", "javascript:alert(1)")),
    "caption of 1025": (100, media("image", caption="x" * 1025)),
    "media by id and link": (131008, media("image", id="1")),
    "media by neither": (131008, {"type": "image", "image": {"caption": "x"}}),
    "media id of nobody": (100, {"type": "image", "image": {"id": "999"}}),
    "a picture sent as audio": (131009, {"type": "audio", "audio": {"id": "1"}}),
    "tracker of 513": (100, {**text("hi"), "biz_opaque_callback_data": "x" * 513}),
    "six contacts": (131009, contacts(6)),
    "a place off the earth": (
        131009,
        {"type": "location", "location": {"latitude": 91, "longitude": 0}},
    ),
    "a template in Nepali": (132001, template("ne", "KH-1", "Hari")),
    "a template of another name": (132001, template("en", "KH-1", "Hari", name="other")),
    "a template without its values": (132000, template("en")),
    "a template with one value of two": (132000, template("en", "KH-1")),
    "a template with three values": (132000, template("en", "KH-1", "Hari", "5")),
    "a payload for a third button": (
        132000,
        template("en", "KH-1", "Hari", components=[payload("2", "x")]),
    ),
}


@pytest.mark.parametrize("message", WITHIN.values(), ids=WITHIN.keys())
def test_just_within_the_limit_is_taken(message: dict[str, Any]) -> None:
    assert read(message).kind


@pytest.mark.parametrize(("code", "message"), BEYOND.values(), ids=BEYOND.keys())
def test_just_beyond_the_limit_is_refused(code: int, message: dict[str, Any]) -> None:
    with pytest.raises(GraphError) as refused:
        read(message)
    assert refused.value.code == code
    assert refused.value.http_status == 400
    assert refused.value.details


@pytest.mark.parametrize(
    ("mime_type", "most"),
    [
        ("image/jpeg", 5 * MB),
        ("audio/ogg", 16 * MB),
        ("video/mp4", 16 * MB),
        ("image/webp", 500 * KB),
        ("application/pdf", 100 * MB),
    ],
)
def test_files_have_a_greatest_size(mime_type: str, most: int) -> None:
    assert check_media(mime_type, most)
    with pytest.raises(GraphError) as refused:
        check_media(mime_type, most + 1)
    assert refused.value.code == 131009


def test_a_type_meta_does_not_take_is_refused() -> None:
    with pytest.raises(GraphError) as refused:
        check_media("image/svg+xml", 10)
    assert refused.value.code == 100


def test_a_template_is_filled_in_and_its_buttons_carry_payloads() -> None:
    found = read(
        template("en", "KH-1042", "Hari", components=[payload("1", "decline:offer:K7F2QD")])
    )
    assert found.body == "Order KH-1042 for Hari waits."
    assert [(b.title, b.id) for b in found.buttons] == [
        ("Accept", "Accept"),
        ("Decline", "decline:offer:K7F2QD"),
    ]
    assert (found.footer, found.category, found.template) == ("Khaacho", "utility", "order_alert")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Order-Alert"},
        {"language": "ne"},
        {"body": "{{1}} waits."},
        {"body": "Waits: {{1}}"},
        {"body": "Order {{2}} waits."},
        {"body": "x" * 1025},
        {"body": ""},
        {"buttons": ("x" * 26,)},
        {"buttons": tuple("abcdefghijk")},
        {"category": "gossip"},
    ],
    ids=str,
)
def test_a_template_meta_would_not_approve_is_refused(wrong: dict[str, Any]) -> None:
    fields = {"name": "order_alert", "language": "en", "body": "Order {{1}} waits.", **wrong}
    with pytest.raises(GraphError) as refused:
        TemplateStore(lambda: "1", [Template(**fields)])
    assert refused.value.code == 100
