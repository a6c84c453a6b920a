"""The functions of the organisations' triggers: they stand in public, once, and write only to the firing table's schema."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent.parent / "sql" / "history_functions.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=[SQL],
            reverse_sql=[
                "DROP FUNCTION IF EXISTS public.history_record(), public.history_refuse_truncate()",
            ],
        )
    ]
