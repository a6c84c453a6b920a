from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_initial"), ("history", "0001_initial")]

    operations = [
        watch("enrolment_academicyear", "academic_year:id"),
        watch("enrolment_classset", "class_set:id"),
        watch("enrolment_classgroup", "class:id"),
        watch("enrolment_order"),
        watch("enrolment_orderline"),
        watch("enrolment_enrolment", "student:student_id"),
        watch("enrolment_classmembership", "enrolment:enrolment_id"),
        watch("enrolment_classteacher"),
    ]
