"""The doors as accounts go through them: that of an address, and the shared tables from wherever they are asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import set_urlconf

from shared_apps.organisations.crossing import By, Door, inside, open_door, region, shared
from shared_apps.organisations.routing import Place, organisation_prefix, script_prefix

from .actor import Actor


@contextmanager
def shared_tables(by: By) -> Iterator[None]:
    """The shared tables, atomically: a savepoint where shared() is open, else a shared() of its own.

    So a service or query of accounts works alike under /admin/ (door shared()), under /o/<slug>/ (inside(): nested),
    under /me/ and in commands (no door).
    """
    door = open_door()
    if door is not None and door.kind == "shared":
        with transaction.atomic():
            yield
    else:
        with shared(by=by):
            yield


@contextmanager
def door_of(place: Place, actor: Actor, *, only_reads: bool) -> Iterator[Door | None]:
    """The door of a place. /me/ has none: its queries open inside() per organisation."""
    if place.side == "organisation":
        organisation = actor.organisation
        assert organisation is not None
        with inside(organisation, by=actor, only_reads=only_reads) as door:
            yield door
    elif place.side == "region":
        assert actor.scope is not None
        with region(actor.scope, by=actor) as door:
            yield door
    elif place.side == "shared":
        with shared(by=actor) as door:
            yield door
    else:
        yield None


@contextmanager
def addressed(request: Any, place: Place, actor: Actor) -> Iterator[None]:
    """Within an organisation: its URLconf, and its prefix in every link. Put back after."""
    if place.side != "organisation":
        yield
        return
    prefix, before = organisation_prefix(place.slug), (request.path_info, request.META.get("SCRIPT_NAME", ""))
    request.organisation = actor.organisation
    request.urlconf = settings.ORGANISATION_URLCONF
    request.path_info = place.rest
    request.META["SCRIPT_NAME"] = prefix.rstrip("/")
    try:
        with script_prefix(prefix):
            yield
    finally:
        request.META["SCRIPT_NAME"] = before[1]
        set_urlconf(None)
