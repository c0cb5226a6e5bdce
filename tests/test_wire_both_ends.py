"""Our two ends of the wire against the simulator: what phones send arrives, what we send shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from bot.inbound import parse
from bot.inbox import Inbox
from bot.rendered import (
    Buttons,
    Content,
    Document,
    Image,
    ListMessage,
    ListRow,
    Rendered,
    ReplyButton,
    Text,
)
from bot.rendered import Template as TemplateMessage
from bot.send_failure import FailureKind, SendFailure
from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.phones import Phone
from bot.simulator.templates import Template
from bot.simulator.world import World
from bot.webhook import PATH, Webhook
from bot.whatsapp import WhatsApp
from flows.turn import Inbound, InboundKind
from storage.arrivals import (
    Envelope,
    IdentityItem,
    MessageItem,
    MessageStatus,
    OtherItem,
    Received,
    StatusItem,
)

CONFIG = SimulatorConfig(seed=7, retry_seconds=())
ORDER_ALERT = Template("order_alert", "en", "Order {{1}} waits for you.", ("Accept", "Decline"))
YES_NO = Buttons("Ok?", (ReplyButton("yes:1", "Yes"), ReplyButton("no:1", "No")), "Cart", "Thanks")
WHICH = ListMessage(
    "Which?", "Choose", (ListRow("a", "Wai Wai", "30 packets"), ListRow("b", "Rara"))
)


@dataclass
class Ends:
    """Hari's phone on one side, what the bot received on the other."""

    world: World
    hari: Phone
    whatsapp: WhatsApp
    kept: Envelope = field(default_factory=Envelope)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(
        self,
        messages: list[MessageItem],
        statuses: list[StatusItem],
        identities: list[IdentityItem],
        others: list[OtherItem],
    ) -> Received:
        new = Envelope(tuple(messages), tuple(statuses), tuple(identities), tuple(others))
        old = self.kept
        self.kept = Envelope(
            old.messages + new.messages,
            old.statuses + new.statuses,
            old.identities + new.identities,
            old.others + new.others,
        )
        self.arrived.set()
        return Received(fresh=len(new))

    @property
    def last(self) -> Inbound:
        return parse(self.kept.messages[-1].payload)

    async def send(self, content: Content) -> str:
        sent = await self.whatsapp.send(Rendered(f"+{self.hari.number}", None, "row-1", content))
        return sent.wamid


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    async with serving(CONFIG, [ORDER_ALERT]) as world:
        whatsapp = WhatsApp(
            world.base_url, CONFIG.phone_number_id, CONFIG.token, api_version="v23.0"
        )
        found = Ends(world, world.add_phone("+9779800000101", "Hari Sharma"), whatsapp)
        inbox = Inbox(found, lambda _: None)
        hook = Webhook(inbox, (CONFIG.app_secret,), CONFIG.verify_token, CONFIG.phone_number_id)
        app = web.Application()
        app.add_routes(hook.routes())
        runner = web.AppRunner(app, auto_decompress=False, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        await world.webhooks.subscribe(address, CONFIG.verify_token)
        yield found
        await whatsapp.close()
        await runner.cleanup()


async def test_what_a_person_types_and_taps_arrives(ends: Ends) -> None:
    await ends.hari.say("५ कार्टन वाइवाइ 🙏")
    assert (ends.last.kind, ends.last.text) == (InboundKind.TEXT, "५ कार्टन वाइवाइ 🙏")
    contact = ends.kept.messages[-1].contact
    assert (contact.phone, contact.name) == ("+9779800000101", "Hari Sharma")
    assert contact.bsuid == ends.hari.bsuid

    wamid = await ends.send(YES_NO)
    await ends.hari.press("Yes")
    assert (ends.last.press, ends.last.text, ends.last.replies_to) == ("yes:1", "Yes", wamid)

    await ends.send(WHICH)
    await ends.hari.choose("Rara")
    assert (ends.last.press, ends.last.text) == ("b", "Rara")


async def test_other_kinds_arrive(ends: Ends) -> None:
    await ends.hari.say("hi")
    wamid = await ends.send(Text("hello"))
    await ends.hari.send_location(28.601944, 81.617222, "Sharma Kirana")
    assert ends.last.spot is not None
    assert (ends.last.spot.latitude, ends.last.spot.longitude) == (28601944, 81617222)
    await ends.hari.react(ends.hari.messages[0], "👍")
    assert (ends.last.kind, ends.last.text) == (InboundKind.REACTION, "👍")
    assert ends.last.replies_to == wamid
    await ends.hari.send_image(b"\xff\xd8\xff", caption="bill")
    assert (ends.last.kind, ends.last.text) == (InboundKind.IMAGE, "bill")
    assert ends.last.media is not None
    content, mime = await ends.whatsapp.fetch_media(ends.last.media.id)
    assert (content, mime) == (b"\xff\xd8\xff", "image/jpeg")
    assert ends.kept.others == ()


async def test_who_hides_the_number_is_known_and_answered(ends: Ends) -> None:
    bimala = ends.world.add_phone("+9779800000102", "Bimala", username="bimala.thapa")
    await bimala.say("namaste")
    contact = ends.kept.messages[-1].contact
    assert (contact.phone, contact.bsuid) == (None, bimala.bsuid)
    assert contact.username == "bimala.thapa"
    await ends.whatsapp.send(Rendered(None, contact.bsuid, "row-2", Text("namaste!")))
    assert (await bimala.next_message()).body == "namaste!"


async def test_a_changed_number_is_told(ends: Ends) -> None:
    before = ends.hari.bsuid
    await ends.hari.say("hi")
    await ends.hari.change_number("+9779800000999")
    (change,) = ends.kept.identities
    assert change.previous.phone == "+9779800000101"
    assert change.current.phone == "+9779800000999"
    assert change.previous.bsuid in (before, None)
    assert change.current.bsuid in (ends.hari.bsuid, None)


async def test_what_we_send_shows_on_the_phone(ends: Ends) -> None:
    await ends.hari.say("hi")
    media = await ends.whatsapp.upload(b"%PDF-1.1\n%%EOF\n", "application/pdf", "khata.pdf")
    picture = await ends.whatsapp.upload(b"\x89PNG\r\n\x1a\n", "image/png", "prices.png")
    shown = [
        (Text("*नमस्ते*"), "text", "*नमस्ते*"),
        (YES_NO, "button", "Ok?"),
        (WHICH, "list", "Which?"),
        (Document(media, "khata.pdf", "Your khata"), "document", "Your khata"),
        (Image(picture, "Prices"), "image", "Prices"),
        (
            TemplateMessage("order_alert", "en", ("K7F2QD",), ("accept:1", "decline:1")),
            "template",
            "Order K7F2QD waits for you.",
        ),
    ]
    for content, kind, body in shown:
        await ends.send(content)
        message = await ends.hari.next_message()
        assert (message.kind, message.body) == (kind, body)


async def test_statuses_come_back_with_our_tracker(ends: Ends) -> None:
    await ends.hari.say("hi")
    wamid = await ends.send(Text("hello"))
    async with asyncio.timeout(5):
        while MessageStatus.READ not in {item.status for item in ends.kept.statuses}:
            ends.arrived.clear()
            await ends.arrived.wait()
    assert ends.kept.statuses[0].status is MessageStatus.SENT
    assert {(item.wamid, item.tracker) for item in ends.kept.statuses} == {(wamid, "row-1")}


async def test_ticks_and_typing(ends: Ends) -> None:
    await ends.hari.say("hi")
    await ends.whatsapp.mark_read(ends.kept.messages[-1].wamid, typing=True)
    assert ends.hari.typing


async def refused(ends: Ends, content: Content) -> FailureKind:
    with pytest.raises(SendFailure) as found:
        await ends.send(content)
    return found.value.kind


async def test_refusals_as_the_simulator_gives_them(ends: Ends) -> None:
    assert await refused(ends, Text("hello")) is FailureKind.WINDOW
    await ends.hari.say("hi")
    absent = TemplateMessage("order_alert", "ne", ("x",), ("a", "b"))
    assert await refused(ends, absent) is FailureKind.TEMPLATE
    short = TemplateMessage("order_alert", "en", (), ("a", "b"))
    assert await refused(ends, short) is FailureKind.TEMPLATE
    assert await refused(ends, Document("999999", "x.pdf")) is FailureKind.BUG
    for _ in range(60):
        try:
            await ends.send(Text("again"))
        except SendFailure as failure:
            assert failure.kind is FailureKind.PAIR  # noqa: PT017 - the first sixty may pass
            break
    else:
        pytest.fail("the pair rate was never reached")


async def test_a_wrong_token_stops_the_sender(ends: Ends) -> None:
    stranger = WhatsApp(ends.world.base_url, CONFIG.phone_number_id, "wrong", api_version="v23.0")
    with pytest.raises(SendFailure) as found:
        await stranger.send(Rendered("+9779800000101", None, "x", Text("hi")))
    assert found.value.kind is FailureKind.STOPPED
    await stranger.close()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("429", FailureKind.RATE),
        ("500_before", FailureKind.AMBIGUOUS),
        ("500_after", FailureKind.AMBIGUOUS),
    ],
)
async def test_faults_on_the_way(ends: Ends, fault: str, kind: FailureKind) -> None:
    await ends.hari.say("hi")
    ends.world.faults.settings = replace(ends.world.faults.settings, plan=[fault])
    assert await refused(ends, Text("hello")) is kind
