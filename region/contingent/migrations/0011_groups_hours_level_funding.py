from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contingent", "0010_who_is_counted_twice")]

    operations = [
        migrations.AddField(
            "regionclass", "regime", models.TextField(db_default="", verbose_name="hours of the group")
        ),
        migrations.AddField(
            "regionclass", "programme_level", models.TextField(db_default="", verbose_name="level of the programme")
        ),
        migrations.AddField("regionclass", "funding", models.TextField(db_default="", verbose_name="who pays")),
    ]
