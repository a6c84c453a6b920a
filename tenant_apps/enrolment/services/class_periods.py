"""What goes along when the dates of an academic year or of a class change: its classes, and their class teachers."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from ..models import ClassGroup, ClassTeacher

Days = tuple[date, date]
"""A period: its first day and the first day after it."""


def moved(own: Days, before: Days, now: Days) -> Days:
    """What began or ended with a period does so again; nothing else lies outside it. May be empty: no day is left."""
    since = now[0] if own[0] == before[0] else max(own[0], now[0])
    return since, now[1] if own[1] == before[1] else min(own[1], now[1])


def move_classes(groups: Iterable[ClassGroup], before: Days, now: Days) -> None:
    """Classes of a year follow it, and their teachers them. One that no day is left of stays as it was."""
    changed: list[tuple[ClassGroup, Days]] = []
    for group in groups:
        own = (group.valid_from, group.valid_to)
        since, until = moved(own, before, now)
        if since < until and (since, until) != own:
            group.valid_from, group.valid_to = since, until
            changed.append((group, own))
    ClassGroup.objects.bulk_update([group for group, _own in changed], ["valid_from", "valid_to"])
    move_teachers(changed)


def move_teachers(changed: Iterable[tuple[ClassGroup, Days]]) -> None:
    """Lines of class teachers follow their classes, each given with the days it had; of two, the later one keeps its
    first day. A line that no day is left of vanishes.
    """
    days = {group.pk: (own, (group.valid_from, group.valid_to)) for group, own in changed}
    lines = ClassTeacher.objects.filter(class_group__in=days).order_by("class_group", "-valid_from")
    gone: list[int] = []
    kept: list[ClassTeacher] = []
    for class_id, of_class in groupby(lines, lambda one: one.class_group_id):
        following: date | None = None
        for line in of_class:
            own = (line.valid_from, line.valid_to)
            since, until = moved(own, *days[class_id])
            until = until if following is None else min(until, following)
            if since >= until:
                gone.append(line.pk)
                continue
            following = since
            if (since, until) != own:
                line.valid_from, line.valid_to = since, until
                kept.append(line)
    ClassTeacher.objects.filter(pk__in=gone).delete()
    ClassTeacher.objects.bulk_update(kept, ["valid_from", "valid_to"])
