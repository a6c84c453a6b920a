from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0014_abandoned_years_and_names")]

    operations = [
        migrations.AddField(
            "classgroup",
            "regime",
            models.TextField(
                blank=True, db_default="", help_text="Handbook group_regime.", verbose_name="hours of the group"
            ),
        ),
        migrations.AddField(
            "classgroup",
            "programme_level",
            models.TextField(
                blank=True,
                db_default="",
                help_text="Handbook programme_level, centres.",
                verbose_name="level of the programme",
            ),
        ),
        migrations.AddField(
            "classgroup",
            "funding",
            models.TextField(
                blank=True, db_default="", help_text="Handbook funding, of groups.", verbose_name="who pays"
            ),
        ),
    ]
