from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0005_batches")]

    operations = [watch("upkeep_batchupdate")]
