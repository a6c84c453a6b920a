from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0006_watch_batches")]

    operations = [
        migrations.AddField(
            model_name="proposedfield",
            name="nature",
            field=models.TextField(
                blank=True,
                choices=[
                    ("", "not said"),
                    ("mistake", "a mistake: it was never so"),
                    ("change", "it has changed since a day"),
                ],
                db_default="",
                default="",
                verbose_name="a mistake or a change",
            ),
        ),
        migrations.AddField(
            model_name="proposedfield",
            name="since",
            field=models.DateField(blank=True, null=True, verbose_name="changed since"),
        ),
        migrations.AddField(
            model_name="proposedfield",
            name="document",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="by what document"),
        ),
    ]
