from django.db import migrations

from tenant_apps.history.triggers import watch_anew


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0012_why_an_order_waits"), ("history", "0001_initial")]

    operations = [watch_anew("enrolment_academicdebt", "academic_debt:enrolment_id")]
