"""A child in two groups of a centre passes into the next year in both, by orders of which each names him once."""

from datetime import date

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import ClassMembership, Order, OrderLine
from tenant_apps.rollover import services

from .conftest import BEGINS, COORDINATOR, NEXT, a_student


def groups_on(day: date) -> list[tuple[int, str]]:
    rows = ClassMembership.objects.valid(day).filter(enrolment__voided_by__isnull=True, enrolment__valid_to__gt=day)
    return sorted(rows.values_list("enrolment__student", "class_group__name"))


def test_a_child_of_two_groups_goes_on_in_both(school: Organisation, inside: None, by: By) -> None:
    with crossing.shared(by=by):
        school.periods.update(kind="centre")
    year = enrolment.open_academic_year(valid_from=BEGINS, valid_to=NEXT, by=by)
    anna, vera = a_student("Абрамова", "Анна"), a_student("Белова", "Вера")
    for name, students in (("Шахматы", (anna, vera)), ("Танцы", (anna,))):
        parameters = enrolment.ClassParameters(level="additional", name=name)
        group = enrolment.create_class(year_id=year.pk, parameters=parameters, by=by)
        enrolment.admit_many(
            lines=[enrolment.Line(student_id=one.pk, on=BEGINS, class_group_id=group.pk) for one in students],
            kind="admission_programme", requisites=enrolment.Requisites(date=BEGINS), sign=True, by=COORDINATOR,
        )  # fmt: skip
    before = groups_on(BEGINS)
    assert len(before) == 3

    plan = services.make_plan(year_id=year.pk, by=by)
    services.apply_all(plan_id=plan.pk, by=by)

    assert groups_on(NEXT) == before
    orders = Order.objects.filter(kind="next_year")
    assert sorted(OrderLine.objects.filter(order__in=orders).values_list("student", "of_class__name")) == before
    assert orders.count() == 2
