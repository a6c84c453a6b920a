from django.db import migrations, models

import shared_apps.importing.models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_succession")]

    operations = [
        migrations.AlterField(
            model_name="organisationimportrow",
            name="problems",
            field=models.JSONField(
                default=list, encoder=shared_apps.importing.models.PlainJSON, verbose_name="remarks"
            ),
        ),
        migrations.AlterField(
            model_name="organisationimportrow",
            name="changes",
            field=models.JSONField(
                default=list, encoder=shared_apps.importing.models.PlainJSON, verbose_name="changes"
            ),
        ),
    ]
