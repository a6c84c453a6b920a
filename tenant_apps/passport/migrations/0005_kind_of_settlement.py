from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("passport", "0004_own_setting")]

    operations = [
        migrations.AddField(
            "organisationpassport",
            "settlement_kind",
            models.TextField(blank=True, db_default="", default="", verbose_name="kind of settlement"),
        ),
    ]
