"""Classes that an order would make too full: a warning, which whoever signs may insist on."""

from collections import Counter
from datetime import date

from django.db.models import Count

from shared_apps.organisations.periods import valid_on

from .. import refusals
from ..models import ClassGroup, ClassMembership
from .planning import Plan, day_of


def full_classes(plan: Plan) -> list[refusals.LineRefused]:
    """A warning for each class that would have more students than places on the last date of its lines."""
    targets: dict[int, ClassGroup] = {}
    days: dict[int, date] = {}
    coming: Counter[int] = Counter()
    for membership in plan.memberships:
        target = membership.class_group
        if target is not None:
            targets[target.pk] = target
            coming[target.pk] += 1
            days[target.pk] = max(days.get(target.pk, membership.valid_from), membership.valid_from)
    leaving = {pk for ids in plan.ended_memberships.values() for pk in ids} | set(plan.replaced_memberships)
    found: list[refusals.LineRefused] = []
    for day in sorted(set(days.values())):
        classes = [pk for pk, its_day in days.items() if its_day == day]
        present = dict(
            ClassMembership.objects.unvoided()
            .filter(valid_on(day), class_group__in=classes)
            .exclude(pk__in=leaving)
            .values_list("class_group")
            .annotate(Count("pk"))
            .order_by()
        )
        for pk in sorted(classes, key=lambda each: targets[each].name):
            count = present.get(pk, 0) + coming[pk]
            if count > targets[pk].capacity:
                found.append(
                    refusals.ClassIsFull(
                        who=targets[pk].name, capacity=targets[pk].capacity, count=count, day=day_of(day)
                    )
                )
    return found
