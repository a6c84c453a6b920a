import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staffing", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="regionemployee",
            name="degree",
            field=models.TextField(db_default="", verbose_name="academic degree"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="education",
            field=models.TextField(db_default="", verbose_name="level of education"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="employed_from",
            field=models.DateField(null=True, verbose_name="taken on"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="employed_to",
            field=models.DateField(null=True, verbose_name="first day after leaving"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="is_pedagogical",
            field=models.BooleanField(db_default=False, verbose_name="pedagogical"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="leaving_reason",
            field=models.TextField(db_default="", verbose_name="reason of leaving"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="main_subject",
            field=models.TextField(db_default="", verbose_name="main subject"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="origin",
            field=models.TextField(db_default="", verbose_name="where from"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="qualification",
            field=models.TextField(db_default="", verbose_name="category"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="service_since",
            field=models.DateField(null=True, verbose_name="service counts since"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="teaching_since",
            field=models.DateField(null=True, verbose_name="teaching service counts since"),
        ),
        migrations.CreateModel(
            name="StaffCounter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "period",
                        "dimension",
                        "value",
                        "post",
                        "valid_from",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation_id", models.BigIntegerField(verbose_name="organisation")),
                ("period", models.SmallIntegerField(verbose_name="academic year")),
                ("dimension", models.TextField(verbose_name="counted by")),
                ("value", models.TextField(verbose_name="value")),
                ("post", models.TextField(verbose_name="post")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(verbose_name="valid to")),
                ("n", models.IntegerField(verbose_name="persons")),
                ("women", models.IntegerField(verbose_name="of them women")),
            ],
            options={
                "verbose_name": "counter of persons",
                "verbose_name_plural": "counters of persons",
                "indexes": [
                    models.Index(
                        fields=["period", "valid_from", "organisation_id"],
                        include=("valid_to", "dimension", "value", "post", "n", "women"),
                        name="staff_counters_as_of",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "valid_from__gte",
                                models.Func(
                                    models.F("period"),
                                    models.Value(9),
                                    models.Value(1),
                                    function="make_date",
                                    output_field=models.DateField(),
                                ),
                            ),
                            ("valid_to__gt", models.F("valid_from")),
                            (
                                "valid_to__lte",
                                models.Func(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("period"), "+", models.Value(1)
                                    ),
                                    models.Value(9),
                                    models.Value(1),
                                    function="make_date",
                                    output_field=models.DateField(),
                                ),
                            ),
                        ),
                        name="staff_counter_lies_in_its_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffMovement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "happened_on",
                        "direction",
                        "reason",
                        "post",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation_id", models.BigIntegerField(verbose_name="organisation")),
                ("happened_on", models.DateField(verbose_name="date")),
                ("direction", models.TextField(verbose_name="direction")),
                ("reason", models.TextField(verbose_name="reason")),
                ("post", models.TextField(verbose_name="post")),
                ("n", models.IntegerField(verbose_name="persons")),
            ],
            options={
                "verbose_name": "movement of staff",
                "verbose_name_plural": "movement of staff",
                "indexes": [
                    models.Index(
                        fields=["happened_on", "organisation_id"],
                        include=("direction", "reason", "post", "n"),
                        name="staff_movement_by_day",
                    )
                ],
            },
        ),
    ]
