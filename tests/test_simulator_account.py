"""The Graph API for files, templates and the number itself, over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession, FormData

from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.templates import Template
from bot.simulator.world import World
from tests.echo_bot import PDF

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


async def test_a_file_is_uploaded_found_fetched_and_deleted(
    world: World, http: ClientSession
) -> None:
    form = FormData({"messaging_product": "whatsapp", "type": "application/pdf"})
    form.add_field("file", PDF, filename="a.pdf", content_type="application/pdf")
    async with http.post(f"{CONFIG.phone_number_id}/media", data=form) as answer:
        media_id = (await answer.json())["id"]
    async with http.get(media_id) as answer:
        found = await answer.json()
    assert (found["mime_type"], found["file_size"], len(found["sha256"])) == (
        "application/pdf",
        str(len(PDF)),
        64,
    )
    async with http.get(found["url"]) as answer:
        assert await answer.read() == PDF
    async with ClientSession() as stranger, stranger.get(found["url"]) as answer:
        assert answer.status == 401
    world.clock.advance(timedelta(minutes=5))
    async with http.get(found["url"]) as answer:
        assert answer.status == 404
    async with http.delete(media_id) as answer:
        assert await answer.json() == {"success": True}
    async with http.get(media_id) as answer:
        assert (await answer.json())["error"]["error_subcode"] == 33


async def test_an_upload_of_a_strange_type_is_refused(http: ClientSession) -> None:
    form = FormData({"messaging_product": "whatsapp", "type": "image/svg+xml"})
    form.add_field("file", b"<svg/>", filename="a.svg", content_type="image/svg+xml")
    async with http.post(f"{CONFIG.phone_number_id}/media", data=form) as answer:
        assert (await answer.json())["error"]["code"] == 100


async def test_templates_are_listed_created_and_deleted(http: ClientSession) -> None:
    path = f"{CONFIG.waba_id}/message_templates"
    new = {
        "name": "payment_due",
        "language": "hi",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "रु {{1}} बाँकी छ, कृपया तिर्नुहोस्।"},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "तिरें"}]},
        ],
    }
    async with http.post(path, json=new) as answer:
        assert (await answer.json())["status"] == "APPROVED"
    async with http.get(path) as answer:
        found = (await answer.json())["data"]
    assert [(one["name"], one["language"]) for one in found] == [
        ("order_alert", "en"),
        ("payment_due", "hi"),
    ]
    async with http.post(path, json={**new, "language": "ne"}) as answer:
        assert (await answer.json())["error"]["code"] == 100
    async with http.delete(path, params={"name": "payment_due"}) as answer:
        assert answer.status == 200
    async with http.get(path, params={"name": "payment_due"}) as answer:
        assert (await answer.json())["data"] == []


async def test_the_number_describes_itself(http: ClientSession) -> None:
    async with http.get(CONFIG.phone_number_id) as answer:
        assert (await answer.json())["display_phone_number"] == f"+{CONFIG.display_number}"
