from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("passport", "0001_initial"), ("history", "0001_initial")]

    operations = [
        watch("passport_organisationpassport", "organisation:singleton"),
        watch("passport_localhandbookitem", "handbook:id"),
    ]
