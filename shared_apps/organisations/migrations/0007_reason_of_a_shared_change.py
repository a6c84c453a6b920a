from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0006_remarks_as_they_are")]

    operations = [
        migrations.AddField(
            model_name="sharedchange",
            name="reason",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="organisationperiod",
            name="locality",
            field=models.TextField(help_text="Handbook locality: urban, rural.", verbose_name="locality"),
        ),
    ]
