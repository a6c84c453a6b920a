from django.db import migrations

from tenant_apps.history.triggers import watch_anew


class Migration(migrations.Migration):
    """Guardians are published too: legal representatives go up as the fact "guardian"."""

    dependencies = [("people", "0006_citizenships_of_cards"), ("history", "0001_initial")]

    operations = [
        watch_anew("people_guardian", "guardian:id"),
        watch_anew("people_guardianship", "guardian:guardian_id"),
    ]
