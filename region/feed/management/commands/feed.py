"""manage.py feed status | run [ORG …] [--watch] | recount [ORG …]"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from region.feed import freshness, projector, recount, sweep
from region.feed.states import State, states
from shared_apps.organisations.crossing import OrganisationNotReady, feed_tables
from shared_apps.organisations.models import Organisation

SHOWN = 50
PAUSE_SECONDS = 1.0


class Command(BaseCommand):
    help = (
        "The feed from organisations to the region. status: how fresh it is; run: project until nothing waits "
        "(--watch: and go on); recount: rebuild from nothing and report differences. Needs DATABASE_URL_FEED."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["status", "run", "recount"])
        parser.add_argument("organisations", nargs="*", metavar="ORG", help="addresses (slugs); none: all")
        parser.add_argument("--watch", action="store_true", help="run: go on until interrupted")

    def handle(self, *args: Any, **options: Any) -> None:
        places = self._places(options["organisations"])
        if options["action"] == "status":
            self._status(places)
        elif options["action"] == "recount":
            self._recount(places)
        else:
            self._run(places)
            while options["watch"]:
                time.sleep(PAUSE_SECONDS)
                self._run(places if options["organisations"] else sweep.places())

    def _places(self, slugs: list[str]) -> list[sweep.Place]:
        found = sweep.places()
        if not slugs:
            return found
        with feed_tables():
            rows = Organisation.objects.using("feed").filter(slug__in=slugs)
            wanted = dict(rows.values_list("slug", "pk"))
        if unknown := sorted(set(slugs) - set(wanted)):
            raise CommandError(
                f"There is no organisation {', '.join(unknown)}; manage.py feed status lists those behind."
            )
        return [place for place in found if place[0] in wanted.values()]

    def _status(self, places: list[sweep.Place]) -> None:
        sweep.look(places)
        with feed_tables():
            fresh, known = freshness.freshness(using="feed"), states()
        as_of = f"{timezone.localtime(fresh.as_of):%d.%m.%Y %H:%M:%S}" if fresh.as_of else "never"
        self.stdout.write(f"As of {as_of}. Organisations: {fresh.organisations}; behind: {fresh.behind}.")
        chosen = {place[0] for place in places}
        worth_showing = [one for one in known if one.organisation_id in chosen and one.needs_attention]
        for one in worth_showing[:SHOWN]:
            self.stdout.write(_line(one))
        if len(worth_showing) > SHOWN:
            self.stdout.write(f"… and {len(worth_showing) - SHOWN} more")

    def _run(self, places: list[sweep.Place]) -> None:
        for organisation_id in sweep.look(places):
            try:
                done = projector.drain(organisation_id)
            except OrganisationNotReady as refusal:
                self.stderr.write(f"organisation {organisation_id} waits: {refusal}")
                continue
            if done.lines:
                self.stdout.write(f"organisation {organisation_id}: {done.lines} lines, {done.rows} rows changed")

    def _recount(self, places: list[sweep.Place]) -> None:
        total = 0
        for organisation_id, schema in places:
            try:
                found = recount.recount(organisation_id)
            except OrganisationNotReady as refusal:
                raise CommandError(f"{schema}: {refusal}") from refusal
            total += len(found.differences)
            for one in found.differences[:SHOWN]:
                self.stdout.write(f"{schema} {one.fact} {one.row}: {one.kind} {one.columns}")
            how = "built" if found.is_first else f"{len(found.differences)} differences"
            self.stdout.write(f"{schema}: {how} in {found.seconds:.2f} s")
        self.stdout.write(f"Organisations recounted: {len(places)}; differences mended: {total}.")


def _line(one: State) -> str:
    since = f"behind since {timezone.localtime(one.behind_since):%d.%m.%Y %H:%M:%S}" if one.behind_since else ""
    differences = f"{one.differences} differences in the last recount" if one.differences else ""
    return "  ".join(part for part in (f"{one.slug:24}", since, differences, one.last_error) if part)
