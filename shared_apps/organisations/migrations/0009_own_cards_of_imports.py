from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0008_territory")]

    operations = [
        migrations.AddField(
            model_name="organisationimportrow",
            name="card_state",
            field=models.TextField(
                blank=True,
                choices=[
                    ("asked", "is being written"),
                    ("written", "written"),
                    ("refused", "refused"),
                    ("dropped", "not written any more"),
                    ("returning", "is being put back"),
                    ("returned", "put back"),
                    ("kept", "stays: changed later"),
                ],
                db_default="",
                default="",
                verbose_name="own card",
            ),
        ),
        migrations.AddField(
            model_name="organisationimportrow",
            name="card_words",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="why"),
        ),
    ]
