from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staffing", "0003_long_leaves_in_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="regionemployee",
            name="came_envelope_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="is_on_the_way",
            field=models.BooleanField(db_default=False, verbose_name="on the way to the successor"),
        ),
        migrations.AddField(
            model_name="regionemployee",
            name="left_envelope_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="regionemployee",
            index=models.Index(
                condition=models.Q(("came_envelope_id__isnull", False)),
                fields=["came_envelope_id"],
                name="region_employees_who_came",
            ),
        ),
        migrations.AddIndex(
            model_name="regionemployee",
            index=models.Index(
                condition=models.Q(("left_envelope_id__isnull", False)),
                fields=["left_envelope_id"],
                name="region_employees_who_left",
            ),
        ),
    ]
