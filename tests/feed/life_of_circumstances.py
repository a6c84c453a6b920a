"""Circumstances of students at random: begun, ended, corrected, voided, struck out; with dice of their own."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared_apps.organisations.periods import FOREVER
from tenant_apps.passport.models import LocalHandbookItem
from tenant_apps.people.models import EducationCircumstance, HealthCircumstance, SocialCircumstance, Student

VALUES: dict[Any, dict[str, tuple[str, ...]]] = {
    EducationCircumstance: {"extended_day": ("yes",), "native_language": ("rus", "~robots"), "home_computer": ("yes",)},
    HealthCircumstance: {"ovz": ("autism", "delayed"), "disability": ("child",), "disease": ("allergy",)},
    SocialCircumstance: {"social_category": ("large_family", "~robots", "~twins"), "orphan": ("orphan",),
                         "behaviour": ("truancy",)},
}  # fmt: skip
"""What is said of students; home computers, diseases and behaviour never leave the organisation."""
HANDBOOKS = {"~robots": ("language", "social_category"), "~twins": ("social_category",)}


def something_happens(
    dice: random.Random, day: Callable[[date], date], attempt: Callable[[Callable[[], None]], None]
) -> None:
    """Every second time one row of one table is written. `attempt`: what constraints refuse is not written."""
    if dice.random() < 0.5:
        return
    model = dice.choice(list(VALUES))
    act = dice.choice([_begin, _begin, _begin, _end, _void, _forget, _map])
    attempt(lambda: act(dice, day, model))


def _begin(dice: random.Random, day: Callable[[date], date], model: Any) -> None:
    students = list(Student.objects.order_by("pk").values_list("pk", flat=True))
    if not students:
        return
    kind = dice.choice(list(VALUES[model]))
    value, start = dice.choice(VALUES[model][kind]), day(date(2024, 9, 1))
    model.objects.create(
        student_id=dice.choice(students), kind=kind, value=value, slot=f"{kind}:{value}",
        variant=dice.choice(["", "v8_1"]) if kind == "ovz" else "",
        valid_from=start, valid_to=dice.choice([FOREVER, day(start + timedelta(days=1))]),
    )  # fmt: skip


def _end(dice: random.Random, day: Callable[[date], date], model: Any) -> None:
    if row := _one(dice, model):
        model.objects.filter(pk=row.pk).update(valid_to=day(row.valid_from + timedelta(days=1)))


def _void(dice: random.Random, day: Callable[[date], date], model: Any) -> None:
    if row := _one(dice, model):
        model.objects.filter(pk=row.pk).update(voided_by=None if row.voided_by else 1)


def _forget(dice: random.Random, day: Callable[[date], date], model: Any) -> None:
    if row := _one(dice, model):
        row.delete()


def _map(dice: random.Random, day: Callable[[date], date], model: Any) -> None:
    """An item of the organisation's own counts as another one of the region's; two of them may count as one."""
    code = dice.choice(list(HANDBOOKS))
    values = {"name": "своё", "maps_to": dice.choice(["large_family", "refugee"]), "valid_from": date(2024, 9, 1)}
    LocalHandbookItem.objects.update_or_create(handbook=dice.choice(HANDBOOKS[code]), code=code, defaults=values)


def _one(dice: random.Random, model: Any) -> Any:
    pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
    return model.objects.get(pk=dice.choice(pks)) if pks else None
