"""A crawler: every page, file and fragment that a browser can reach by GET from some addresses."""

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pypdfium2
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from shared_apps.organisations.routing import place_of

_LINK = re.compile(r'(?:href|hx-get|action|data-url|data-options-url|src)="([^"]+)"')


@dataclass(frozen=True)
class Found:
    """One response: its status, what a person would read in it whatever its format, its headers."""

    address: str
    status: int
    text: str
    headers: dict[str, str]

    @property
    def is_html(self) -> bool:
        return "html" in self.headers.get("Content-Type", "")


@dataclass
class Crawl:
    """What was found. At most `each` pages of one route with the same names in the query, `of_route` of one route and
    format: pages of many filters link to every combination of them.
    """

    client: Client
    prefixes: tuple[str, ...]
    each: int = 2
    of_route: int = 12
    pages: dict[str, Found] = field(default_factory=dict)

    def run(self, seeds: Iterable[str]) -> "Crawl":
        seeds = list(seeds)
        waiting, seen, shapes, routes = deque(seeds), set(seeds), Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        while waiting:
            address = waiting.popleft()
            found = self.pages[address] = self.get(address)
            for link in links(found) if found.is_html else ():
                shape = shape_of(link)
                if link in seen or not link.startswith(self.prefixes):
                    continue
                if shapes[shape] >= self.each or routes[shape[:2]] >= self.of_route:
                    continue
                seen.add(link)
                shapes[shape] += 1
                routes[shape[:2]] += 1
                waiting.append(link)
        return self

    def get(self, address: str) -> Found:
        response = self.client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response.headers.get("Content-Type", "")
        return Found(address, response.status_code, text_of(content, kind), dict(response.headers))

    def with_mark(self, mark: str) -> list[str]:
        """Addresses whose response has the mark, but for those that were asked for it."""
        return [
            address
            for address, found in self.pages.items()
            if mark in found.text + str(found.headers) and mark.lower() not in unescape(address).lower()
        ]

    @property
    def broken(self) -> list[str]:
        return [f"{address}: {found.status}" for address, found in self.pages.items() if found.status >= 500]


def links(found: Found) -> Iterable[str]:
    """The links of a page, as addresses without their fragment."""
    for raw in _LINK.findall(found.text):
        link = unescape(raw)
        link = found.address.split("?")[0] + link if link.startswith("?") else link
        yield link.split("#")[0]


def shape_of(address: str) -> tuple[str, ...]:
    """The route of an address and the names in its query: pages of one shape are alike."""
    parts = urlsplit(address)
    place = place_of(parts.path)
    inside = place.side == "organisation"
    try:
        match = resolve(
            place.rest if inside else parts.path,
            urlconf=settings.ORGANISATION_URLCONF if inside else settings.ROOT_URLCONF,
        )
        route = match.route
    except Resolver404:
        route = parts.path
    query = parse_qs(parts.query)
    export = query.get("export", [""])[0]
    return (route, export, *sorted(query))


def text_of(content: bytes, kind: str) -> str:
    """What a person would read in the response, whatever its format."""
    if kind.startswith("application/vnd.openxmlformats"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if kind.startswith("application/pdf"):
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:  # a file that somebody uploaded under that name
            return content.decode("utf-8", "replace")
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    if "charset=windows-1251" in kind or "csv" in kind:
        return content.decode("utf-8", "replace") + content.decode("cp1251", "replace")
    return content.decode("utf-8", "replace")
