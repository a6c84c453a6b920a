import datetime

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import shared_apps.organisations.periods
from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("people", "0004_consents"), ("history", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="guardian",
            name="education",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="Handbook staff_education.", verbose_name="education"
            ),
        ),
        migrations.AddField(
            model_name="guardian",
            name="position",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="position at work"),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="basis",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Decision of a court, power of attorney.",
                verbose_name="by what document",
            ),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="custody_limit",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="limit of rights"),
        ),
        migrations.AddField(
            model_name="guardianship",
            name="may_see",
            field=models.BooleanField(db_default=True, default=True, verbose_name="may know of the student"),
        ),
        migrations.AddField(
            model_name="identifier",
            name="issued_by",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Of a medical policy: the insurer.",
                verbose_name="issued by",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="home_phone",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="home phone"),
        ),
        migrations.AddField(
            model_name="person",
            name="work_phone",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="work phone"),
        ),
        migrations.AlterField(
            model_name="person",
            name="phone",
            field=models.TextField(blank=True, verbose_name="mobile phone"),
        ),
        migrations.CreateModel(
            name="CardReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(auto_now_add=True, verbose_name="read at")),
                ("account_id", models.BigIntegerField(null=True)),
                ("reader", models.TextField(verbose_name="who read")),
                ("role", models.TextField(blank=True, verbose_name="role")),
                ("person_id", models.BigIntegerField()),
                ("what", models.TextField(verbose_name="what was read")),
                ("via", models.TextField(verbose_name="where")),
                ("about", models.TextField(blank=True, default="", verbose_name="details")),
            ],
            options={
                "verbose_name": "reading of a card",
                "verbose_name_plural": "readings of cards",
                "indexes": [models.Index(fields=["person_id", "-id"], name="readings_of_a_card")],
            },
        ),
        migrations.CreateModel(
            name="CardFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="kind of file")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_card",
                        to="people.storedfile",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a card",
                "verbose_name_plural": "files of cards",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "photo")), fields=("person",), name="one_photo_in_a_card"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Citizenship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.TextField(verbose_name="citizenship")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="valid to")),
                ("document", models.TextField(blank=True, default="", verbose_name="by what document")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citizenships",
                        to="people.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "citizenship",
                "verbose_name_plural": "citizenships",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="citizenship_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                shared_apps.organisations.periods._Point(models.F("person_id"), models.F("person_id")),
                                "&&",
                            ),
                            (
                                shared_apps.organisations.periods._Point(
                                    shared_apps.organisations.periods._Hash(models.F("country")),
                                    shared_apps.organisations.periods._Hash(models.F("country")),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    django.db.models.functions.comparison.Least(
                                        models.F("valid_from"), models.F("valid_to")
                                    ),
                                    models.F("valid_to"),
                                    function="daterange",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                        ],
                        name="a_citizenship_is_held_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EducationCircumstance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="circumstance")),
                ("value", models.TextField(verbose_name="value")),
                ("variant", models.TextField(blank=True, default="", verbose_name="variant")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("slot", models.TextField(editable=False)),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="valid to")),
                ("document", models.TextField(blank=True, default="", verbose_name="document")),
                ("document_number", models.TextField(blank=True, default="", verbose_name="number of the document")),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="date of the document")),
                ("document_until", models.DateField(blank=True, null=True, verbose_name="document valid until")),
                ("begun_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("voided_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="people.student",
                        verbose_name="student",
                    ),
                ),
            ],
            options={
                "verbose_name": "circumstance of study",
                "verbose_name_plural": "circumstances of study",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="education_circumstance_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("voided_by__isnull", True)),
                        expressions=[
                            (
                                shared_apps.organisations.periods._Point(
                                    models.F("student_id"), models.F("student_id")
                                ),
                                "&&",
                            ),
                            (
                                shared_apps.organisations.periods._Point(
                                    shared_apps.organisations.periods._Hash(models.F("slot")),
                                    shared_apps.organisations.periods._Hash(models.F("slot")),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    django.db.models.functions.comparison.Least(
                                        models.F("valid_from"), models.F("valid_to")
                                    ),
                                    models.F("valid_to"),
                                    function="daterange",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                        ],
                        name="education_circumstances_never_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthCircumstance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="circumstance")),
                ("value", models.TextField(verbose_name="value")),
                ("variant", models.TextField(blank=True, default="", verbose_name="variant")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("slot", models.TextField(editable=False)),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="valid to")),
                ("document", models.TextField(blank=True, default="", verbose_name="document")),
                ("document_number", models.TextField(blank=True, default="", verbose_name="number of the document")),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="date of the document")),
                ("document_until", models.DateField(blank=True, null=True, verbose_name="document valid until")),
                ("begun_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("voided_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="people.student",
                        verbose_name="student",
                    ),
                ),
            ],
            options={
                "verbose_name": "circumstance of health",
                "verbose_name_plural": "circumstances of health",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="health_circumstance_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("voided_by__isnull", True)),
                        expressions=[
                            (
                                shared_apps.organisations.periods._Point(
                                    models.F("student_id"), models.F("student_id")
                                ),
                                "&&",
                            ),
                            (
                                shared_apps.organisations.periods._Point(
                                    shared_apps.organisations.periods._Hash(models.F("slot")),
                                    shared_apps.organisations.periods._Hash(models.F("slot")),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    django.db.models.functions.comparison.Least(
                                        models.F("valid_from"), models.F("valid_to")
                                    ),
                                    models.F("valid_to"),
                                    function="daterange",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                        ],
                        name="health_circumstances_never_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SocialCircumstance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="circumstance")),
                ("value", models.TextField(verbose_name="value")),
                ("variant", models.TextField(blank=True, default="", verbose_name="variant")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("slot", models.TextField(editable=False)),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="valid to")),
                ("document", models.TextField(blank=True, default="", verbose_name="document")),
                ("document_number", models.TextField(blank=True, default="", verbose_name="number of the document")),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="date of the document")),
                ("document_until", models.DateField(blank=True, null=True, verbose_name="document valid until")),
                ("begun_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("ended_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("voided_by", models.BigIntegerField(blank=True, editable=False, null=True)),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="people.student",
                        verbose_name="student",
                    ),
                ),
            ],
            options={
                "verbose_name": "social circumstance",
                "verbose_name_plural": "social circumstances",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="social_circumstance_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("voided_by__isnull", True)),
                        expressions=[
                            (
                                shared_apps.organisations.periods._Point(
                                    models.F("student_id"), models.F("student_id")
                                ),
                                "&&",
                            ),
                            (
                                shared_apps.organisations.periods._Point(
                                    shared_apps.organisations.periods._Hash(models.F("slot")),
                                    shared_apps.organisations.periods._Hash(models.F("slot")),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    django.db.models.functions.comparison.Least(
                                        models.F("valid_from"), models.F("valid_to")
                                    ),
                                    models.F("valid_to"),
                                    function="daterange",
                                    output_field=models.Field(),
                                ),
                                "&&",
                            ),
                        ],
                        name="social_circumstances_never_overlap",
                    ),
                ],
            },
        ),
        watch("people_citizenship", "person:person_id"),
        watch("people_educationcircumstance", "student:student_id"),
        watch("people_healthcircumstance", "student:student_id"),
        watch("people_socialcircumstance", "student:student_id"),
        watch("people_cardfile"),
    ]
