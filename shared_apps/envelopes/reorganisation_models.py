"""Mergers, splits and closings of organisations as plans of the region's administrator.

Only the plan stands here, with which classes go where; students go in envelopes (models.py), and what was done stands
in the organisations under the source `Reorganisation.source`. Of persons there are only the employees among whom a
split chooses, for as long as it is being prepared and carried out.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy


class Reorganisation(models.Model):
    """Students of one or more organisations pass to another one on the day `on`, by the founder's order.

    draft → running → moved (students are there; may still be undone) → finished; or undoing → undone. A closing moves
    nobody: draft → finished. `receiver` is empty for closings alone.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", pgettext_lazy("reorganisation", "merger")
        SPLIT = "split", pgettext_lazy("reorganisation", "separation of classes")
        CLOSE = "close", pgettext_lazy("reorganisation", "closing")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("reorganisation", "being prepared")
        RUNNING = "running", pgettext_lazy("reorganisation", "being carried out")
        MOVED = "moved", pgettext_lazy("reorganisation", "students moved, to be confirmed")
        FINISHED = "finished", pgettext_lazy("reorganisation", "finished")
        UNDOING = "undoing", pgettext_lazy("reorganisation", "being undone")
        UNDONE = "undone", pgettext_lazy("reorganisation", "undone")
        DISCARDED = "discarded", pgettext_lazy("reorganisation", "discarded")

    OPEN = (State.DRAFT, State.RUNNING, State.MOVED, State.UNDOING)

    kind = models.TextField(pgettext_lazy("reorganisation", "kind"), choices=Kind)
    state = models.TextField(pgettext_lazy("reorganisation", "state"), choices=State, default=State.DRAFT)
    receiver = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )
    on = models.DateField(_("day of the reorganisation"))
    order_number = models.TextField(_("number of the founder's order"))
    order_date = models.DateField(_("date of the founder's order"))
    made_at = models.DateTimeField(_("planned at"), auto_now_add=True)
    made_name = models.TextField(_("planned by"))
    finished_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    finished_name = models.TextField(_("confirmed by"), blank=True)

    privacy: ClassVar = dict.fromkeys(
        ["kind", "state", "receiver", "on", "order_number", "order_date", "made_at", "made_name", "finished_at"]
        + ["finished_name"],
        Privacy.OFFICIAL,
    ) | {"id": Privacy.TECHNICAL}
    objects: ClassVar[models.Manager["Reorganisation"]] = models.Manager()

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_a_closing_has_no_successor",
                condition=models.Q(kind="close", receiver__isnull=True)
                | (~models.Q(kind="close") & models.Q(receiver__isnull=False)),
            )
        ]

    @property
    def source(self) -> str:
        """Under which organisations keep what carrying it out wrote; the envelopes' kind stands before the colon."""
        return f"{self.kind}:{self.pk}"


class ReorganisationSide(models.Model):
    """An organisation whose students pass to the successor, or that is closed."""

    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="sides", verbose_name=_("plan"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "reorganisation": Privacy.OFFICIAL,
        "organisation": Privacy.OFFICIAL,
    }
    objects: ClassVar[models.Manager["ReorganisationSide"]] = models.Manager()

    class Meta:
        verbose_name = _("side of a reorganisation")
        verbose_name_plural = _("sides of a reorganisation")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reorganisation", "organisation"], name="an_organisation_takes_part_once")
        ]


class ReorganisationClass(models.Model):
    """A class of a side, and the class of the successor that its students come into.

    `class_id`, `made_id`: ids in the two organisations, no keys. `takes_part`: whether it passes at all (a split takes
    some). `students`: as counted at the last look. `is_made`: the plan opened the successor's class; otherwise it stood
    there already. `until`: when the class would have ended.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="classes", verbose_name=_("plan"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    class_id = models.BigIntegerField()
    name = models.TextField(_("class"))
    grade = models.PositiveSmallIntegerField(_("grade"), null=True)
    level = models.TextField(_("level"))
    until = models.DateField(_("existed until"))
    students = models.PositiveIntegerField(_("students"), default=0)
    takes_part = models.BooleanField(_("passes over"), default=True)
    target_name = models.TextField(_("class there"))
    made_id = models.BigIntegerField(null=True)
    is_made = models.BooleanField(default=False)

    privacy: ClassVar = dict.fromkeys(
        ["reorganisation", "organisation", "name", "grade", "level", "until", "students", "takes_part", "target_name"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(["id", "class_id", "made_id", "is_made"], Privacy.TECHNICAL)
    objects: ClassVar[models.Manager["ReorganisationClass"]] = models.Manager()

    class Meta:
        verbose_name = _("class of a reorganisation")
        verbose_name_plural = _("classes of a reorganisation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reorganisation", "organisation", "class_id"], name="a_class_takes_part_once"
            )
        ]


class ReorganisationEmployee(models.Model):
    """An employee of the organisation that a split separates classes from: whether he passes with his posts.

    `employee_id`: in that organisation, no key. `who`, `posts`, `leads` (classes): in words, as at the last look. Class
    teachers go with their classes unless somebody decided otherwise (`is_decided`). The rows are deleted when the plan
    is finished, undone or discarded.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="employees", verbose_name=_("plan"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    employee_id = models.BigIntegerField()
    who = models.TextField(_("employee"))
    posts = models.TextField(_("posts"))
    leads = models.TextField(_("leads the classes"), blank=True)
    takes_part = models.BooleanField(_("passes over"), default=False)
    is_decided = models.BooleanField(default=False)

    privacy: ClassVar = (
        dict.fromkeys(["reorganisation", "organisation", "posts", "leads", "takes_part"], Privacy.OFFICIAL)
        | dict.fromkeys(["id", "employee_id", "is_decided"], Privacy.TECHNICAL)
        | {"who": Privacy.IDENTITY}
    )
    objects: ClassVar[models.Manager["ReorganisationEmployee"]] = models.Manager()

    class Meta:
        verbose_name = _("employee of a reorganisation")
        verbose_name_plural = _("employees of a reorganisation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reorganisation", "organisation", "employee_id"], name="an_employee_takes_part_once"
            )
        ]
