from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0003_corrections")]

    operations = [watch("upkeep_correction"), watch("upkeep_proposedfield")]
