"""Driving a headless Chromium over its DevTools line, and the simulator's page in it.

Nothing but Chromium itself and aiohttp is needed. Clicks and keys are real input events at real
positions; every wait is for a condition, watched inside the page.
"""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--remote-debugging-port=0",
)
START_SECONDS = 30.0
PATIENCE_SECONDS = 10.0
WATCH = """
new Promise((resolve, reject) => {
  const look = () => { const found = (%s); if (found) { stop(); resolve(found); } };
  const watcher = new MutationObserver(look);
  const stop = () => { watcher.disconnect(); clearTimeout(late); };
  const late = setTimeout(() => { watcher.disconnect(); reject(new Error("in vain")); }, %d);
  const all = {subtree: true, childList: true, attributes: true, characterData: true};
  watcher.observe(document, all);
  look();
})
"""


def find_chromium() -> str | None:
    """The browser on this machine, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.errors: list[str] = []

    async def listen(self) -> None:
        """Sort what the browser tells, until the line ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            if told.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(told["params"]["exceptionDetails"]))
            waiting = self._waiting.pop(told.get("id", 0), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(told)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        answer = await self._waiting[number]
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise TimeoutError(f"{expression[:300]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def open(self, url: str) -> None:
        """Go to an address."""
        await self.call("Page.navigate", url=url)
        await self.wait_until(f"location.href === {json.dumps(url)} && document.body")

    async def wait_until(self, condition: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait until a JavaScript condition holds, looking whenever the page changes."""
        return await self.evaluate(WATCH % (condition, seconds * 1000))

    async def click(self, element: str) -> None:
        """Click in the middle of what the JavaScript expression finds, once it is there."""
        await self.wait_until(f"({element}) && ({element}).getClientRects().length")
        # Only once it stands still and nothing, such as a closing dialog, lies over it.
        x, y = await self.evaluate(
            f"(async () => {{ let was = null; for (let frame = 0; frame < 300; frame++) {{"
            f" const it = {element}; if (!it) continue;"
            " it.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});"
            " await new Promise(requestAnimationFrame);"
            " const box = it.getBoundingClientRect();"
            " const at = [box.x + box.width / 2, box.y + box.height / 2];"
            " const hit = document.elementFromPoint(...at);"
            " if (hit && (it.contains(hit) || hit.contains(it)) && was && was[0] === at[0]"
            " && was[1] === at[1]) return at;"
            " was = at; } throw new Error('it does not stand still or is covered'); })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def press_enter(self) -> None:
        """Press the Enter key."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        await self.call("Input.dispatchKeyEvent", type="keyDown", **key)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    async def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def screenshot(self, path: Path) -> bytes:
        """Keep a picture of the window as PNG."""
        data = base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])
        await asyncio.to_thread(path.write_bytes, data)
        return data

    def phone(self, number: str) -> "Column":
        """The column of one phone on the simulator's page."""
        return Column(self, number.removeprefix("+"))


class Column:
    """One phone on the page, used with mouse and keyboard."""

    def __init__(self, page: Page, number: str) -> None:
        self._page = page
        self.element = f"document.querySelector('[data-phone=\"{number}\"]')"

    async def say(self, text: str) -> None:
        """Type a message and press Enter."""
        field = f"{self.element}?.querySelector('textarea')"
        await self._page.click(field)
        await self._page.wait_until(f"document.activeElement === {field}")
        await self._page.type(text)
        await self._page.wait_until(f"{field}.value === {json.dumps(text)}")
        await self._page.press_enter()

    async def tap(self, label: str) -> None:
        """Tap the latest button with exactly this label, whatever icon stands before it."""
        every = f"[...({self.element}?.querySelectorAll('.buttons button, .buttons a') ?? [])]"
        words = "one.textContent.replace(/^[↩↗☰] /, '')"
        await self._page.click(f"{every}.findLast(one => {words} === {json.dumps(label)})")

    async def choose(self, list_button: str, row: str) -> None:
        """Open the latest list, tap a row, send."""
        await self.tap(list_button)
        await self._page.click(self._last(".drawer label", row))
        await self._page.click(f"{self.element}.querySelector('.drawer .primary:enabled')")

    async def wait_for(self, text: str, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait for a message from the bot that holds this text; gives all of its text.

        Raises:
            TimeoutError: with what the phone shows instead.
        """
        found = f"{self._last('.message.theirs', text)}?.innerText"
        try:
            return str(await self._page.wait_until(found, seconds))
        except TimeoutError:
            shown = await self.texts()
            raise TimeoutError(f"no message with {text!r}; there is {shown}") from None

    async def texts(self) -> list[str]:
        """All messages of both sides."""
        every = f"[...{self.element}.querySelectorAll('.message')].map(one => one.innerText)"
        return [str(one) for one in await self._page.evaluate(every)]

    def _last(self, selector: str, text: str) -> str:
        every = f"[...({self.element}?.querySelectorAll('{selector}') ?? [])]"
        return f"{every}.findLast(one => one.textContent.includes({json.dumps(text)}))"


@asynccontextmanager
async def chromium(path: str, width: int = 1600, height: int = 900) -> AsyncIterator[Page]:
    """A browser with one tab, gone afterwards with its profile."""
    profile = Path(tempfile.mkdtemp(prefix="khaacho-browser-"))
    browser = await asyncio.create_subprocess_exec(
        path,
        *FLAGS,
        f"--user-data-dir={profile}",
        f"--window-size={width},{height}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        address = await asyncio.wait_for(_devtools(browser), START_SECONDS)
        async with aiohttp.ClientSession() as session:
            async with session.put(f"http://{address}/json/new?about:blank") as answer:
                target = await answer.json(content_type=None)
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                listening = asyncio.create_task(page.listen())
                await page.call("Page.enable")
                await page.call("Runtime.enable")
                await page.resize(width, height)
                yield page
                listening.cancel()
    finally:
        await _end(browser)
        await asyncio.to_thread(shutil.rmtree, profile, ignore_errors=True)


async def _devtools(browser: asyncio.subprocess.Process) -> str:
    assert browser.stderr is not None
    seen = []
    async for line in browser.stderr:
        seen.append(line.decode(errors="replace"))
        if "DevTools listening on ws://" in seen[-1]:
            return seen[-1].split("ws://")[1].split("/")[0]
    raise RuntimeError("Chromium ended at once: " + "".join(seen))


async def _end(browser: asyncio.subprocess.Process) -> None:
    if browser.returncode is None:
        browser.terminate()
    try:
        await asyncio.wait_for(browser.communicate(), START_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            browser.kill()
        await browser.wait()
