"""Of students in numbers alone: arrangements and circumstances as the organisations publish them, and their counters.

Two measures in each row: `n` students (main enrolments), `additional` enrolments; of both the girls.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from region.feed.counting import lies_in_its_year
from shared_apps.organisations.periods import ends_after_it_begins
from shared_apps.organisations.privacy import Privacy

MEASURES = ("n", "female", "additional", "additional_female")
_SOMEBODY = models.Q(n__gt=0) | models.Q(additional__gt=0)


class RegionArrangement(models.Model):
    """How many students of an organisation had an arrangement of a kind during an interval (fact "arrangement").

    Nobody's row: home study and sanatoriums tell of health, so they go up as numbers only.
    """

    pk = models.CompositePrimaryKey("organisation_id", "kind", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    track = models.SmallIntegerField()
    kind = models.TextField(_("kind"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("students"))
    female = models.IntegerField(_("of them female"), db_default=0)
    additional = models.IntegerField(_("additional enrolments"), db_default=0)
    additional_female = models.IntegerField(_("of them female"), db_default=0)

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "kind", "valid_from", "valid_to", *MEASURES], Privacy.OPEN
    ) | {"track": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("study arrangements in numbers")
        verbose_name_plural = _("study arrangements in numbers")
        constraints: ClassVar = [ends_after_it_begins("region_arrangement_ends_after_it_begins")]


class RegionCircumstance(models.Model):
    """How many students of an organisation had a circumstance during an interval (fact "circumstance").

    Nobody's row: limited health abilities, disability, orphanhood, family and social position go up as numbers only, so
    do citizenship and languages.
    """

    pk = models.CompositePrimaryKey("organisation_id", "kind", "value", "variant", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    topic = models.SmallIntegerField()
    kind = models.TextField(_("circumstance"))
    value = models.TextField(_("value"))
    variant = models.TextField(_("variant"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("students"))
    female = models.IntegerField(_("of them female"))
    additional = models.IntegerField(_("additional enrolments"), db_default=0)
    additional_female = models.IntegerField(_("of them female"), db_default=0)

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "kind", "value", "variant", "valid_from", "valid_to", *MEASURES], Privacy.OFFICIAL
    ) | {"topic": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("circumstances of students in numbers")
        verbose_name_plural = _("circumstances of students in numbers")
        constraints: ClassVar = [
            ends_after_it_begins("region_circumstance_ends_after_it_begins"),
            models.CheckConstraint(name="region_circumstance_counts_an_enrolment", condition=_SOMEBODY),
        ]


class CircumstanceCell(models.Model):
    """A kind, a value and a variant that something is counted by. Grown by the projector, never changed.

    The kind "arrangement" stands for leaves, individual plans and home study: its values are kinds of orders.
    """

    id = models.AutoField(primary_key=True)
    topic = models.SmallIntegerField()
    kind = models.TextField(_("circumstance"))
    value = models.TextField(_("value"))
    variant = models.TextField(_("variant"))

    privacy: ClassVar = dict.fromkeys(["kind", "value", "variant"], Privacy.OPEN) | dict.fromkeys(
        ["id", "topic"], Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("circumstance counted by")
        verbose_name_plural = _("circumstances counted by")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "value", "variant"], name="a_circumstance_cell_stands_once")
        ]


class CircumstanceCounter(models.Model):
    """How many students of an organisation had what a cell says, in an interval cut where quarters of a year begin.

    So "as of a day" reads one quarter by one index, whatever the history. Quarters are those of academic years: four
    times the year, and 0 from 1 September, 1 from 1 December, 2 from 1 March, 3 from 1 June. By whole years a day in
    June would read ten times as many changes as there are numbers (75 cells, 3,000 organisations).
    """

    pk = models.CompositePrimaryKey("organisation_id", "period", "cell_id", "valid_from")
    organisation_id = models.BigIntegerField(_("organisation"))
    period = models.SmallIntegerField(_("academic year"))
    quarter = models.SmallIntegerField(_("quarter"), db_default=0)
    cell_id = models.IntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    n = models.IntegerField(_("students"))
    female = models.IntegerField(_("of them female"))
    additional = models.IntegerField(_("additional enrolments"))
    additional_female = models.IntegerField(_("of them female"))

    privacy: ClassVar = dict.fromkeys(
        ["organisation_id", "period", "quarter", "valid_from", "valid_to", *MEASURES], Privacy.OFFICIAL
    ) | {"cell_id": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("counter of circumstances")
        verbose_name_plural = _("counters of circumstances")
        constraints: ClassVar = [
            lies_in_its_year("circumstance_counter_lies_in_its_year"),
            models.CheckConstraint(name="circumstance_counter_counts_an_enrolment", condition=_SOMEBODY),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["quarter", "cell_id", "valid_from", "organisation_id"],
                include=["valid_to", *MEASURES],
                name="circumstance_counters_by_cell",
            ),
            models.Index(fields=["organisation_id", "quarter"], name="circumstance_counters_of_one"),
        ]
