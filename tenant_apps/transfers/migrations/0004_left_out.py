import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfers", "0003_unsettled")]

    operations = [
        migrations.AddField(
            "stafftransfer",
            "left_out",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
            ),
        ),
    ]
