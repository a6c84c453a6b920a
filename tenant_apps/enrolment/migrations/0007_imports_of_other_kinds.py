from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0006_watch_arrangements")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="kind",
            field=models.TextField(db_default="students", default="students", verbose_name="kind"),
        ),
        migrations.AddField(model_name="importrow", name="card_id", field=models.BigIntegerField(null=True)),
    ]
