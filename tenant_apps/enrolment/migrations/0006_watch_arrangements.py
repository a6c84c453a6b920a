from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0005_orders_and_arrangements"), ("history", "0001_initial")]

    operations = [
        watch("enrolment_studyarrangement", "enrolment:enrolment_id", "arrangement:track"),
        watch("enrolment_academicdebt"),
        watch("enrolment_debtattempt"),
        watch("enrolment_orderindex"),
    ]
