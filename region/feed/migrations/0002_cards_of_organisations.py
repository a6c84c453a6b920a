from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feed", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="regionorganisation",
            name="computers_online",
            field=models.PositiveIntegerField(null=True, verbose_name="computers connected to the Internet"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="content_filter",
            field=models.TextField(db_default="", verbose_name="means of content filtering"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="has_video",
            field=models.BooleanField(null=True, verbose_name="video surveillance"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="internet_speed",
            field=models.DecimalField(
                decimal_places=2, max_digits=8, null=True, verbose_name="actual speed of the Internet, Mbit/s"
            ),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="licence_number",
            field=models.TextField(db_default="", verbose_name="licence: number"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="number",
            field=models.TextField(db_default="", verbose_name="number of the organisation"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="okato",
            field=models.TextField(db_default="", verbose_name="OKATO"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="okogu",
            field=models.TextField(db_default="", verbose_name="OKOGU"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="okpo",
            field=models.TextField(db_default="", verbose_name="OKPO"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="oktmo",
            field=models.TextField(db_default="", verbose_name="OKTMO"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="okved",
            field=models.TextField(db_default="", verbose_name="OKVED, main"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="ownership",
            field=models.TextField(db_default="", verbose_name="form of ownership"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="school_week",
            field=models.TextField(db_default="", verbose_name="school week"),
        ),
        migrations.AddField(
            model_name="regionorganisation",
            name="status",
            field=models.TextField(db_default="", verbose_name="how it works"),
        ),
    ]
