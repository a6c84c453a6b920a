from django.db import migrations


class Migration(migrations.Migration):
    """Citizenships that cards have stand in dated rows as well."""

    dependencies = [("people", "0005_circumstances")]

    operations = [
        migrations.RunSQL(
            sql=[
                "SELECT set_config('svod.actor', 'system', true), set_config('svod.actor_name', 'migration', true)",
                "INSERT INTO people_citizenship (person_id, country, valid_from, valid_to, document)"
                " SELECT p.id, p.citizenship, coalesce(p.birth_date, DATE '1900-01-01'), DATE '9999-12-31', ''"
                " FROM people_person p WHERE p.citizenship <> ''"
                " AND NOT EXISTS (SELECT FROM people_citizenship c WHERE c.person_id = p.id)",
            ],
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
