from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_watch_guardians"),
    ]

    operations = [
        migrations.AddField(
            model_name="employeepost",
            name="end_envelope_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="employeepost",
            name="envelope_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="employeepost",
            name="passed_until",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
    ]
