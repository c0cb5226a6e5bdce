"""The Graph API over HTTP, asked by plain aiohttp and by pywa."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession
from pywa.errors import (
    ReEngagementMessage,
    TooManyMessages,
    WhatsAppError,
)
from pywa.types import Button, Section, SectionList, SectionRow
from pywa_async import WhatsApp

from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.templates import Template
from bot.simulator.world import World
from tests.echo_bot import PDF, png, text

HARI = "+9779800000101"
ORDER_ALERT = Template("order_alert", "en", "Order {{1}} waits for you.", ("Accept", "Decline"))
CONFIG = SimulatorConfig(seed=7, pair_rate=False, retry_seconds=())


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A simulator that knows Hari, who has just written; nobody listens to its webhooks."""
    async with serving(CONFIG, [ORDER_ALERT]) as found:
        hari = found.add_phone(HARI, "Hari")
        hari.last_inbound = found.clock.now()
        yield found


@pytest.fixture
async def http(world: World) -> AsyncIterator[ClientSession]:
    """A client with the right token."""
    token = {"Authorization": f"Bearer {CONFIG.token}"}
    async with ClientSession(f"{world.base_url}/v23.0/", headers=token) as session:
        yield session


@pytest.fixture
async def wa(world: World) -> AsyncIterator[WhatsApp]:
    """pywa, pointed at the simulator as the bot does."""
    async with httpx.AsyncClient() as session:
        client = WhatsApp(
            phone_id=CONFIG.phone_number_id,
            token=CONFIG.token,
            session=session,
            api_version=26.0,
        )
        client.api._session.base_url = f"{world.base_url}/v26.0"
        yield client


async def send(http: ClientSession, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    payload = {"messaging_product": "whatsapp", "to": HARI, **body}
    async with http.post(f"{CONFIG.phone_number_id}/messages", json=payload) as answer:
        found: dict[str, Any] = await answer.json()
        return answer.status, found


async def test_a_sent_message_stands_on_the_phone(world: World, http: ClientSession) -> None:
    status, answer = await send(http, text("नमस्ते"))
    assert status == 200
    shown = await world.phone(HARI).next_message()
    assert answer == {
        "messaging_product": "whatsapp",
        "contacts": [{"input": HARI, "wa_id": "9779800000101"}],
        "messages": [{"id": shown.id}],
    }
    assert shown.id.startswith("wamid.")
    assert (shown.kind, shown.body) == ("text", "नमस्ते")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "ü"}])
async def test_a_wrong_token_is_refused(world: World, header: dict[str, str]) -> None:
    path = f"{world.base_url}/v23.0/{CONFIG.phone_number_id}/messages"
    async with ClientSession() as session, session.post(path, headers=header, json={}) as answer:
        assert answer.status == 401
        error = (await answer.json())["error"]
    assert (error["code"], error["type"]) == (190, "OAuthException")
    assert error["fbtrace_id"]


async def test_a_refusal_has_metas_shape(http: ClientSession) -> None:
    status, answer = await send(http, text("x" * 4097))
    error = answer["error"]
    assert status == 400
    assert error.pop("fbtrace_id")
    assert error == {
        "message": "(#100) Param text.body must be at most 4096 characters long.",
        "type": "OAuthException",
        "code": 100,
        "error_data": {
            "messaging_product": "whatsapp",
            "details": "Param text.body must be at most 4096 characters long.",
        },
    }


@pytest.mark.parametrize(
    ("change", "code", "subcode"),
    [
        ({"messaging_product": "sms"}, 100, None),
        ({"to": ""}, 131008, None),
        ({"to": "Hari"}, 131009, None),
        ({"to": f"+{CONFIG.display_number}"}, 131021, None),
        ({"to": None, "recipient": "NP.404"}, 131009, None),
    ],
)
async def test_a_recipient_nobody_can_be(
    http: ClientSession, change: dict[str, Any], code: int, subcode: int | None
) -> None:
    status, answer = await send(http, {**text("hi"), **change})
    assert (status, answer["error"]["code"]) == (400, code)
    assert answer["error"].get("error_subcode") == subcode


async def test_another_numbers_id_does_not_exist(http: ClientSession) -> None:
    async with http.post("999/messages", json=text("hi")) as answer:
        error = (await answer.json())["error"]
    assert (error["code"], error["error_subcode"]) == (100, 33)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_json_object(http: ClientSession, body: bytes) -> None:
    async with http.post(f"{CONFIG.phone_number_id}/messages", data=body) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (400, 100)


async def test_a_person_without_a_number_is_written_to_by_bsuid(
    world: World, http: ClientSession
) -> None:
    gita = world.add_phone("+9779800000999", "Gita", username="gita.store")
    gita.last_inbound = world.clock.now()
    status, answer = await send(http, {**text("hi"), "to": None, "recipient": gita.bsuid})
    assert status == 200
    assert answer["contacts"] == [{"input": gita.bsuid, "user_id": gita.bsuid}]
    assert (await gita.next_message()).body == "hi"


async def test_a_template_says_it_is_accepted(world: World, http: ClientSession) -> None:
    values = [{"type": "body", "parameters": [{"type": "text", "text": "KH-1"}]}]
    part = {"name": "order_alert", "language": {"code": "en"}, "components": values}
    _, answer = await send(http, {"type": "template", "template": part})
    assert answer["messages"][0]["message_status"] == "accepted"
    assert (await world.phone(HARI).next_message()).body == "Order KH-1 waits for you."


async def test_pywa_sends_every_kind_the_bot_uses(world: World, wa: WhatsApp) -> None:
    hari = world.phone(HARI)
    await wa.send_message(HARI, "plain", tracker="outbox-1")
    assert (await hari.next_message()).tracker == "outbox-1"

    choices = [Button("Confirm", "confirm:cart:17"), Button("Cancel", "cancel:cart:17")]
    await wa.send_message(HARI, "Sure?", header="KH-1", footer="Rs 500", buttons=choices)
    asked = await hari.next_message()
    assert (asked.kind, asked.header, asked.footer) == ("button", "KH-1", "Rs 500")
    assert [(b.id, b.title) for b in asked.buttons] == [
        ("confirm:cart:17", "Confirm"),
        ("cancel:cart:17", "Cancel"),
    ]

    soap = [SectionRow("Lux 100 g", "p:2", "Rs 52"), SectionRow("Lifebuoy", "p:1")]
    await wa.send_message(HARI, "Which?", buttons=SectionList("Choose", [Section("Soap", soap)]))
    listed = await hari.next_message()
    assert [(r.id, r.title, r.description, r.section) for r in listed.rows] == [
        ("p:2", "Lux 100 g", "Rs 52", "Soap"),
        ("p:1", "Lifebuoy", "", "Soap"),
    ]

    await wa.send_document(HARI, PDF, filename="statement.pdf", mime_type="application/pdf")
    assert (await hari.next_message()).document == "statement.pdf"
    await wa.send_image(HARI, png(4, 4), caption="Prices", mime_type="image/png")
    assert (await hari.next_message()).body == "Prices"
    await wa.request_location(HARI, "Where?")
    assert (await hari.next_message()).kind == "location_request"
    await wa.send_reaction(HARI, "👍", message_id=asked.id)
    assert asked.reaction == "👍"


async def test_pywa_raises_its_own_errors(world: World, wa: WhatsApp) -> None:
    with pytest.raises(WhatsAppError) as refused:
        await wa.send_message(HARI, "x" * 4097)
    assert refused.value.code == 100
    world.phone(HARI).last_inbound = None
    with pytest.raises(ReEngagementMessage):
        await wa.send_message(HARI, "too late")
    world.faults.change({"plan": ["429", "500_before"]})
    with pytest.raises(WhatsAppError) as refused:
        await wa.send_message(HARI, "too fast")
    assert (refused.value.code, refused.value.is_transient) == (130429, None)
    with pytest.raises(WhatsAppError) as refused:
        await wa.send_message(HARI, "broken")
    assert refused.value.status_code == 500


async def test_pywa_hits_the_pair_rate(world: World, wa: WhatsApp) -> None:
    world.pair_rate = True
    for number in range(45):
        await wa.send_message(HARI, f"{number}")
    with pytest.raises(TooManyMessages) as refused:
        await wa.send_message(HARI, "one too many")
    assert refused.value.code == 131056


async def test_reading_and_typing_show_on_the_phone(world: World, wa: WhatsApp) -> None:
    hari = world.phone(HARI)
    world.webhooks.url = ""
    with pytest.raises(Exception, match="no 200"):
        await hari.say("asti kai pathau")
    assert not hari.typing
    await wa.indicate_typing(message_id=hari.chat[0].id)
    assert (hari.chat[0].status, hari.typing) == ("read", True)
    await wa.send_message(HARI, "here")
    assert not hari.typing
    with pytest.raises(WhatsAppError) as refused:
        await wa.mark_message_as_read("wamid.nobody")
    assert refused.value.code == 131009
