import datetime

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import shared_apps.organisations.periods
from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_watch"),
    ]

    operations = [
        migrations.AddField(
            model_name="employee",
            name="academic_title",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="academic title"),
        ),
        migrations.AddField(
            model_name="employee",
            name="degree",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="academic degree"),
        ),
        migrations.AddField(
            model_name="employee",
            name="degree_on",
            field=models.DateField(blank=True, null=True, verbose_name="degree awarded on"),
        ),
        migrations.AddField(
            model_name="employee",
            name="marital_status",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="family status"),
        ),
        migrations.AddField(
            model_name="employee",
            name="service_since",
            field=models.DateField(blank=True, null=True, verbose_name="service counts since"),
        ),
        migrations.AddField(
            model_name="employee",
            name="teaching_since",
            field=models.DateField(blank=True, null=True, verbose_name="teaching service counts since"),
        ),
        migrations.AddField(
            model_name="employee",
            name="title_on",
            field=models.DateField(blank=True, null=True, verbose_name="title awarded on"),
        ),
        migrations.CreateModel(
            name="EmployeeAttestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sought", models.TextField(verbose_name="category sought")),
                ("post", models.TextField(blank=True, verbose_name="for the post")),
                ("begun_on", models.DateField(verbose_name="begun on")),
                ("due_on", models.DateField(verbose_name="decision due on")),
                ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attestations",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "attestation of an employee",
                "verbose_name_plural": "attestations of employees",
                "indexes": [models.Index(fields=["employee"], name="attestations_of_an_employee")],
            },
        ),
        migrations.CreateModel(
            name="EmployeeAward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("award", models.TextField(verbose_name="award")),
                ("name", models.TextField(blank=True, verbose_name="name of the award")),
                ("awarded_on", models.DateField(blank=True, null=True, verbose_name="awarded on")),
                ("document", models.TextField(blank=True, verbose_name="number of the certificate")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="awards",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "award of an employee",
                "verbose_name_plural": "awards of employees",
                "indexes": [models.Index(fields=["employee"], name="awards_of_an_employee")],
            },
        ),
        migrations.CreateModel(
            name="EmployeeCourse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="kind of course")),
                ("title", models.TextField(verbose_name="name of the programme")),
                ("institution", models.TextField(blank=True, verbose_name="where")),
                (
                    "hours",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hours of the programme"),
                ),
                ("begun_on", models.DateField(blank=True, null=True, verbose_name="begun on")),
                ("ended_on", models.DateField(verbose_name="ended on")),
                ("document", models.TextField(blank=True, verbose_name="number of the certificate")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="courses",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "course of an employee",
                "verbose_name_plural": "courses of employees",
                "indexes": [models.Index(fields=["employee"], name="courses_of_an_employee")],
            },
        ),
        migrations.CreateModel(
            name="EmployeeEducation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.TextField(verbose_name="level of education")),
                ("is_pedagogical", models.BooleanField(default=False, verbose_name="pedagogical")),
                ("institution", models.TextField(blank=True, verbose_name="educational institution")),
                ("speciality", models.TextField(blank=True, verbose_name="speciality by the diploma")),
                ("qualification", models.TextField(blank=True, verbose_name="qualification by the diploma")),
                ("document", models.TextField(blank=True, verbose_name="series and number of the diploma")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="date of the diploma")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="education",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "education of an employee",
                "verbose_name_plural": "education of employees",
                "indexes": [models.Index(fields=["employee"], name="education_of_an_employee")],
            },
        ),
        migrations.CreateModel(
            name="EmployeeLeave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="kind of leave")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="valid to")),
                ("order_number", models.TextField(blank=True, verbose_name="order number")),
                ("order_date", models.DateField(blank=True, null=True, verbose_name="order date")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leaves",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "long leave of an employee",
                "verbose_name_plural": "long leaves of employees",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="employee_leave_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                shared_apps.organisations.periods._Point(
                                    models.F("employee_id"), models.F("employee_id")
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
                        name="long_leaves_never_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployeeQualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("qualification", models.TextField(verbose_name="category")),
                ("post", models.TextField(blank=True, verbose_name="for the post")),
                ("valid_from", models.DateField(verbose_name="given on")),
                (
                    "valid_to",
                    models.DateField(default=datetime.date(9999, 12, 31), verbose_name="first day without it"),
                ),
                ("order_number", models.TextField(blank=True, verbose_name="order number")),
                ("order_date", models.DateField(blank=True, null=True, verbose_name="order date")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="qualifications",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "category of an employee",
                "verbose_name_plural": "categories of employees",
                "indexes": [models.Index(fields=["employee"], name="categories_of_an_employee")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="employee_category_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployeeSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.TextField(help_text="Handbook main_subject.", verbose_name="subject")),
                ("is_main", models.BooleanField(default=False, verbose_name="main subject")),
                (
                    "hours",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="hours a week"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="valid to")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "subject of an employee",
                "verbose_name_plural": "subjects of employees",
                "indexes": [models.Index(fields=["employee"], name="subjects_of_an_employee")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="employee_subject_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployeeWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(verbose_name="kind of work")),
                ("title", models.TextField(verbose_name="name of the work")),
                ("shown_at", models.TextField(blank=True, verbose_name="where it was published or shown")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("address", models.TextField(blank=True, verbose_name="address in the network")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="works",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "methodical work of an employee",
                "verbose_name_plural": "methodical works of employees",
                "indexes": [models.Index(fields=["employee"], name="works_of_an_employee")],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="taken on")),
                (
                    "valid_to",
                    models.DateField(default=datetime.date(9999, 12, 31), verbose_name="first day after leaving"),
                ),
                ("hiring_order", models.TextField(blank=True, verbose_name="number of the order of hiring")),
                (
                    "hiring_order_on",
                    models.DateField(blank=True, null=True, verbose_name="date of the order of hiring"),
                ),
                ("origin", models.TextField(blank=True, verbose_name="where from")),
                ("leaving_order", models.TextField(blank=True, verbose_name="number of the order of leaving")),
                (
                    "leaving_order_on",
                    models.DateField(blank=True, null=True, verbose_name="date of the order of leaving"),
                ),
                ("leaving_reason", models.TextField(blank=True, verbose_name="reason of leaving")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="people.employee",
                        verbose_name="employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "employment",
                "verbose_name_plural": "employments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="employment_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                shared_apps.organisations.periods._Point(
                                    models.F("employee_id"), models.F("employee_id")
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
                        name="employments_never_overlap",
                    ),
                ],
            },
        ),
        watch("people_employment", "employee:employee_id"),
        watch("people_employeesubject", "employee:employee_id"),
        watch("people_employeeeducation", "employee:employee_id"),
        watch("people_employeequalification", "employee:employee_id"),
        watch("people_employeeleave", "employee:employee_id"),
        watch("people_employeecourse"),
        watch("people_employeeattestation"),
        watch("people_employeeaward"),
        watch("people_employeework"),
    ]
