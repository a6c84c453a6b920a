"""manage.py backup [ORG …] [--target NAME] | --list | --check | --verify [NAME]"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deploy.backup import taking, verifying
from deploy.backup.errors import BackupError
from deploy.backup.targets import Target, targets
from shared_apps.backups import queries
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER


class Command(BaseCommand):
    help = (
        "Backs up the whole platform, or the named organisations alone, to every target of SVOD_BACKUPS; --list says "
        "what lies there, --check whether the last is in time, --verify reads a backup back (the newest, or the "
        "named one). Owner's login."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisations", nargs="*", metavar="ORG", help="addresses (slugs); none: the platform")
        parser.add_argument("--target", action="append", default=[], help="only this target; may stand several times")
        parser.add_argument("--list", action="store_true", dest="listing", help="what lies in the targets")
        parser.add_argument("--check", action="store_true", help="exit code 1 when a target is overdue: for monitoring")
        parser.add_argument("--verify", nargs="?", const="last", metavar="NAME", help="read a backup back")
        parser.add_argument("--workers", type=int, default=taking.WORKERS)

    def handle(self, *args: Any, **options: Any) -> None:
        if OWNER not in settings.DATABASES:
            raise CommandError("DATABASE_URL_OWNER is not set: backups are made with the owner's login.")
        by = By.system("manage.py backup")
        try:
            chosen = targets(options["target"])
            if options["listing"]:
                self._list(chosen)
            elif options["check"]:
                self._check(by)
            elif options["verify"]:
                self._verify(chosen, options["verify"], by)
            else:
                self._take(chosen, options, by)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _take(self, chosen: list[Target], options: dict[str, Any], by: By) -> None:
        slugs = options["organisations"]
        organisations = self._named(slugs) if slugs else taking.everyone()

        def progress(done: int, total: int, slug: str) -> None:
            if done % 100 == 0:
                self.stdout.write(f"{done} of {total}")

        taken = taking.take(
            organisations, targets=chosen, is_whole=not slugs, by=by, progress=progress, workers=options["workers"]
        )
        for one in taken.targets:
            how = one.problem or f"{one.size / 1_000_000:.1f} MB written, {one.files} new files"
            self.stdout.write(f"{one.target.name}: {taken.name}: {how}")
        self.stdout.write(f"{len(taken.organisations)} organisations in {taken.seconds:.1f} s.")
        for problem in taken.problems:
            self.stderr.write(problem)
        failed = [one for one in taken.targets if one.problem]
        if failed or taken.problems:
            raise CommandError(f"{len(failed)} targets failed, {len(taken.problems)} things are not in the backup.")

    def _named(self, slugs: list[str]) -> list[Organisation]:
        found = {one.slug: one for one in taking.everyone()}
        if missing := [slug for slug in slugs if slug not in found]:
            raise CommandError(
                f"There is no organisation with a schema {', '.join(missing)}; see /admin/organisations/."
            )
        return [found[slug] for slug in dict.fromkeys(slugs)]

    def _list(self, chosen: list[Target]) -> None:
        for target in chosen:
            names = target.names()
            self.stdout.write(f"{target.name} ({target.path}): {len(names)} backups")
            for name in names:
                try:
                    manifest = target.manifest(name)
                except BackupError as error:
                    self.stdout.write(f"  {name}  {error}")
                    continue
                what = "whole platform" if manifest["is_whole"] else "some organisations"
                problems = f", {len(manifest['problems'])} problems" if manifest["problems"] else ""
                self.stdout.write(f"  {name}  {what}, {len(manifest['organisations'])} organisations{problems}")

    def _check(self, by: By) -> None:
        with shared(by=by):
            states = queries.target_states()
        for one in states:
            how = f"last success {one.last.name}, {one.hours} hours ago" if one.last else "never"
            self.stdout.write(f"{one.target}: {how}{'; the last attempt failed' if one.failed else ''}")
        overdue = [one.target for one in states if one.is_overdue]
        if overdue:
            raise CommandError(
                f"The backup of the platform is overdue in {', '.join(overdue)}; /admin/backups/ says why."
            )

    def _verify(self, chosen: list[Target], name: str, by: By) -> None:
        broken = 0
        for target in chosen:
            wanted = verifying.newest(target) if name == "last" else name
            problems = verifying.verify(target, wanted, by=by)
            broken += bool(problems)
            for problem in problems:
                self.stderr.write(problem)
            self.stdout.write(f"{target.name}: {wanted}: {'sound' if not problems else f'{len(problems)} problems'}")
        if broken:
            raise CommandError(f"{broken} backups are damaged: make a new one, and look after the medium.")
