"""A stage: a server that shows a browser what pages answered to the test client, with the styles and scripts they name.

The pages are asked in the test's own transaction, where marked data stands that is never committed; the browser sees
them as if they came from the platform. What a page would ask for further (fragments, options) is not there: 404.
"""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

SHOWN = "/shown/"
HEADERS = ("Content-Type", "Content-Security-Policy")


def is_document(response: Any) -> bool:
    """A whole page: no file, no fragment, no redirection."""
    kind = response.headers.get("Content-Type", "")
    return (
        response.status_code in (200, 422)
        and "html" in kind
        and not response.streaming
        and b"<html" in response.content
    )


class Stage:
    """What is shown at the one address of the stage."""

    def __init__(self) -> None:
        self.body, self.headers = b"", {"Content-Type": "text/html"}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}{SHOWN}"

    def put(self, response: Any) -> str:
        """Show this response; the address to open."""
        self.body = response.content
        self.headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
        return self.address

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        if path == SHOWN:
            return 200, self.body, self.headers
        if path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            if isinstance(found, str):
                kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
                return 200, Path(found).read_bytes(), {"Content-Type": kind}
        return 404, b"", {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stage = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body, headers = stage.answer(unquote(urlsplit(self.path).path))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler


@contextmanager
def opened() -> Iterator[Stage]:
    """The stage, while it serves."""
    stage = Stage()
    thread = Thread(target=stage.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        stage.server.shutdown()
        thread.join()
        stage.server.server_close()
