"""Two organisations with equal ids and marked data, crawled as each role: no mark of the other anywhere."""

import io
import re
import zipfile
from collections import deque
from html import unescape

import pypdfium2
import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.models import Organisation
from tests.factories import accounts, marked
from tests.isolation.addresses import organisation_addresses

OWN, FOREIGN = "МЕТКАА", "МЕТКАБ"
ROLES_INSIDE = [role.code for role in ROLES.values() if role.scope == "organisation"]
PAGES_AT_MOST = 400
_LINK = re.compile(r'(?:href|hx-get|action)="([^"]+)"')


def text_of(content: bytes, kind: str) -> str:
    """What a person would read in the response, whatever its format."""
    if kind.startswith("application/vnd.openxmlformats"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if kind.startswith("application/pdf"):
        document = pypdfium2.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return content.decode("utf-8", "replace") + content.decode("cp1251", "replace")


def crawl(client: Client, prefix: str, seeds: list[str]) -> tuple[dict[str, str], list[str]]:
    """Every page that can be reached by GET from the seeds: address → text; and the addresses that gave 5xx."""
    waiting, seen, texts, broken = deque(seeds), set(seeds), {}, []
    while waiting and len(texts) < PAGES_AT_MOST:
        address = waiting.popleft()
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = text_of(content, response.headers.get("Content-Type", ""))
        texts[address] = text + str(response.headers)
        if response.status_code >= 500:
            broken.append(f"{address}: {response.status_code}")
        if "html" not in response.headers.get("Content-Type", ""):
            continue
        for found in _LINK.findall(text):
            link = unescape(found)
            link = address.split("?")[0] + link if link.startswith("?") else link
            link = link.split("#")[0]
            if link.startswith(prefix) and link not in seen and link.count("sort=") == 0:
                seen.add(link)
                waiting.append(link)
    return texts, broken


@pytest.fixture
def pair(two_schools: tuple[Organisation, Organisation], db: None) -> tuple[marked.Marked, marked.Marked]:
    """Two schools with equal ids and marked data."""
    first, second = two_schools
    return marked.fill(first, OWN), marked.fill(second, FOREIGN)


@pytest.mark.parametrize("role", ROLES_INSIDE)
def test_no_mark_of_another_organisation_is_seen(
    role: str, pair: tuple[marked.Marked, marked.Marked], caplog: pytest.LogCaptureFixture
) -> None:
    here, _there = pair
    prefix = f"/o/{here.organisation.slug}/"
    client = accounts.browser(accounts.member("crawler", role, organisation=here.organisation, card_id=here.employee))
    seeds = [f"/o/{here.organisation.slug}{address.path}" for address in organisation_addresses()]
    seeds += [f"{seed}?export={code}" for seed in seeds for code in ("xlsx", "csv")]
    seeds += [f"{prefix}?q={FOREIGN}", f"{prefix}students/?q={FOREIGN.lower()}"]
    texts, broken = crawl(client, prefix, seeds)
    searched = {address for address in texts if FOREIGN in address or FOREIGN.lower() in address}
    leaks = [address for address, text in texts.items() if FOREIGN in text and address not in searched]
    assert leaks == []
    assert broken == []
    assert FOREIGN not in caplog.text
    assert FOREIGN not in str([vars(message) for message in mail.outbox])
    assert FOREIGN not in str(cache._cache)  # type: ignore[attr-defined]


def test_the_crawl_does_see_marks(pair: tuple[marked.Marked, marked.Marked]) -> None:
    here, _there = pair
    client = accounts.browser(accounts.member("crawler", "director", organisation=here.organisation))
    texts, _broken = crawl(client, f"/o/{here.organisation.slug}/", [f"/o/{here.organisation.slug}/students/"])
    assert sum(OWN in text for text in texts.values()) >= 3
