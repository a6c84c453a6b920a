from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feed", "0002_cards_of_organisations")]

    operations = [
        migrations.AddField(
            "feedstate",
            "recount_due_since",
            models.DateTimeField(null=True, verbose_name="waits for a recount since"),
        ),
    ]
