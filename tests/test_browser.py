"""A person uses the simulator's page in a real browser; pictures are kept in screenshots/."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator.demo import DEMO_MARKET, add_demo_market
from bot.simulator.world import World
from tests.browser import Page, chromium, find_chromium
from tests.echo_bot import talking

CHROMIUM = find_chromium()
SCREENSHOTS = Path(__file__).parent / "screenshots"
HARI, BIMALA, GUPTA = "+9779800000101", "+9779800000102", "+9779800000201"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture
async def market() -> AsyncIterator[World]:
    """The simulator with the demo market, and a bot that answers."""
    async with talking() as (world, _):
        add_demo_market(world)
        yield world


@pytest.fixture
async def page(market: World) -> AsyncIterator[Page]:
    """The simulator's page, open in a wide window; no script error is forgiven."""
    assert CHROMIUM is not None
    SCREENSHOTS.mkdir(exist_ok=True)
    async with chromium(CHROMIUM) as tab:
        await tab.open(f"{market.base_url}/")
        await tab.wait_until(f"document.querySelectorAll('.phone').length === {len(DEMO_MARKET)}")
        yield tab
        assert tab.errors == []


async def test_a_person_types_taps_and_chooses(page: Page) -> None:
    hari, bimala = page.phone(HARI), page.phone(BIMALA)

    await hari.say("menu")
    assert "पक्का" in await hari.wait_for("KH-1042")
    await hari.tap("पक्का")
    await hari.wait_for("You chose पक्का (confirm:cart:17)")

    await bimala.say("list")
    await bimala.tap("Choose")
    await page.wait_until(f"{bimala.element}.querySelector('.drawer label')")
    await page.screenshot(SCREENSHOTS / "list.png")
    await page.click(f"{bimala.element}.querySelector('.drawer .close')")
    await bimala.choose("Choose", "डाबर नीम साबुन")
    await bimala.wait_for("You chose डाबर नीम साबुन (p:3)")

    await page.phone(GUPTA).say("नमस्ते, ५ कार्टन वाइवाइ")
    await page.phone(GUPTA).wait_for("You wrote: नमस्ते, ५ कार्टन वाइवाइ")
    await page.wait_until("document.getElementById('billed').textContent === '5'")
    assert await page.screenshot(SCREENSHOTS / "market.png")


async def test_files_places_and_links_are_shown(page: Page, market: World) -> None:
    hari = page.phone(HARI)
    await hari.say("photo")
    await hari.wait_for("Chini, 30 days")
    await page.wait_until(f"{hari.element}.querySelector('img.image').naturalWidth === 240")
    await hari.say("file")
    assert "statement.pdf" in await hari.wait_for("Mangsir 2083")
    await hari.say("where")
    await hari.tap("Send location")
    await hari.wait_for("You sent: location")
    asked = next(one for one in market.phone(HARI).chat if one.kind == "location_request")
    sent = next(one for one in market.phone(HARI).chat if one.kind == "location")
    assert sent.content.quotes == asked.id
    await hari.say("link")
    await hari.wait_for("Verify")
    link = f"{hari.element}.querySelector('.buttons a').href"
    assert await page.evaluate(link) == "https://khaacho.example/verify/7F3A"
    await page.screenshot(SCREENSHOTS / "files.png")


async def test_a_voice_note_and_a_photo_are_attached(page: Page, market: World) -> None:
    hari = page.phone(HARI)
    await page.click(f"{hari.element}.querySelector('.attach summary')")
    await page.click(f"{hari.element}.querySelector('[data-attach=voice]')")
    await hari.wait_for("You sent: audio")
    voice = next(one for one in market.phone(HARI).chat if one.kind == "audio")
    assert voice.content.attachment is not None
    assert len(market.media.get(voice.content.attachment.media_id).data) > 100


async def test_the_clock_closes_every_window(page: Page) -> None:
    hari = page.phone(HARI)
    await hari.say("namaste")
    await hari.wait_for("You wrote: namaste")
    left = f"{hari.element}.querySelector('.window .left').textContent"
    await page.wait_until(f"{left} === 'Window open for 23 h'")
    await page.click("document.querySelector('[data-hours=\"25\"]')")
    await page.wait_until(f"{left} === 'Window closed: templates only'")
    await page.click("document.getElementById('reset')")
    await page.wait_until(f"{left} === 'Window open for 23 h'")


async def test_a_new_phone_is_added_and_a_phone_is_switched_off(page: Page, market: World) -> None:
    await page.click("document.getElementById('add')")
    await page.click("document.querySelector('dialog [name=number]')")
    await page.type("+977 984-1234567")
    await page.click("document.querySelector('dialog [name=name]')")
    await page.type("Naya Pasal")
    await page.screenshot(SCREENSHOTS / "new_phone.png")
    await page.click("document.querySelector('dialog [value=add]')")
    newcomer = page.phone("+9779841234567")
    await newcomer.say("Namaste")
    await newcomer.wait_for("You wrote: Namaste")

    await page.click(f"{newcomer.element}.querySelector('.power')")
    await page.wait_until(f"{newcomer.element}.classList.contains('off')")
    assert not market.phone("9779841234567").online


async def test_a_reload_shows_the_history_and_a_small_window_one_phone(page: Page) -> None:
    await page.phone(HARI).say("menu")
    await page.phone(HARI).wait_for("KH-1042")
    await page.resize(420, 860)
    await page.call("Page.reload")
    await page.phone(HARI).wait_for("KH-1042")
    await page.wait_until("getComputedStyle(document.getElementById('tabs')).display === 'flex'")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.screenshot(SCREENSHOTS / "small.png")
