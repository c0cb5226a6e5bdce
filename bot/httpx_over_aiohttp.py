"""An httpx client whose calls go out through aiohttp: what pywa needs, at aiohttp's price.

pywa talks to an ``httpx.AsyncClient``, which costs 1.5 ms of CPU a call, and more the more calls
are under way. A transport for it (such as httpx-aiohttp on PyPI) makes pywa four times faster;
going past httpx's own machinery too, as here, makes it eleven times faster.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
import httpx
import orjson
from yarl import URL

CONNECTIONS = 300  # 2,000 calls a second at 150 ms each
CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
KEEP_ALIVE_SECONDS = 20.0
DNS_SECONDS = 60
OK_BELOW = 300

_JSON = "application/json"


class TooLarge(httpx.TransportError):
    """The file is larger than what we are willing to hold."""


class NotOk(httpx.TransportError):
    """A download was answered with something else than the file.

    Attributes:
        status: The HTTP status; redirects are not followed, they could carry the token away.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Answer(httpx.Response):
    """An httpx response whose bytes are here already; guesses no encoding, parses with orjson."""

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        super().__init__(status, headers=headers, stream=httpx.ByteStream(content))
        self._content = content

    @property
    def text(self) -> str:
        """The body as UTF-8, as all of Meta's are."""
        return self._content.decode("utf-8", "replace")

    def json(self, **_: Any) -> Any:
        """The body as JSON; raises ValueError where it is none."""
        return orjson.loads(self._content)


class AiohttpClient(httpx.AsyncClient):
    """Calls one API. Needs a running event loop from the first call until it is closed.

    Args:
        base_url: Where the paths that pywa asks for begin, version included.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__(transport=httpx.AsyncBaseTransport(), trust_env=False)
        self._root = base_url.rstrip("/")
        self._urls: dict[str, URL] = {}
        self._session: aiohttp.ClientSession | None = None

    async def request(  # type: ignore[override]  # pywa uses these of httpx's many arguments
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        files: Any = None,
    ) -> httpx.Response:
        """One call.

        Raises:
            httpx.ConnectError, httpx.ConnectTimeout: Nothing can have been sent.
            httpx.TransportError: It may have arrived, but no answer came back.
        """
        data: bytes | BytesIO | None = None
        kind = _JSON
        if json is not None:
            data = orjson.dumps(json)
        elif files is not None:
            form = httpx.Request(method, self._root, files=files)
            data, kind = BytesIO(await form.aread()), form.headers["Content-Type"]
        headers = {"Content-Type": kind} if data is not None else {}
        async with self._call(method, self._url(url), data=data, headers=headers) as answer:
            return Answer(answer.status, answer.headers, await answer.read())

    async def download(self, url: str, most_bytes: int) -> tuple[bytes, str]:
        """The bytes and MIME type at a whole URL, which gets our token.

        Raises:
            TooLarge: More than ``most_bytes``.
            NotOk: There is no file there, or it is elsewhere.
            httpx.TransportError: It could not be fetched.
        """
        async with self._call("GET", URL(url, encoded=True), data=None, headers={}) as answer:
            if answer.status >= OK_BELOW:
                raise NotOk(answer.status)
            if (answer.content_length or 0) > most_bytes:
                raise TooLarge(f"{answer.content_length} bytes")
            found = bytearray()
            async for chunk in answer.content.iter_any():
                found += chunk
                if len(found) > most_bytes:
                    raise TooLarge(f"more than {most_bytes} bytes")
            return bytes(found), answer.content_type

    async def aclose(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()
        await super().aclose()

    @asynccontextmanager
    async def _call(
        self, method: str, url: URL, *, data: bytes | BytesIO | None, headers: dict[str, str]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with self._opened().request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as answer:
                yield answer
        except aiohttp.ConnectionTimeoutError as failure:
            raise httpx.ConnectTimeout(str(failure)) from failure
        except aiohttp.ClientConnectorError as failure:
            raise httpx.ConnectError(str(failure)) from failure
        except TimeoutError as failure:
            raise httpx.ReadTimeout(str(failure)) from failure
        except aiohttp.ClientError as failure:
            raise httpx.ReadError(str(failure)) from failure

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            names = ("Authorization", "User-Agent")  # pywa sets them when it gets this client
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=CONNECTIONS,
                    keepalive_timeout=KEEP_ALIVE_SECONDS,
                    ttl_dns_cache=DNS_SECONDS,
                ),
                headers={name: self.headers[name] for name in names if name in self.headers},
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type"),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS),
            )
        return self._session

    def _url(self, path: str) -> URL:
        found = self._urls.get(path)
        if found is None:
            found = URL(f"{self._root}{path}")
            if path.endswith("/messages"):  # the one path that is asked for again and again
                self._urls[path] = found
        return found
