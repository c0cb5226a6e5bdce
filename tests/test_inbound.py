"""Every published webhook shape, and what no page publishes: nothing raises, nothing is lost."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.envelope import split
from bot.inbound import parse
from bot.safe_text import safe_text
from flows.turn import Inbound, InboundKind
from storage.arrivals import KEY_LIMIT, Envelope
from tests.notation import PHONE_ID, told

BODIES = {path.stem: path.read_bytes() for path in Path(__file__).parent.glob("webhooks/*.json")}
YIELDS = tomllib.loads((Path(__file__).parent / "webhooks/yields.toml").read_text("utf-8"))

GOOD = {"from": "9779800000101", "id": "wamid.good", "type": "text", "text": {"body": "good"}}

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


def wrapped(*messages: object, **value: object) -> bytes:
    """A body with these messages for our number."""
    inner = {"metadata": {"phone_number_id": PHONE_ID}, "messages": list(messages), **value}
    changes = [{"field": "messages", "value": inner}]
    return json.dumps({"entry": [{"id": "1", "changes": changes}]}).encode()


def said(envelope: Envelope) -> list[str]:
    return [parse(item.payload).text for item in envelope.messages]


def test_every_body_says_what_it_yields() -> None:
    assert BODIES.keys() == YIELDS.keys()
    assert len(BODIES) >= 60


@pytest.mark.parametrize("name", sorted(BODIES))
def test_published_body(name: str) -> None:
    assert told(split(BODIES[name], PHONE_ID)) == YIELDS[name]


@pytest.mark.parametrize("name", sorted(BODIES))
def test_the_same_body_has_the_same_keys(name: str) -> None:
    again = orjson.dumps(orjson.loads(BODIES[name]))  # other white space, as Meta might
    assert keys(split(BODIES[name], PHONE_ID)) == keys(split(again, PHONE_ID))


def keys(envelope: Envelope) -> list[str]:
    piles = (envelope.messages, envelope.statuses, envelope.identities, envelope.others)
    return [item.key for pile in piles for item in pile]


# Poison, each between good messages: it may be put aside, the good ones may not.
POISON = {
    "a number": b"17",
    "nothing": b"null",
    "a list": b"[[[]]]",
    "without id": b'{"type":"text","from":"9779800000101"}',
    "id of NULs": rb'{"id":"a\u0000b","from":"9779800000101","type":"text","text":{"body":"x"}}',
    "id of a megabyte": b'{"id":"' + b"x" * 1_000_000 + b'","from":"9779800000101"}',
    "not a number": b'{"id":"wamid.p","x":NaN,"y":-Infinity}',
    "beyond all numbers": b'{"id":"wamid.p","x":1e999999,"y":' + b"9" * 400 + b"}",
    "half an emoji": rb'{"id":"wamid.p","from":"9779800000101","text":{"body":"\ud83d"}}',
    "no UTF-8": b'{"id":"wamid.p","from":"9779800000101","text":{"body":"\xff\xfe"}}',
    "nested 100 deep": b'{"id":"wamid.p","x":' + b"[" * 100 + b"]" * 100 + b"}",
    "nested 1,000 deep": b'{"id":"wamid.p","x":' + b"[" * 1000 + b"]" * 1000 + b"}",
    "nested 100,000 deep": b'{"id":"wamid.p","x":'
    + b'{"a":' * 99_999
    + b"1"
    + b"}" * 99_999
    + b"}",
    "brackets in words": rb'{"id":"wamid.p","x":"[[[\"{{{","from":"9779800000101"}',
    "key twice": b'{"id":"wamid.p","id":"wamid.q","from":"9779800000101"}',
}


@pytest.mark.parametrize("name", POISON)
def test_poison_in_a_batch_of_ten_costs_nobody_else(name: str) -> None:
    goods = [json.dumps(GOOD | {"id": f"wamid.{nth}"}).encode() for nth in range(9)]
    body = wrapped().replace(b"[]", b"[" + b",".join([*goods[:4], POISON[name], *goods[4:]]) + b"]")
    found = split(body, PHONE_ID)
    assert said(found).count("good") == 9
    assert len(found) >= 10, "what was put aside is kept too"
    assert all(len(key) <= KEY_LIMIT and key.isprintable() for key in keys(found))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"7", b'"text"', b"[]", b"\x00", b"\xff\xfe", b"[" * 200_000, b"{}{}"],
)
def test_what_is_no_webhook_is_kept_whole(body: bytes) -> None:
    (other,) = split(body, PHONE_ID).others
    assert (other.kind, other.payload) == ("unreadable", body)


@pytest.mark.parametrize("body", [b"{}", b'{"entry":[]}', b'{"entry":null}', b'{"object":"page"}'])
def test_an_empty_webhook_is_kept_whole(body: bytes) -> None:
    (other,) = split(body, PHONE_ID).others
    assert (other.kind, other.payload) == ("empty", body)


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [above, *(path for name, each in inner for path in paths(each, (*above, name)))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_part_replaced_by_anything_is_stored_in_safe_shape(data: st.DataObject) -> None:
    root = json.loads(BODIES[data.draw(st.sampled_from(sorted(BODIES)))])
    path = data.draw(st.sampled_from(paths(root)[1:]))
    target = root
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = data.draw(ANYTHING)
    found = split(json.dumps(root).encode(), PHONE_ID)
    assert len(found) >= 1
    for key in keys(found):
        assert 0 < len(key) <= KEY_LIMIT + len("|delivered")
        assert "\x00" not in key
    for item in found.messages:
        assert item.contact.phone or item.contact.bsuid
        assert isinstance(parse(item.payload), Inbound)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_inbound(payload: bytes) -> None:
    assert parse(payload).kind in InboundKind


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_safe_text_is_safe_and_stays_so(text: str) -> None:
    safe = safe_text(text)
    assert safe_text(safe) == safe
    assert not any(0xD800 <= ord(sign) <= 0xDFFF or sign in UNSAFE for sign in safe)
    safe.encode()


UNSAFE = set(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x00\x1b\x9b\u200b"
)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("क्\u200dष र्\u200cय", "क्\u200dष र्\u200cय"),  # joiners are letters here
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Rs \u202e005", "Rs 005"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a b"),
        ("wai\u00adwai", "waiwai"),  # a hyphen that is not seen
        ("\ufeffHari\u200b \u2066Store\u2069", "Hari Store"),
        ("\x1b[31mred\x9b0m", "[31mred0m"),
    ],
)
def test_safe_text_examples(text: str, safe: str) -> None:
    assert safe_text(text) == safe


@pytest.mark.parametrize(
    "latitude", ["north", "1e99", "NaN", True, None, [], {}, 90.0000001, "-91"]
)
def test_a_place_that_is_none(latitude: object) -> None:
    payload = {"type": "location", "location": {"latitude": latitude, "longitude": 81.6}}
    inbound = parse(json.dumps(payload).encode())
    assert (inbound.kind, inbound.spot) == (InboundKind.LOCATION, None)


@pytest.mark.parametrize(
    "phone",
    ["", "+", "123456", "0123456789", "1" * 16, "९७७९८०००००१०१", "977 98000", 9779800000101],
)
def test_a_phone_that_is_none_names_nobody(phone: object) -> None:
    found = split(wrapped(GOOD | {"from": phone}), PHONE_ID)
    assert [item.kind for item in found.others] == ["senderless"]


def test_a_thousand_updates_in_their_order() -> None:
    messages = [GOOD | {"id": f"wamid.{nth}", "text": {"body": str(nth)}} for nth in range(1000)]
    found = split(wrapped(*messages), PHONE_ID)
    assert said(found) == [str(nth) for nth in range(1000)]


def test_a_name_cannot_claim_the_id_of_another() -> None:
    lie = {"id": "wamid.s", "type": "system", "from": "9779800000666"}
    lie["system"] = {"type": "user_changed_user_id", "body": "User x changed from NP.1 to NP.2"}
    found = split(wrapped(lie), PHONE_ID)
    assert not found.identities
    assert [item.kind for item in found.others] == ["system"]
