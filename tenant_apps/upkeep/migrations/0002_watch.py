from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0001_initial"), ("history", "0001_initial")]

    operations = [watch("upkeep_cardcheck")]
