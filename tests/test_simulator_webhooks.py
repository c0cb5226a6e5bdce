"""What the bot receives: signed, of every kind, repeated until 200, and with faults."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from pywa.utils import webhook_updates_validator

from bot.simulator import said
from bot.simulator.chat import Status
from bot.simulator.config import SimulatorConfig
from bot.simulator.envelope import Person, message_update, sign, wrap
from bot.simulator.webhooks import WebhookUndelivered, WebhookUnverified
from bot.simulator.world import World
from tests.echo_bot import EchoBot, png, talking

HARI = "+9779800000101"
QUICK = SimulatorConfig(seed=3, pair_rate=False, retry_seconds=(0.01,) * 5)


@pytest.fixture
async def market() -> AsyncIterator[tuple[World, EchoBot]]:
    """A simulator with Hari, and a bot that answers."""
    async with talking(QUICK) as (world, bot):
        world.add_phone(HARI, "Hari")
        yield world, bot


def test_the_signature_is_over_the_raw_bytes_escaped_as_meta_does() -> None:
    update = message_update(
        Person("977980", "NP.1", "हरि"), "wamid.1", 1, "text", {"text": {"body": "५/२ 🙂"}}
    )
    body = wrap([update], QUICK)
    assert body.isascii()
    assert rb"\u096b\/" in body
    signature = sign(body, QUICK.app_secret)
    assert webhook_updates_validator(QUICK.app_secret, body, signature)
    assert not webhook_updates_validator(QUICK.app_secret, body + b" ", signature)
    assert not webhook_updates_validator("another", body, signature)
    assert json.loads(body)["entry"][0]["changes"][0]["value"]["messages"][0]["text"] == {
        "body": "५/२ 🙂"
    }


async def test_a_message_carries_all_that_meta_sends(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    sent = await world.phone(HARI).say("2 bora chamal")
    value = next(one for one in bot.values if "messages" in one)
    assert value["metadata"] == {
        "display_phone_number": QUICK.display_number,
        "phone_number_id": QUICK.phone_number_id,
    }
    bsuid = world.phone(HARI).bsuid
    contact = {"profile": {"name": "Hari"}, "user_id": bsuid, "wa_id": "9779800000101"}
    assert value["contacts"] == [contact]
    assert value["messages"] == [
        {
            "id": sent.id,
            "timestamp": str(int(sent.at.timestamp())),
            "type": "text",
            "text": {"body": "2 bora chamal"},
            "from": "9779800000101",
            "from_user_id": bsuid,
        }
    ]
    assert bsuid.startswith("NP.")


async def test_taps_name_what_was_tapped(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    hari = world.phone(HARI)
    await hari.say("menu")
    asked = await hari.next_message()
    await hari.press("पक्का")
    await hari.press("cancel:cart:17")
    await hari.say("list")
    await hari.wait_for(lambda one: one.kind == "list")
    await hari.choose("Lux 100 g")
    confirm, cancel, soap = (one for one in bot.messages if one["type"] == "interactive")
    assert confirm["context"] == {"from": QUICK.display_number, "id": asked.id}
    assert confirm["interactive"] == {
        "type": "button_reply",
        "button_reply": {"id": "confirm:cart:17", "title": "पक्का"},
    }
    assert cancel["interactive"]["button_reply"]["title"] == "Radda"
    assert soap["interactive"]["list_reply"] == {
        "id": "p:2",
        "title": "Lux 100 g",
        "description": "Rs 52 each",
    }
    with pytest.raises(LookupError, match="Badlinu"):
        await hari.press("Confirm")


async def test_every_kind_of_message_arrives(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    hari = world.phone(HARI)
    first = await hari.say("namaste")
    answer = await hari.next_message()
    await hari.send_image(png(2, 2), "image/png", "yo hera")
    await hari.send_file("document", b"a,b", "text/csv", name="prices.csv")
    await hari.send_file("voice", b"OggS", "audio/ogg")
    await hari.send_file("sticker", b"RIFF", "image/webp")
    await hari.send_location(28.6, 81.63, "Pasal")
    await hari.react(answer, "👍")
    await hari.send(said.contact("Hari Sharma", hari.number))
    await hari.send(said.order("cat-1", [("RICE-25", 2, 2450)]))
    await hari.send(said.edited(first, "namaskar"))
    await hari.send(said.revoked(first))
    await hari.send(said.unsupported("poll"))
    await hari.send(said.unknown("hologram", {"depth": 3}))
    kinds = [one["type"] for one in bot.messages]
    assert kinds == [
        "text",
        "image",
        "document",
        "audio",
        "sticker",
        "location",
        "reaction",
        "contacts",
        "order",
        "edit",
        "revoke",
        "unsupported",
        "hologram",
    ]
    found = {one["type"]: one for one in bot.messages}
    assert found["image"]["image"]["caption"] == "yo hera"
    assert found["document"]["document"]["filename"] == "prices.csv"
    assert found["audio"]["audio"]["voice"] is True
    assert found["reaction"]["reaction"] == {"message_id": answer.id, "emoji": "👍"}
    assert found["edit"]["edit"]["original_message_id"] == first.id
    assert found["unsupported"]["errors"][0]["code"] == 131051
    token = {"Authorization": f"Bearer {QUICK.token}"}
    address = found["image"]["image"]["url"]
    async with ClientSession(headers=token) as session, session.get(address) as media:
        assert await media.read() == png(2, 2)


async def test_a_person_with_a_username_shows_no_number(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    gita = world.add_phone("+9779800000999", "Gita", username="gita.store")
    await gita.say("namaste")
    assert (await gita.next_message()).body == "You wrote: namaste"
    await world.webhooks.idle()
    assert "from" not in bot.messages[0]
    assert bot.messages[0]["from_user_id"] == gita.bsuid
    profile = {"name": "Gita", "username": "gita.store"}
    assert all(v["contacts"] == [{"profile": profile, "user_id": gita.bsuid}] for v in bot.values)
    assert all("recipient_id" not in one for one in bot.statuses)


async def test_a_changed_number_is_another_user_id(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    hari = world.phone(HARI)
    before = hari.bsuid
    await hari.change_number("+9779811111111")
    value = bot.values[0]
    assert "contacts" not in value
    assert value["messages"][0]["from"] == "9779800000101"
    assert value["messages"][0]["system"] == {
        "type": "user_changed_number",
        "wa_id": "9779811111111",
        "user_id": hari.bsuid,
        "previous_user_id": before,
        "body": "User Hari changed from 9779800000101 to 9779811111111",
    }
    assert world.phone("+9779811111111") is hari
    with pytest.raises(ValueError, match="somebody's"):
        await world.add_phone(HARI, "Ram").change_number("+9779811111111")


async def test_statuses_report_each_step_with_the_price(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    hari = world.phone(HARI)
    await hari.say("namaste")
    answer = await hari.next_message()
    await world.webhooks.idle()
    assert [one["status"] for one in bot.statuses] == ["sent", "delivered", "read"]
    for one in bot.statuses:
        assert one["id"] == answer.id
        assert one["biz_opaque_callback_data"] == answer.tracker
        assert one["recipient_id"] == hari.number
        assert one["recipient_user_id"] == hari.bsuid
    sent, delivered, read = bot.statuses
    price = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
    assert sent["pricing"] == delivered["pricing"] == price
    assert "pricing" not in read
    assert world.billed == {hari.number: 1}


async def test_an_unknown_number_fails_later_and_without_contacts(
    market: tuple[World, EchoBot],
) -> None:
    world, bot = market
    body = {"to": "+9779899999999", "type": "text", "text": {"body": "hi"}}
    assert await bot.post({**body, "biz_opaque_callback_data": "outbox-9"}) == 200
    await world.webhooks.idle()
    (value,) = bot.values
    assert "contacts" not in value
    (status,) = value["statuses"]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131026)
    assert (status["recipient_id"], status["biz_opaque_callback_data"]) == (
        "9779899999999",
        "outbox-9",
    )
    assert "recipient_user_id" not in status
    assert world.billed.total() == 0


async def test_a_webhook_is_repeated_until_200(market: tuple[World, EchoBot]) -> None:
    world, bot = market
    bot.answers = [500, 202, 404, 200]
    message = await world.phone(HARI).say("namaste")
    assert [one["text"]["body"] for one in bot.messages] == ["namaste"]
    assert message.status in {Status.DELIVERED, Status.READ}
    await world.webhooks.idle()
    bot.answers = [503] * 6
    with pytest.raises(WebhookUndelivered):
        await world.phone(HARI).say("nobody there")
    assert world.phone(HARI).chat[-1].status is Status.FAILED


async def test_the_webhook_address_is_verified_first(market: tuple[World, EchoBot]) -> None:
    world, _ = market
    address = world.webhooks.url
    with pytest.raises(WebhookUnverified, match="403"):
        await world.webhooks.subscribe(address, "wrong token")
    with pytest.raises(WebhookUnverified, match="reached"):
        await world.webhooks.subscribe("http://127.0.0.1:1/hook", "any")
    assert world.webhooks.url == address
