"""`manage.py organisations …`: mergers, splits and closings, step by step in the foreground."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from shared_apps.envelopes.models import Reorganisation
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused

from ... import reorganising
from ...reorganising import ClassChoice, EmployeeChoice, Look
from ...reorganising.plans import Kind

BY = By.system("organisations")


class Command(BaseCommand):
    help = "Reorganise: merge, split, close; go on, confirm or undo by number; list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        merge = what.add_parser("merge", help="students of one or more organisations pass to another one")
        split = what.add_parser("split", help="some classes of an organisation pass to another one")
        close = what.add_parser("close", help="an organisation without students is closed")
        for one, sides in ((merge, "+"), (split, None), (close, None)):
            one.add_argument("organisations", nargs=sides, help="address of the organisation")
            one.add_argument("--on", type=date.fromisoformat, required=True, help="the first day of the new state")
            one.add_argument("--order", required=True, help="number of the founder's order")
            one.add_argument("--order-date", type=date.fromisoformat, required=True)
            one.add_argument(
                "--dry-run", action="store_true", help="only say what would pass and what stands in the way"
            )
            one.add_argument("--confirm", action="store_true", help="and confirm: then nothing can be undone")
        for one in (merge, split):
            one.add_argument("--into", required=True, help="address of the successor")
        split.add_argument("--classes", required=True, help="names with commas: 5А,5Б; 5А=6В names it there")
        split.add_argument(
            "--employees",
            default=None,
            help="full names with semicolons; by default class teachers go with their classes",
        )
        what.add_parser("list", help="the latest reorganisations")
        for name, words in (
            ("look", "what stands in the way"),
            ("go-on", "carry out what is left"),
            ("confirm", "close what is to be closed"),
            ("undo", "cancel every order of it"),
            ("discard", "put a draft away"),
        ):
            one = what.add_parser(name, help=words)
            one.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        with override("ru"):
            try:
                getattr(self, f"_{options['what'].replace('-', '_')}")(options)
            except Refused as refusal:
                raise CommandError(refusal.named) from refusal

    def _merge(self, options: dict[str, Any]) -> None:
        self._begin(Kind.MERGE, options["organisations"], options)

    def _split(self, options: dict[str, Any]) -> None:
        self._begin(Kind.SPLIT, [options["organisations"]], options)

    def _close(self, options: dict[str, Any]) -> None:
        self._begin(Kind.CLOSE, [options["organisations"]], options)

    def _begin(self, kind: str, sides: list[str], options: dict[str, Any]) -> None:
        into = options.get("into")
        number = reorganising.make_plan(
            kind=kind,
            sides=[self._known(slug) for slug in sides],
            receiver_id=self._known(into) if into else None,
            on=options["on"],
            order_number=options["order"],
            order_date=options["order_date"],
            by=BY,
        )
        seen = reorganising.look(number, BY)
        if kind == Kind.SPLIT:
            self._choose(number, options["classes"])
            seen = reorganising.look(number, BY)
            if options["employees"] is not None:
                self._choose_employees(number, options["employees"])
                seen = reorganising.look(number, BY)
        self._show(number, seen)
        if options["dry_run"]:
            reorganising.discard(plan_id=number, by=BY)
            return
        if kind != Kind.CLOSE:
            self._go_on({"number": number})
        if options["confirm"] or kind == Kind.CLOSE:
            self._confirm({"number": number})

    def _choose(self, number: int, named: str) -> None:
        wanted = dict(one.partition("=")[::2] for one in named.replace(" ", "").split(","))
        rows = reorganising.read_plan(number, BY).classes
        if unknown := set(wanted) - {row.name for row in rows}:
            reorganising.discard(plan_id=number, by=BY)
            raise CommandError(f"There is no class {', '.join(sorted(unknown))}.")
        choices = [
            ClassChoice(id=row.id, takes_part=row.name in wanted, target_name=wanted.get(row.name) or row.target_name)
            for row in rows
        ]
        reorganising.change_classes(plan_id=number, choices=choices, by=BY)

    def _choose_employees(self, number: int, named: str) -> None:
        wanted = {" ".join(one.split()) for one in named.split(";") if one.strip()}
        rows = reorganising.read_plan(number, BY).employees
        if unknown := wanted - {row.who for row in rows}:
            reorganising.discard(plan_id=number, by=BY)
            raise CommandError(f"There is no employee {', '.join(sorted(unknown))}.")
        choices = [EmployeeChoice(id=row.id, takes_part=row.who in wanted) for row in rows]
        reorganising.change_employees(plan_id=number, choices=choices, by=BY)

    def _look(self, options: dict[str, Any]) -> None:
        self._show(options["number"], reorganising.look(options["number"], BY))

    def _go_on(self, options: dict[str, Any]) -> None:
        number = options["number"]
        reorganising.carry_out(number, BY, lambda done, total, words: self.stdout.write(f"{done}/{total} {words}"))
        self.stdout.write(
            f"Реорганизация № {number}: обучающиеся и работники переведены. Подтвердите (confirm) или отмените (undo)."
        )

    def _confirm(self, options: dict[str, Any]) -> None:
        reorganising.confirm(options["number"], BY)
        self.stdout.write(f"Реорганизация № {options['number']}: завершена")

    def _undo(self, options: dict[str, Any]) -> None:
        reorganising.undo(options["number"], BY, lambda done, total, words: self.stdout.write(words))
        self.stdout.write(f"Реорганизация № {options['number']}: отменена")

    def _discard(self, options: dict[str, Any]) -> None:
        reorganising.discard(plan_id=options["number"], by=BY)
        self.stdout.write(f"Реорганизация № {options['number']}: план убран")

    def _list(self, options: dict[str, Any]) -> None:
        with shared(by=BY):
            rows = list(Reorganisation.objects.order_by("-pk")[:50])
            for row in rows:
                words = f"{row.get_kind_display()}\t{row.on:%d.%m.%Y}\t{row.get_state_display()}"
                self.stdout.write(f"{row.pk}\t{words}\tприказ № {row.order_number} от {row.order_date:%d.%m.%Y}")
        self.stdout.write(f"Всего: {len(rows)}")

    def _show(self, number: int, seen: Look) -> None:
        self.stdout.write(
            f"Реорганизация № {number}: классов {seen.classes}, обучающихся {seen.students},"
            f" без класса {seen.without_class}, работников {seen.employees}"
        )
        for one in seen.remarks:
            self.stdout.write(f"{'ПРЕПЯТСТВИЕ' if one.blocks else 'к сведению'}: {one.where}: {one.words}")

    def _known(self, slug: str) -> int:
        with shared(by=BY):
            found = Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if found is None:
            raise CommandError(f"There is no organisation {slug}.")
        return int(found)
