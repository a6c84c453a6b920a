from django.db import migrations

from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("history", "0001_initial")]

    operations = [
        watch("people_person", "person:id"),
        watch("people_personname", "person:person_id"),
        watch("people_identifier"),
        watch("people_identitydocument"),
        watch("people_student", "student:id"),
        watch("people_employee", "employee:id"),
        watch("people_employeepost", "employee:employee_id"),
        watch("people_guardian"),
        watch("people_guardianship"),
        watch("people_storedfile"),
    ]
