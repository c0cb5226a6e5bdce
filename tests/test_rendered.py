"""What a message is on the wire, and what Meta would refuse about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.graph_message import graph_message
from bot.rendered import (
    Buttons,
    Content,
    Document,
    Image,
    ListMessage,
    ListRow,
    Rendered,
    ReplyButton,
    Template,
    Text,
)

NAMASTE = Rendered("+9779800000101", None, "01922c5e", Text("नमस्ते"))
BUTTONS = Buttons("Ok?", (ReplyButton("yes:1", "Yes"), ReplyButton("no:1", "No")), "Head", "Foot")
LIST = ListMessage(
    "Which?", "Choose", (ListRow("a", "Wai Wai", "30 packets"), ListRow("b", "Rara"))
)

CONTENTS: list[tuple[Content, str, object]] = [
    (
        BUTTONS,
        "interactive",
        {
            "type": "button",
            "header": {"type": "text", "text": "Head"},
            "body": {"text": "Ok?"},
            "footer": {"text": "Foot"},
            "action": {
                "buttons": [
                    {"type": "reply", "reply": {"id": "yes:1", "title": "Yes"}},
                    {"type": "reply", "reply": {"id": "no:1", "title": "No"}},
                ]
            },
        },
    ),
    (
        LIST,
        "interactive",
        {
            "type": "list",
            "body": {"text": "Which?"},
            "action": {
                "button": "Choose",
                "sections": [
                    {
                        "rows": [
                            {"id": "a", "title": "Wai Wai", "description": "30 packets"},
                            {"id": "b", "title": "Rara"},
                        ]
                    }
                ],
            },
        },
    ),
    (
        Document("77", "khata.pdf", "Your khata"),
        "document",
        {"id": "77", "filename": "khata.pdf", "caption": "Your khata"},
    ),
    (Image("78"), "image", {"id": "78"}),
    (Template("hello", "en"), "template", {"name": "hello", "language": {"code": "en"}}),
    (
        Template(
            "new_order_v1", "en", ("K7F2QD", "5 cartons"), ("accept:offer:1", "decline:offer:1")
        ),
        "template",
        {
            "name": "new_order_v1",
            "language": {"code": "en"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "K7F2QD"},
                        {"type": "text", "text": "5 cartons"},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "accept:offer:1"}],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "1",
                    "parameters": [{"type": "payload", "payload": "decline:offer:1"}],
                },
            ],
        },
    ),
]


@pytest.mark.parametrize(("content", "kind", "wire"), CONTENTS)
def test_every_content_on_the_wire(content: Content, kind: str, wire: object) -> None:
    assert graph_message(content) == (kind, wire)


ROW = ListRow("a", "Wai Wai")
TOO_MUCH: list[tuple[str, Rendered]] = [
    ("no phone and no bsuid to send to", replace(NAMASTE, to_phone=None)),
    ("phone without +", replace(NAMASTE, to_phone="9779800000101")),
    ("tracker over 512", replace(NAMASTE, tracker="x" * 513)),
    *(
        (fault, replace(NAMASTE, content=content))
        for fault, content in (
            ("body empty", Text(" \n")),
            ("body over 4096", Text("x" * 4097)),
            ("body over 1024", replace(BUTTONS, body="x" * 1025)),
            ("header over 60", replace(BUTTONS, header="x" * 61)),
            ("footer over 60", replace(LIST, footer="x" * 61)),
            ("0 buttons, 1 to 3 allowed", replace(BUTTONS, buttons=())),
            ("4 buttons, 1 to 3 allowed", replace(BUTTONS, buttons=(*BUTTONS.buttons * 2,))),
            (
                "button ids not unique",
                replace(BUTTONS, buttons=(ReplyButton("a", "A"), ReplyButton("a", "B"))),
            ),
            (
                "button titles not unique",
                replace(BUTTONS, buttons=(ReplyButton("a", "A"), ReplyButton("b", "A"))),
            ),
            ("button title over 20", replace(BUTTONS, buttons=(ReplyButton("a", "x" * 21),))),
            ("button title empty", replace(BUTTONS, buttons=(ReplyButton("a", ""),))),
            ("button id over 200", replace(BUTTONS, buttons=(ReplyButton("x" * 201, "A"),))),
            ("list button over 20", replace(LIST, button="x" * 21)),
            ("0 rows, 1 to 10 allowed", replace(LIST, rows=())),
            (
                "11 rows, 1 to 10 allowed",
                replace(LIST, rows=tuple(ListRow(str(n), "x") for n in range(11))),
            ),
            ("row ids not unique", replace(LIST, rows=(ROW, ROW))),
            ("row title over 24", replace(LIST, rows=(replace(ROW, title="x" * 25),))),
            ("row id over 200", replace(LIST, rows=(replace(ROW, id="x" * 201),))),
            ("row description over 72", replace(LIST, rows=(replace(ROW, description="x" * 73),))),
            ("no media id", Image("")),
            ("caption over 1024", Image("7", "x" * 1025)),
            ("filename empty", Document("7", "")),
            ("template name empty", Template("", "en")),
            ("no template language", Template("a", "")),
            ("template value empty", Template("a", "en", ("",))),
            ("template value over 1024", Template("a", "en", ("x" * 1025,))),
            ("template value with line break, tab or five spaces", Template("a", "en", ("x\ny",))),
            ("button payload over 200", Template("a", "en", (), ("x" * 201,))),
        )
    ),
]


@pytest.mark.parametrize(("fault", "outgoing"), TOO_MUCH, ids=[fault for fault, _ in TOO_MUCH])
def test_what_meta_would_refuse_has_a_fault(fault: str, outgoing: Rendered) -> None:
    assert outgoing.fault == fault


@pytest.mark.parametrize(
    "content",
    [
        Text("x" * 4096),
        Buttons(
            "x" * 1024, tuple(ReplyButton(str(n) * 200, str(n) * 20) for n in range(3)), "h" * 60
        ),
        ListMessage(
            "x", "b" * 20, tuple(ListRow(str(n) * 200, "t" * 24, "d" * 72) for n in range(10))
        ),
    ],
)
def test_what_just_fits_may_go(content: Content) -> None:
    assert replace(NAMASTE, content=content).fault == ""
