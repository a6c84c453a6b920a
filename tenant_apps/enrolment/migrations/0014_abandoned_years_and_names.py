from django.db import migrations, models

HELD = models.Q(valid_to__gt=models.F("valid_from"))


class Migration(migrations.Migration):
    """Years and classes that exist on no day are in no name's way."""

    dependencies = [("enrolment", "0013_watch_debts")]

    operations = [
        migrations.RemoveConstraint(model_name="academicyear", name="academic_year_name_is_unique"),
        migrations.AddConstraint(
            model_name="academicyear",
            constraint=models.UniqueConstraint(condition=HELD, fields=("name",), name="academic_year_name_is_unique"),
        ),
        migrations.RemoveConstraint(model_name="academicyear", name="academic_year_ends_after_it_begins"),
        migrations.AddConstraint(
            model_name="academicyear",
            constraint=models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="academic_year_ends_after_it_begins"
            ),
        ),
        migrations.RemoveConstraint(model_name="classgroup", name="class_name_is_unique_in_a_year"),
        migrations.AddConstraint(
            model_name="classgroup",
            constraint=models.UniqueConstraint(
                condition=HELD, fields=("academic_year", "name"), name="class_name_is_unique_in_a_year"
            ),
        ),
    ]
