"""Additional enrolments stand beside each other, main ones do not (docs/decisions/0011). A weaker constraint comes before
the stronger one goes: main enrolments are never without one, and code that expects the stronger one goes on as before."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import shared_apps.organisations.periods


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment", "0015_groups_hours_level_funding"),
        ("people", "0008_posts_that_passed"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="of_class",
            field=models.ForeignKey(
                blank=True,
                help_text="Which of several groups of the student the line is about; empty: he has one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.classgroup",
                verbose_name="of the class",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("voided_by__isnull", True), ("kind", "main")),
                expressions=[
                    (shared_apps.organisations.periods._Point(models.F("student_id"), models.F("student_id")), "&&"),
                    (
                        models.Func(
                            django.db.models.functions.comparison.Least(models.F("valid_from"), models.F("valid_to")),
                            models.F("valid_to"),
                            function="daterange",
                            output_field=models.Field(),
                        ),
                        "&&",
                    ),
                ],
                name="main_enrolments_of_a_student_never_overlap",
            ),
        ),
        migrations.RemoveConstraint(model_name="enrolment", name="enrolments_of_a_student_never_overlap"),
    ]
