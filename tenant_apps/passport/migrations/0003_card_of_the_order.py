import datetime

from django.db import migrations, models

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [
        ("passport", "0002_watch"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisationpassport",
            name="accreditation_number",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="accreditation: number"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="accreditation_on",
            field=models.DateField(blank=True, null=True, verbose_name="accreditation: date"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="charter_number",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="charter: number of the act"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="charter_on",
            field=models.DateField(blank=True, null=True, verbose_name="charter: date"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="computers_online",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="computers connected to the Internet"
            ),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="content_filter",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="means of content filtering"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="deputy_it_name",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="deputy director, IT"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="deputy_premises_name",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="deputy director, premises"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="deputy_teaching_name",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="deputy director, teaching"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="governing_body",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="governing bodies"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="has_video",
            field=models.BooleanField(blank=True, null=True, verbose_name="video surveillance"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="internet_speed",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=8,
                null=True,
                verbose_name="actual speed of the Internet, Mbit/s",
            ),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="legal_address",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="legal address"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="licence_by",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="licence: issued by"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="licence_number",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="licence: number"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="licence_on",
            field=models.DateField(blank=True, null=True, verbose_name="licence: date"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="number",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="number of the organisation"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="okato",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="OKATO"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="okogu",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="OKOGU"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="okpo",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="OKPO"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="oktmo",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="OKTMO"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="okved",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="OKVED, main"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="okved_more",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="OKVED, additional"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="ownership",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="form of ownership"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="school_week",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="school week"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="settlement",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="settlement"),
        ),
        migrations.AddField(
            model_name="organisationpassport",
            name="status",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="how it works"),
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(verbose_name="name")),
                ("purpose", models.TextField(verbose_name="purpose")),
                ("address", models.TextField(verbose_name="address")),
                ("built_in", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of building")),
                (
                    "area",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=9, null=True, verbose_name="area, m²"),
                ),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="places")),
                (
                    "is_accessible",
                    models.BooleanField(default=False, verbose_name="accessible to people with disabilities"),
                ),
                ("valid_from", models.DateField(verbose_name="used since")),
                (
                    "valid_to",
                    models.DateField(default=datetime.date(9999, 12, 31), verbose_name="first day without it"),
                ),
            ],
            options={
                "verbose_name": "building",
                "verbose_name_plural": "buildings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="building_ends_after_it_begins",
                    )
                ],
            },
        ),
        watch("passport_building"),
    ]
