"""The WSGI application behind a small pool of threads, as gunicorn's gthread has it: each keeps its connections from
request to request, whoever's they are. Many more threads ask than there are in the pool.
"""

import io
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections


@dataclass(frozen=True)
class Answer:
    """One response: status, headers, the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Pool:
    """`with Pool(4) as pool: pool.ask("/o/…")` from any number of threads."""

    def __init__(self, size: int) -> None:
        self.application = WSGIHandler()
        self.threads = ThreadPoolExecutor(size, thread_name_prefix="pool")
        self.size = size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        all_idle = threading.Barrier(self.size)
        for _thread in range(self.size):
            self.threads.submit(_close_connections, all_idle)
        self.threads.shutdown()

    def ask(
        self, address: str, *, method: str = "GET", cookie: str = "", body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> Answer:
        """One request, answered by whichever thread of the pool is free."""
        return self.threads.submit(self._answer, address, method, cookie, body, headers).result()

    def _answer(self, address: str, method: str, cookie: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
            "QUERY_STRING": quote(parts.query, safe="=&%+,:"),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if cookie:
            environ["HTTP_COOKIE"] = cookie
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        started: list[Any] = []
        response: Any = self.application(environ, lambda status, found, *rest: started.extend((status, found)))
        try:
            content = b"".join(response)
        finally:
            response.close()
        return Answer(int(started[0].split()[0]), dict(started[1]), content)


def _close_connections(all_idle: threading.Barrier) -> None:
    """In each thread of the pool once: none takes a second turn before all have had one."""
    all_idle.wait(30)
    connections.close_all()
