from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0010_completions_and_programmes"), ("history", "0001_initial")]

    operations = [watch("enrolment_completion", "completion:grade")]
