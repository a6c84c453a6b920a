from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollover", "0002_results_and_debts"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedclass",
            name="first_grade",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Handbook first_grade_year.",
                verbose_name="year of the first grade",
            ),
        ),
    ]
