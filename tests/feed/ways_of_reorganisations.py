"""Schools that live their random ways until one day, and are then merged or separated by the services, as in life."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from shared_apps.envelopes.models import Envelope, Reorganisation
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassMembership, Enrolment, Order
from tenant_apps.people import services as people
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.reorganising import ClassChoice, EmployeeChoice
from tests.feed.life import BY, DAYS, FIRST_DAY
from tests.feed.ways import Ways

YEARS = 3


class ReorganisedWays(Ways):
    """`day`: after the last movement. Until `settle()` the ways are those of `Ways`."""

    def __init__(self, schools: list[Organisation], seed: int, students: int = 5) -> None:
        super().__init__(schools, seed, students)
        self.everybody = schools
        self.day = FIRST_DAY + timedelta(days=DAYS + 10)
        self.rates = Decimal(0)

    def totals(self, days: list[date]) -> dict[date, int]:
        """Of all schools, also while only the others live on."""
        some, self.schools = self.schools, self.everybody
        found = super().totals(days)
        self.schools = some
        return found

    def settle(self) -> None:
        """Everybody who is on the way arrives; classes are opened and filled; employees are taken on."""
        while self.pending:
            self.accept()
        self.arrived.clear()  # nobody's admission is cancelled any more
        Envelope.objects.using("owner").filter(kind="transfer", state="sent").update(state="accepted")
        for number, school in enumerate(self.schools):
            with inside(school, by=BY):
                Order.objects.filter(state=Order.State.DRAFT).update(state=Order.State.EFFECTIVE)
                for year in range(YEARS):
                    first = date(FIRST_DAY.year + year, 9, 1)
                    enrolment.open_academic_year(valid_from=first, valid_to=date(first.year + 1, 9, 1), by=BY)
                self._open_classes()
                self._take_on(number)

    def reorganise(self, kind: str) -> Iterator[str]:
        """Plan it and carry it out, a step at a time; sometimes undo it on the way, and once more. Then confirm."""
        side, receiver = self.random.sample(self.everybody, 2)
        self.schools = [one for one in self.everybody if one not in (side, receiver)]
        for attempt in range(self.random.randint(1, 2), 0, -1):
            plan = reorganising.make_plan(
                kind=kind, sides=[side.pk], receiver_id=receiver.pk, on=self.day, order_number=f"{attempt}",
                order_date=self.day, by=BY,
            )  # fmt: skip
            reorganising.look(plan, BY)
            if kind == Reorganisation.Kind.SPLIT:
                self._choose(plan)
            reorganising.moving.start(plan, BY)
            stop = self.random.randint(1, 6) if attempt > 1 else None
            while (what := reorganising.next_step(plan, BY)) is not None:
                yield what
                stop = None if stop is None else stop - 1
                if stop == 0:
                    break
            if attempt > 1:
                reorganising.undo(plan, BY)
                yield "undone"
        reorganising.carry_out(plan, BY)
        yield "carried out"
        self.plan, self.side, self.receiver = plan, side, receiver

    def confirm(self) -> None:
        """The region must hold everything of the successor by then."""
        reorganising.confirm(self.plan, BY)

    def _choose(self, plan: int) -> None:
        rows = reorganising.read_plan(plan, BY).classes
        taken = self.random.choice([row.id for row in rows if row.students] or [row.id for row in rows])
        choices = [ClassChoice(id=row.id, takes_part=row.id == taken, target_name=row.target_name) for row in rows]
        reorganising.change_classes(plan_id=plan, choices=choices, by=BY)
        reorganising.look(plan, BY)
        employees = [
            EmployeeChoice(id=row.id, takes_part=self.random.random() < 0.6)
            for row in reorganising.read_plan(plan, BY).employees
        ]
        reorganising.change_employees(plan_id=plan, choices=employees, by=BY)

    def _open_classes(self) -> None:
        """Two fifth grades in the year of the day; who is here sits in one of them, or in none."""
        year = AcademicYear.objects.valid(self.day).get().pk
        groups = [
            enrolment.create_class(year_id=year, parameters=enrolment.ClassParameters(grade=5, letter=letter), by=BY)
            for letter in "АБ"
        ]
        rows = ClassMembership.objects.unvoided().filter(
            enrolment__in=Enrolment.objects.unvoided().filter(valid_to=FOREVER), valid_to=FOREVER
        )
        for row in rows.order_by("pk"):
            group = self.random.choice([*groups, None])
            if group is not None:
                ClassMembership.objects.filter(pk=row.pk).update(class_group=group)

    def _take_on(self, number: int) -> None:
        for each in range(3):
            rate = Decimal(self.random.choice(["0.5", "1", "1.25"]))
            people.hire(
                name=people.Name("Работникова" + "абвг"[number], "Имя" + "абв"[each]),
                particulars={"sex": "female", "birth_date": date(1980, 1 + each, 1 + number)}, post="teacher",
                kind="main", rate=rate, since=FIRST_DAY, by=BY, insist=True,
            )  # fmt: skip
            self.rates += rate
