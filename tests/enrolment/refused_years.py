"""Refusals of academic years, classes and the numbering of orders."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import refusals as r
from tenant_apps.enrolment import services
from tenant_apps.people import services as people
from tests.refusing.doors import BY, Call, Knock

from .refused_world import FIRST_DAY, LONG_AGO, NEXT_YEAR, NOVEMBER, OCTOBER, World

Case = Callable[[World], Knock]
BY_PAGES = "the numbering of orders and next year's classes are set up in pages alone"
NO_COMMAND = "years and classes are opened by those who see them"
API = "api/v1/"


def _by_page(service: Callable[[], Any], page: Call, api: Call | str = BY_PAGES) -> Knock:
    return Knock(service=service, page=page, api=api, command=NO_COMMAND)


def _year(first: date, last: date) -> Case:
    return lambda w: _by_page(
        service=lambda: services.open_academic_year(valid_from=first, valid_to=last + timedelta(days=1), by=BY),
        page=Call("years/new/", {"valid_from": first, "last_day": last}),
        api=Call(f"{API}years/", {"valid_from": first, "valid_to": last + timedelta(days=1)}),
    )


def _changed_year(*, sealed: bool) -> Case:
    def case(w: World) -> Knock:
        w.admitted(on=FIRST_DAY)
        if sealed:
            w.closed(w.year)
        first = FIRST_DAY + timedelta(days=30)
        return _by_page(
            service=lambda: services.change_academic_year(
                year_id=w.year.pk, valid_from=first, valid_to=NEXT_YEAR, by=BY
            ),
            page=Call(f"years/{w.year.pk}/", {"valid_from": first, "last_day": NEXT_YEAR - timedelta(days=1)}),
            api=Call(f"{API}years/{w.year.pk}/", {"valid_from": first, "valid_to": NEXT_YEAR}, "put"),
        )

    return case


def _new_class(**said: Any) -> Case:
    def case(w: World) -> Knock:
        form = {"year": w.year.pk, "form_of_study": "full_time", "language": "rus", "shift": "1", "capacity": "25"}
        parameters = {k: v for k, v in said.items() if k != "last_day"}
        return _by_page(
            service=lambda: services.create_class(
                year_id=w.year.pk, parameters=services.ClassParameters(**parameters), by=BY
            ),
            page=Call("classes/new/", form | said),
            api=Call(f"{API}classes/", {"year_id": w.year.pk, **parameters}),
        )

    return case


def _class_with_students(w: World) -> Knock:
    w.admitted()
    return _by_page(
        service=lambda: services.delete_class(class_id=w.other_fifth.pk, by=BY),
        page=Call(f"classes/{w.other_fifth.pk}/delete/", {}),
        api=Call(f"{API}classes/{w.other_fifth.pk}/", {}, "delete"),
    )


def _teacher(w: World) -> Knock:
    employee = people.hire(
        name=people.Name("Петрова", "Инна"), particulars={"sex": "female"}, post="teacher", kind="main", rate=1,
        since=FIRST_DAY, by=BY,
    ).pk  # fmt: skip
    services.assign_class_teacher(class_id=w.fifth.pk, employee_id=employee, since=NOVEMBER, by=BY)
    return _by_page(
        service=lambda: services.assign_class_teacher(class_id=w.fifth.pk, employee_id=employee, since=OCTOBER, by=BY),
        page=Call(f"classes/{w.fifth.pk}/teacher/", {"employee": employee, "since": OCTOBER}),
        api=Call(f"{API}classes/{w.fifth.pk}/teacher/", {"employee_id": employee, "since": OCTOBER}),
    )


def _nothing_to_copy(w: World) -> Knock:
    return _by_page(
        service=lambda: services.create_proposed_classes(
            year_id=w.year.pk, next_year_id=w.following.pk, keys=[], with_teachers=False, by=BY
        ),
        page=Call(f"classes/next-year/?year={w.year.pk}", {"classes": []}),
    )


def _numbering(*indexes: tuple[str, str, bool]) -> Case:
    """Setting the indexes of groups of orders: (group, index, numbers of its own)."""

    def case(w: World) -> Knock:
        said = [services.Index(group=group, index=index, is_own_sequence=own) for group, index, own in indexes]
        form = {f"index_{group}": index for group, index, _own in indexes}
        form |= {f"own_{group}": "on" for group, _index, own in indexes if own}
        return _by_page(
            service=lambda: services.set_order_indexes(indexes=said, by=BY), page=Call("orders/numbering/", form)
        )

    return case


YEARS_AND_CLASSES: dict[type[Refused], Case] = {
    r.OrderIndexMissing: _numbering(("leaving", "", True)),
    r.OrderIndexMisshapen: _numbering(("leaving", "2-в", False)),
    r.OrderIndexTaken: _numbering(("leaving", "-к", True), ("admission", "-к", False)),
    r.AcademicYearOverlaps: _year(date(2026, 1, 1), date(2026, 12, 31)),
    r.AcademicYearMisshapen: _year(date(2030, 9, 1), date(2030, 9, 30)),
    r.AcademicYearSealed: _changed_year(sealed=True),
    r.AcademicYearInUse: _changed_year(sealed=False),
    r.ClassNameTaken: _new_class(grade=5, letter="А"),
    r.ClassNeedsName: _new_class(level="preschool"),
    r.GradeDoesNotFitLevel: _new_class(grade=5, letter="Ж", level="primary"),
    r.ClassDetailDoesNotFit: _new_class(grade=5, letter="Ж", nosology="delayed"),
    r.ClassOutsideYear: _new_class(grade=5, letter="Ж", valid_from=LONG_AGO),
    r.ClassHasStudents: _class_with_students,
    r.ClassTeacherSince: _teacher,
    r.NothingToCopy: _nothing_to_copy,
}
