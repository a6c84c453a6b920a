"""`manage.py transfers …`: what stands in envelopes, reminders, beginnings, and answers by number."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from shared_apps.envelopes.queries import envelope
from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.services import Requisites

from ... import services
from ...forms import level_of_grade
from ...queries import lists
from ...services.settling import ANSWERS, open_differences

BY = By.system("transfers")


class Command(BaseCommand):
    help = "Transfers between organisations: list, remind, start, request, accept, settle, refuse, withdraw, give-back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        one = what.add_parser("list", help="transfers of an organisation, those that wait for it first")
        one.add_argument("organisation")
        one.add_argument("--state", default="", help="requested, sent, accepted, refused, withdrawn, expired, waiting")
        one = what.add_parser("remind", help="late answers by organisation; requests nobody answered expire")
        one.add_argument("organisations", nargs="*", help="all of them, if none is named")
        for name, words in (("refuse", "refuse what waits"), ("withdraw", "take back what was begun here")):
            one = what.add_parser(name, help=words)
            one.add_argument("organisation")
            one.add_argument("number", type=int)
            one.add_argument("--reason", required=True)
        one = what.add_parser("start", help="let a student go by an order of today: the personal file is on the way")
        one.add_argument("organisation")
        one.add_argument("student", type=int, help="number of the student's card")
        one.add_argument("--to", required=True, help="address of the other organisation")
        one.add_argument("--on", type=date.fromisoformat, required=True, help="the first day without the student")
        one.add_argument("--class", dest="of_class", default="", help="which group, where the student has several")
        one.add_argument("--request", type=int, help="number of the request that this answers")
        one.add_argument("--draft", action="store_true", help="leave the order unsigned")
        one.add_argument("--insist", action="store_true", help="in spite of what may be insisted on")
        one = what.add_parser("request", help="ask the organisation where a student studies")
        one.add_argument("organisation")
        one.add_argument("who", help="surname, given name, patronymic")
        one.add_argument("--from", dest="partner", required=True, help="address of that organisation")
        one.add_argument("--born", type=date.fromisoformat, required=True)
        one.add_argument("--on", type=date.fromisoformat, required=True, help="the first day here")
        one.add_argument("--snils", default="", help="by it the other organisation finds the card")
        one.add_argument("--grade", type=int)
        one.add_argument("--level", default="", help="where there is no grade")
        one.add_argument("--insist", action="store_true", help="in spite of what may be insisted on")
        one = what.add_parser("give-back", help="take a refused student back: the order of leaving is cancelled")
        one.add_argument("organisation")
        one.add_argument("number", type=int)
        one = what.add_parser("accept", help="admit by an order of today")
        one.add_argument("organisation")
        one.add_argument("number", type=int)
        one.add_argument("--class", dest="class_name", default="", help="name of the class; without it, of none yet")
        one.add_argument("--student", type=int, help="number of the card here, where the envelope is empty")
        one.add_argument("--take-theirs", action="store_true", help="where the cards differ, take what was sent")
        one.add_argument("--draft", action="store_true", help="leave the order unsigned")
        one.add_argument("--insist", action="store_true", help="in spite of what may be insisted on")

        one = what.add_parser("settle", help="what the cards say differently: shown, and decided")
        one.add_argument("organisation")
        one.add_argument("number", type=int)
        one.add_argument(
            "--choose", action="append", default=[], metavar="KEY=ANSWER", help=f"answers: {', '.join(ANSWERS)}"
        )
        one.add_argument("--take-theirs", action="store_true", help="of all that is not chosen, take what was sent")
        one.add_argument("--since", type=date.fromisoformat, help="since when a name has changed")
        one.add_argument("--document", default="", help="by what document a name has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("ru"):
            try:
                getattr(self, f"_{options['what'].replace('-', '_')}")(options)
            except Refused as refusal:
                raise CommandError(refusal.named) from refusal
            except OrganisationNotReady as refusal:
                raise CommandError(str(refusal)) from refusal

    def _list(self, options: dict[str, Any]) -> None:
        organisation, today = self._organisation(options["organisation"]), timezone.localdate()
        with inside(organisation, by=BY, only_reads=True):
            rows = lists.rows(organisation.pk, today, state=options["state"])
        for row in rows:
            due = f"ответ до {row.due_on:%d.%m.%Y}{' ПРОСРОЧЕНО' if row.is_late else ''}" if row.due_on else ""
            arrow = "→" if row.direction == "out" else "←"
            self.stdout.write(f"{row.number}\t{row.state}\t{row.who} {arrow} {row.partner}\t{row.on:%d.%m.%Y}\t{due}")
        self.stdout.write(f"Всего: {len(rows)}")

    def _remind(self, options: dict[str, Any]) -> None:
        today, late = timezone.localdate(), 0
        for organisation in self._organisations(options["organisations"]):
            here, overdue, expired = services.remind(organisation, today=today, by=BY)
            late += overdue
            if overdue or expired:
                self.stdout.write(f"{organisation.slug}: ждут ответа {here}, просрочено {overdue}, истекло {expired}")
        self.stdout.write(f"Просрочено всего: {late}")

    def _refuse(self, options: dict[str, Any]) -> None:
        with inside(self._organisation(options["organisation"]), by=BY):
            services.refuse_transfer(number=options["number"], reason=options["reason"], by=BY)
        self.stdout.write(f"Перевод № {options['number']}: отказано")

    def _withdraw(self, options: dict[str, Any]) -> None:
        with inside(self._organisation(options["organisation"]), by=BY):
            services.withdraw_transfer(number=options["number"], reason=options["reason"], by=BY)
        self.stdout.write(f"Перевод № {options['number']}: отозван")

    def _start(self, options: dict[str, Any]) -> None:
        partner = self._known(options["to"])
        with inside(self._organisation(options["organisation"]), by=BY):
            transfer = services.start_transfer(
                student_id=options["student"],
                partner_id=partner,
                on=options["on"],
                requisites=Requisites(date=timezone.localdate()),
                sign=not options["draft"],
                insist=options["insist"],
                request=options["request"],
                of_class_id=self._class_on(options["of_class"], options["on"]),
                by=BY,
            )
        words = f"Перевод № {transfer.number}: отправлен" if transfer.number else "Проект приказа об отчислении"
        self.stdout.write(words)

    def _request(self, options: dict[str, Any]) -> None:
        partner = self._known(options["partner"])
        with inside(self._organisation(options["organisation"]), by=BY):
            transfer = services.request_transfer(
                partner_id=partner,
                who=options["who"],
                birth_date=options["born"],
                snils=options["snils"],
                level=level_of_grade(options["grade"], options["level"]),
                grade=options["grade"],
                on=options["on"],
                insist=options["insist"],
                by=BY,
            )
        self.stdout.write(f"Перевод № {transfer.number}: запрошен")

    def _give_back(self, options: dict[str, Any]) -> None:
        with inside(self._organisation(options["organisation"]), by=BY):
            services.give_back(number=options["number"], by=BY)
        self.stdout.write(f"Перевод № {options['number']}: обучающийся возвращён")

    def _accept(self, options: dict[str, Any]) -> None:
        with inside(self._organisation(options["organisation"]), by=BY):
            class_id = self._class(options["class_name"], options["number"])
            services.accept_transfer(
                number=options["number"],
                acceptance=services.Acceptance(
                    class_group_id=class_id,
                    student_id=options["student"],
                    choices=services.Choices(take_theirs=options["take_theirs"]),
                ),
                requisites=Requisites(date=timezone.localdate()),
                sign=not options["draft"],
                insist=options["insist"],
                by=BY,
            )
        self.stdout.write(f"Перевод № {options['number']}: {'проект приказа' if options['draft'] else 'принят'}")

    def _settle(self, options: dict[str, Any]) -> None:
        chosen = dict(one.partition("=")[::2] for one in options["choose"])
        choices = services.Choices(
            by_key=chosen, take_theirs=options["take_theirs"], since=options["since"], document=options["document"]
        )
        organisation, number = self._organisation(options["organisation"]), options["number"]
        with inside(organisation, by=BY):
            services.settle_transfer(number=number, choices=choices, by=BY)
            row = envelope(number)
            left = open_differences(row, lists.own_side(row))
        for one in left:
            self.stdout.write(f"{one.key}\t{one.title}\tздесь: {one.ours or '—'}\tпередано: {one.theirs}")
        self.stdout.write(f"Перевод № {number}: {f'осталось решить: {len(left)}' if left else 'решено всё'}")

    def _class(self, name: str, number: int) -> int | None:
        return self._class_on(name, services.sent(number).on) if name else None

    def _class_on(self, name: str, on: date) -> int | None:
        if not name:
            return None
        found = services.class_named(name, on)
        if found is None:
            raise CommandError(f"There is no class {name} on {on:%d.%m.%Y}.")
        return found

    def _known(self, slug: str) -> int:
        """The id of an organisation in whatever state: the rules say whether it works. 0: there is none."""
        with shared(by=BY):
            return Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first() or 0

    def _organisation(self, slug: str) -> Organisation:
        return self._organisations([slug])[0]

    def _organisations(self, slugs: list[str]) -> list[Organisation]:
        with shared(by=BY):
            rows = Organisation.objects.filter(state=Organisation.State.READY).order_by("slug")
            found = list(rows.filter(slug__in=slugs) if slugs else rows)
        if missing := set(slugs) - {one.slug for one in found}:
            raise CommandError(f"There is no working organisation {', '.join(sorted(missing))}.")
        return found
