from django.db import migrations, models

import shared_apps.importing.models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0007_imports_of_other_kinds")]

    operations = [
        migrations.AlterField(
            model_name="importrow",
            name="problems",
            field=models.JSONField(
                default=list, encoder=shared_apps.importing.models.PlainJSON, verbose_name="remarks"
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="changes",
            field=models.JSONField(
                default=list, encoder=shared_apps.importing.models.PlainJSON, verbose_name="changes"
            ),
        ),
    ]
