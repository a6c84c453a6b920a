"""A list rebuilt by a worker as its page, with the rights that the account has now, and written into a file.

The very page is made: the view of the address, its query, an actor loaded now, the door that the address leads through.
So filters, columns, scope and what is left out are the page's own, and a list needs to say nothing of jobs.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import set_urlconf
from django.utils import translation
from django_htmx.middleware import HtmxDetails

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.doorway import addressed, door_of, shared_tables
from shared_apps.accounts.lists import match_of
from shared_apps.accounts.loading import actor_in
from shared_apps.accounts.session import BrowserSession
from shared_apps.importing.jobs import final
from shared_apps.jobs.services import Running
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.routing import Place, organisation_prefix
from shared_apps.ui import exports as formats
from shared_apps.ui.page import ListPage
from shared_apps.ui.sheets import Value
from shared_apps.ui.viewer import may

from . import refusals, services, storage
from .models import Export

STEP = 1_000
"""Progress is told every so many rows; a worker that lost its job stops there."""


def write(export_id: int, job: Running) -> dict[str, Any]:
    """Write the file of a row: once, however often the job is begun anew. The job's result."""
    with shared_tables(job.by):
        row = Export.objects.filter(pk=export_id).first()
        place = None if row is None else _place_of(row)
    if row is None or place is None or row.is_ready:
        return {"is_gone": row is None}
    draft = storage.draft(row.folder, row.pk, job.attempt)
    try:
        with opened(row, place, by=job.by) as page:
            return _written(row, page, job)
    except Refused as refusal:
        final(refusal)
        raise
    except (PermissionDenied, Http404) as error:
        raise final(refusals.ListNotYours()) from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(row: Export, place: Place, *, by: By) -> Iterator[ListPage]:
    """The page of a row, as its address would show it now, within its door.

    :raises WorkplaceEnded: :raises ListNotYours: the right to the page or to its file was lost.
    """
    actor = actor_in(row.membership_id, account_id=row.account_id, place=place, by=by)
    if actor is None:
        raise refusals.WorkplaceEnded
    request = _request(row, place, actor)
    with (
        translation.override(actor.language),
        addressed(request, place, actor),
        _urls_of(place),
        door_of(place, actor, only_reads=True),
    ):
        page = _page(request, place)
        if not may(request, page.permission):
            raise refusals.ListNotYours
        page.prepare()
        page.use_kept(row.kept)
        if not page.is_exported():
            raise refusals.ListNotYours
        with page.reading():
            yield page


def _written(row: Export, page: ListPage, job: Running) -> dict[str, Any]:
    page.table.is_streamed = True
    sheet = page.sheet()
    counted = _Counted(sheet.rows, job, total=len(page.table.rows))
    file = formats.write_to(replace(sheet, rows=counted), row.format, storage.draft(row.folder, row.pk, job.attempt))
    page.note_file(counted.number)
    job.step(done=counted.number, total=counted.number)
    digest, size = storage.keep(file.path)
    services.finish(
        row, job=job, digest=digest, size=size, rows=counted.number, file_name=file.name, title=page.heading(),
        content_type=file.content_type,
    )  # fmt: skip
    return {"rows": counted.number, "size": size}


class _Counted:
    """Rows on their way into a file, counted; now and then the job hears how far it is."""

    def __init__(self, rows: Iterable[Any], job: Running, *, total: int) -> None:
        self.rows, self.job, self.total, self.number = rows, job, total, 0

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        self.job.step(done=0, total=self.total)
        for row in self.rows:
            self.number += 1
            if self.number % STEP == 0:
                self.job.step(done=self.number, total=max(self.total, self.number))
            yield row


def _place_of(row: Export) -> Place:
    if row.organisation_id is None:
        return Place("region") if row.side == "region" else Place("shared")
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=row.organisation_id)
    return Place("organisation", slug, row.path)


def _request(row: Export, place: Place, actor: Actor) -> Any:
    """What the page asks of a request: the address, who looks, what he had stated."""
    query = QueryDict(row.query, mutable=True)
    query["export"] = row.format
    request: Any = HttpRequest()
    base = organisation_prefix(place.slug) if place.slug else settings.FORCE_SCRIPT_NAME or "/"
    request.method, request.path, request.path_info = "GET", base + row.path.lstrip("/"), row.path
    request.GET = query
    request.META = {"REQUEST_METHOD": "GET", "QUERY_STRING": query.urlencode(), "SCRIPT_NAME": ""}
    request.user, request.session, request.organisation = actor, BrowserSession(), actor.organisation
    request.request_id, request.place, request.was_idle = actor.request_id, place, False
    request.LANGUAGE_CODE = actor.language
    request.htmx = HtmxDetails(request)
    return request


@contextmanager
def _urls_of(place: Place) -> Iterator[None]:
    set_urlconf(settings.ORGANISATION_URLCONF if place.side == "organisation" else None)
    try:
        yield
    finally:
        set_urlconf(None)


def _page(request: Any, place: Place) -> ListPage:
    match = match_of(place, request.path_info)
    if match is None:
        raise refusals.NotAList
    request.resolver_match, func = match, cast(Any, match.func)
    page: ListPage = func.view_class(**func.view_initkwargs)
    page.setup(request, *match.args, **match.kwargs)
    return page
