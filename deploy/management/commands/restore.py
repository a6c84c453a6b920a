"""manage.py restore --organisation ORG --from NAME | --swap-back | --drop-old, or --all --from NAME; [--confirm]"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from deploy.backup import planning, rebuilding, restoring, returning
from deploy.backup.errors import BackupError
from deploy.backup.taking import SERVED
from deploy.backup.targets import find, targets
from shared_apps.jobs import services as jobs
from shared_apps.organisations.crossing import By
from shared_apps.organisations.recording import OWNER

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Puts one organisation back to the moment of a backup, beside its neighbours; without --confirm it only says "
        "what would change. Or the whole platform, into an empty database. Owner's login."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--organisation", metavar="ORG", help="its address (slug)")
        which.add_argument("--all", action="store_true", dest="everything", help="the whole platform, empty database")
        parser.add_argument("--from", default="", dest="backup", metavar="NAME", help='name of the backup, or "last"')
        parser.add_argument("--target", action="append", default=[], help="only from this target")
        parser.add_argument("--confirm", action="store_true", help="do it; without this nothing is changed")
        parser.add_argument("--swap-back", action="store_true", help="take its last restoration back")
        parser.add_argument("--drop-old", action="store_true", help="delete what it had before its last restoration")
        parser.add_argument("--wait", type=float, default=restoring.WAIT_SECONDS, help="seconds to wait for its users")
        parser.add_argument("--without-files", action="store_true", help="though contents of files are lost")

    def handle(self, *args: Any, **options: Any) -> None:
        if OWNER not in settings.DATABASES:
            raise CommandError("DATABASE_URL_OWNER is not set: restorations are made with the owner's login.")
        by = By.system("manage.py restore")
        try:
            if options["drop_old"]:
                self._drop_old(options, by)
            elif options["swap_back"]:
                self._swap_back(options, by)
            elif not options["backup"]:
                raise CommandError("Say which backup: --from NAME (manage.py backup --list), or --from last.")
            elif options["everything"]:
                self._everything(options, by)
            else:
                self._one(options, by)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _one(self, options: dict[str, Any], by: By) -> None:
        plan = planning.plan(options["organisation"], backup=options["backup"], among=targets(options["target"]))
        self._show(plan)
        if not options["confirm"]:
            self.stdout.write("Nothing was changed. To do it, say it again with --confirm.")
            return
        done = restoring.restore(plan, by=by, wait=options["wait"], without_files=options["without_files"])
        self.stdout.write(
            f"{plan.organisation.slug} is back at {_moment(plan.moment)}: {done.rows} rows, {done.files} files put"
            f" back, seal {done.restoration.seal} of kind restored. What it had is kept as"
            f" {done.restoration.old_schema} for {settings.RESTORE_KEEP_OLD_DAYS} days (--drop-old deletes it)."
        )
        for one in done.workplaces:
            self.stdout.write(f"  account {one}: its card was made after the moment and is no more; give it another")
        self._follow([done.job_id])

    def _everything(self, options: dict[str, Any], by: By) -> None:
        target, name, manifest = find(options["backup"], organisation_id=None, among=targets(options["target"]))
        self.stdout.write(f"{name} in {target.name}: {len(manifest['organisations'])} organisations.")
        if not options["confirm"]:
            self.stdout.write("Nothing was changed. To restore everything into this empty database: --confirm.")
            return
        done = rebuilding.rebuild(target, name, manifest, by=by, report=self.stdout.write)
        self.stdout.write(f"{done.organisations} organisations, {done.rows} rows, {done.files} files are back.")
        self._follow(done.jobs)
        for problem in done.problems:
            self.stderr.write(problem)
        if done.problems:
            raise CommandError(f"{len(done.problems)} organisations are not back. Mend the cause and say it again.")

    def _drop_old(self, options: dict[str, Any], by: By) -> None:
        if not options["organisation"]:
            raise CommandError("--drop-old is for one organisation: --organisation ORG.")
        dropped = restoring.drop_old(planning.organisation_named(options["organisation"]), by=by)
        self.stdout.write(f"{dropped} is deleted." if dropped else "Nothing is kept from an earlier restoration.")

    def _swap_back(self, options: dict[str, Any], by: By) -> None:
        """What the organisation had before its last restoration takes its place again."""
        if not options["organisation"]:
            raise CommandError("--swap-back is for one organisation: --organisation ORG.")
        plan = returning.look(options["organisation"])
        self.stdout.write(
            f"{plan.organisation.slug} ({plan.schema}) as it was before the restoration of"
            f" {_moment(plan.former.restored_at)}. {plan.lost_lines} changes were made since and will be kept apart:"
        )
        for who, lines, last in plan.changed[:SHOWN]:
            self.stdout.write(f"  {who}: {lines}, the last on {_moment(last)}")
        if not options["confirm"]:
            self.stdout.write("Nothing was changed. To do it, say it again with --confirm.")
            return
        _done, job_id = returning.take_back(plan, by=by, wait=options["wait"], without_files=options["without_files"])
        self.stdout.write(
            f"{plan.organisation.slug} is as it was before. What was restored, and all written since, is kept as"
            f" {plan.former.old_schema} for {settings.RESTORE_KEEP_OLD_DAYS} days (--drop-old deletes it)."
        )
        self._follow([job_id])

    def _follow(self, job_ids: list[int]) -> None:
        """Seal and recount now; where this process has no login of the feed, its worker does it within a minute."""
        if "feed" not in settings.DATABASES:
            self.stdout.write("The worker of queue feed seals the rest and recounts the region.")
            return
        states = []
        for number, job_id in enumerate(job_ids, start=1):
            if number % SERVED == 0:
                connections.close_all()
            states.append(jobs.run(job_id))
        if all(state == "done" for state in states):
            self.stdout.write("The rest of the log is sealed and the region recounted.")
        else:
            self.stderr.write("Sealing or recounting failed; /admin/jobs/ says why, and tries again.")

    def _show(self, plan: planning.Plan) -> None:
        self.stdout.write(
            f"{plan.organisation.slug} ({plan.schema}) from backup {plan.name} in {plan.target.name},"
            f" as of {_moment(plan.moment)}."
        )
        if plan.steps:
            self.stdout.write(f"It is of schema version {plan.recording.version} and will be brought to this code's.")
        differing = [(name, now, then) for name, now, then in plan.tables if now != then]
        if differing:
            self.stdout.write(f"{'table':40} {'rows now':>10} {'then':>10}")
        for name, now, then in differing:
            self.stdout.write(f"{name:40} {'-' if now is None else now:>10} {'-' if then is None else then:>10}")
        changes = (
            f"{plan.lost_lines} changes made since will be gone:" if plan.lost_lines else "Nothing was written since."
        )
        self.stdout.write(changes)
        for one in plan.changed[:SHOWN]:
            self.stdout.write(f"  {one.who}: {one.lines}, the last on {_moment(one.last_at)}")
        for erasure in plan.erasures:
            self.stdout.write(
                f"Erased by law since, comes back with the copy, is erased again before anybody works: {erasure}."
            )
        for envelope in plan.envelopes:
            self.stdout.write(
                f"Envelope that moved since, and is put right with the other side afterwards: {envelope}."
            )
        if plan.files_to_put_back or plan.files_lost:
            self.stdout.write(f"Files to put back: {len(plan.files_to_put_back)}; lost: {len(plan.files_lost)}.")


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y %H:%M:%S}"
