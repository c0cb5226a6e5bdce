"""The whole way in a real browser, with the real processes behind it; pictures in screenshots/.

`khaacho up` in a home of its own and the simulator's page: a shop of each script orders, a vendor
takes it and brings it, the debt stands, a payment is written down and confirmed, a newcomer is let
in. Afterwards every invariant holds.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import Page, chromium, find_chromium
from tests.terminal import CHECKOUT, Terminal, free_port, processes_of

CHROMIUM = find_chromium()
SCREENSHOTS = Path(__file__).parent / "screenshots"
HARI, BIMALA, ANIL = "+9779800000101", "+9779800000102", "+9779800000103"
GUPTA, ASHA, SITA = "+9779800000201", "+9779800000001", "+9779841234567"
ADMIN_PIN = "2468"
DRIVERS_CODE = re.compile(r"(?<![-\d])\d{4}(?!\d)")  # of either script; not that of KH-1001

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def environ(bare_environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """A home and a port of its own."""
    with tempfile.TemporaryDirectory(prefix="khaacho-journey-") as folder:
        Path(folder).chmod(0o711)
        yield bare_environ | {"KHAACHO_HOME": folder, "PORT": str(free_port())}


@pytest.fixture(scope="module")
def address(environ: dict[str, str]) -> Iterator[str]:
    """What `khaacho up` says to open. Until Ctrl-C it has nothing to complain about."""
    terminal = Terminal(environ)
    shown = terminal.shows("open and chat: ").rpartition(" ")[2].strip()
    terminal.read_on()
    yield shown
    assert terminal.stop() == 0
    complaints = [line for line in terminal.lines if re.search(r"Traceback|error|warning", line)]
    assert complaints == []
    assert processes_of(Path(environ["KHAACHO_HOME"])) == []


@pytest.fixture
async def page(address: str) -> AsyncIterator[Page]:
    """The page in a wide window; no script error is forgiven."""
    assert CHROMIUM is not None
    SCREENSHOTS.mkdir(exist_ok=True)
    async with chromium(CHROMIUM, 2880, 1300) as tab:
        await tab.open(address)
        await tab.wait_until("document.querySelectorAll('.phone').length >= 7")
        yield tab
        assert tab.errors == []


@dataclass(frozen=True)
class Script:
    """What a shop types and taps, and what it is shown, in its own script.

    Attributes:
        driver: What the vendor adds to the code as something is short; empty where the shop
            itself says so.
        owed: What is left to pay after 5,000 were paid.
        tells: How the shop itself says so: its button, our question, its words, our answer.
    """

    phone: str
    name: str
    order: str
    confirm: str
    leaves: str
    driver: str
    ask_balance: str
    balance: str
    yes: str
    owed: str
    tells: tuple[str, str, str, str] = ("", "", "", "")


SCRIPTS = {
    "romanised": Script(
        phone=HARI,
        name="Sharma Kirana",
        order="namaste, 2 bora jeera masino, chini 50kg, waiwai 2 peti",
        confirm="Pakka",
        leaves="bata hidyo",
        driver="jira masino 1 bora kam",
        ask_balance="mero baaki kati chha",
        balance="Tirna baanki",
        yes="Ho",
        owed="3,494",
    ),
    "devanagari": Script(
        phone=BIMALA,
        name="Bheri Store",
        order="२ बोरा जिरा मसिनो, चिनी ५० केजी र वाइवाइ २ पेटी पठाउनुस्",
        confirm="पक्का",
        leaves="बाट हिँड्यो",
        driver="",
        tells=("घटी/बिग्रेको", "बिग्रेको छ?", "वाइवाइ १ कार्टुन", "घटी पुग्यो"),
        ask_balance="मेरो बाँकी कति छ",
        balance="तिर्न बाँकी",
        yes="हो",
        owed="५,४२७",
    ),
    "english": Script(
        phone=ANIL,
        name="Karnali Mart",
        order="2 sacks of jeera masino rice, 50 kg sugar and 2 cartons of wai wai please",
        confirm="Confirm",
        leaves="on its way",
        driver="waiwai 1 carton kam",
        ask_balance="how much do I owe?",
        balance="You owe",
        yes="Yes",
        owed="5,427",
    ),
}


@pytest.mark.parametrize(("number", "script"), list(enumerate(SCRIPTS, 1001)))
async def test_an_order_in_each_script_ends_in_a_receipt(
    page: Page, number: int, script: str
) -> None:
    said, order, receipt = SCRIPTS[script], f"KH-{number}", f"R-{number - 900}"
    shop, gupta = page.phone(said.phone), page.phone(GUPTA)

    await shop.say(said.order)
    await shop.tap(said.confirm)
    await shop.wait_for(order)
    await gupta.wait_for(order)
    if script == "romanised":  # nobody has written to Khaacho for a day: only a template may go
        await gupta.tap("Padhne")
    await gupta.wait_for(f"Naya order {order}")
    await page.screenshot(SCREENSHOTS / f"journey_{script}_1_offer.png")
    await gupta.tap("Sabai")
    await shop.wait_for("Gupta Traders")
    await gupta.tap("Pathaye")
    code = DRIVERS_CODE.search(await shop.wait_for(said.leaves))
    assert code
    if said.driver:
        await gupta.tap("Puryaye")
        await gupta.wait_for(f"{order}: {said.name}")
        await gupta.say(f"{code[0]} {said.driver}")
        await gupta.wait_for(f"{order} pugyo")
    else:
        button, question, words, answer = said.tells
        await shop.tap(button)
        await shop.wait_for(question)
        await shop.say(words)
        await shop.wait_for(answer)
    await shop.say(said.ask_balance)
    await shop.wait_for(said.balance)
    await page.screenshot(SCREENSHOTS / f"journey_{script}_2_owed.png")

    await gupta.say(f"{said.name.split()[0]} 5000 nagad")
    await gupta.wait_for(receipt)
    await shop.tap(said.yes)
    await shop.wait_for(said.owed)
    await gupta.wait_for(f"{receipt}: {said.name} le")
    await page.screenshot(SCREENSHOTS / f"journey_{script}_3_paid.png")


async def test_a_newcomer_registers_and_is_let_in(page: Page) -> None:
    await page.click("document.getElementById('add')")
    await page.click("document.querySelector('dialog [name=number]')")
    await page.type(SITA)
    await page.click("document.querySelector('dialog [name=name]')")
    await page.type("Sita")
    await page.click("document.querySelector('dialog [value=add]')")
    sita, asha = page.phone(SITA), page.phone(ASHA)

    await sita.say("Namaste")
    await sita.tap("नेपाली")
    await sita.tap("पसल")
    await sita.wait_for("साहुको नाम")
    await sita.say("सीता किराना पसल, वीरेन्द्रनगर-३, सीता रावल")
    await sita.tap("१+२ हुन्छ")
    await sita.wait_for("दर्ता भयो")
    await asha.wait_for("waits")
    await page.screenshot(SCREENSHOTS / "journey_newcomer_1_waits.png")
    await asha.say("pending")
    await asha.tap("सीता किराना पसल")
    await asha.wait_for("PIN?")
    await asha.say(ADMIN_PIN)
    await asha.wait_for("approved")
    await sita.wait_for("स्वागत")
    await page.screenshot(SCREENSHOTS / "journey_newcomer_2_approved.png")


def test_every_invariant_holds_afterwards(address: str, environ: dict[str, str]) -> None:
    check = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=CHECKOUT,
        env=environ,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (check.returncode, check.stderr) == (0, ""), f"{address}: {check.stdout}"
