import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import tenant_apps.history.models
from tenant_apps.history.triggers import watch


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.TextField(help_text="Without names: person 17.", verbose_name="whose data")),
                ("ground", models.TextField(verbose_name="ground")),
                ("document", models.TextField(blank=True, verbose_name="document")),
                ("lines", models.PositiveIntegerField(verbose_name="lines")),
                ("erased_at", models.DateTimeField(verbose_name="erased at")),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.TextField(verbose_name="by whom")),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entity", models.TextField()),
                ("key", models.BigIntegerField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "key for the region",
                "verbose_name_plural": "keys for the region",
            },
        ),
        migrations.CreateModel(
            name="ChangeLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("request_id", models.TextField(verbose_name="request")),
                ("actor_id", models.BigIntegerField(null=True, verbose_name="account")),
                ("actor_name", models.TextField(verbose_name="who")),
                ("source", models.TextField(verbose_name="operation it belongs to")),
                ("table_name", models.TextField(verbose_name="table")),
                ("row_id", models.BigIntegerField(verbose_name="row")),
                (
                    "operation",
                    models.TextField(
                        choices=[("I", "created"), ("U", "changed"), ("D", "deleted")], verbose_name="what was done"
                    ),
                ),
                ("before", models.JSONField(decoder=tenant_apps.history.models.ExactDecoder, null=True)),
                ("after", models.JSONField(decoder=tenant_apps.history.models.ExactDecoder, null=True)),
                ("salt", models.BinaryField(null=True)),
                ("digest", models.BinaryField()),
                ("erased_by", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "log of changes",
                "indexes": [
                    models.Index(fields=["table_name", "row_id"], name="changes_of_a_row"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["at"], name="changes_by_time", pages_per_range=16
                    ),
                    models.Index(
                        condition=models.Q(("source__contains", ":")), fields=["source"], name="changes_of_an_operation"
                    ),
                    models.Index(
                        condition=models.Q(("operation", "D")), fields=["table_name"], name="deletions_from_a_table"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("title", models.TextField(verbose_name="what is reversed")),
                ("reason", models.TextField(verbose_name="reason")),
                ("selection", models.JSONField()),
                (
                    "state",
                    models.TextField(
                        choices=[("planned", "planned"), ("done", "done"), ("abandoned", "abandoned")],
                        default="planned",
                        verbose_name="state",
                    ),
                ),
                ("is_partial", models.BooleanField(default=False, verbose_name="without the conflicts")),
                ("plan", models.BinaryField()),
                ("lines_count", models.PositiveIntegerField(default=0, verbose_name="changes")),
                ("conflicts_count", models.PositiveIntegerField(default=0, verbose_name="conflicts")),
                ("planned_at", models.DateTimeField(verbose_name="planned at")),
                ("planned_by", models.BigIntegerField(null=True)),
                ("planned_name", models.TextField(verbose_name="planned by")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("finished_by", models.BigIntegerField(null=True)),
                ("finished_name", models.TextField(blank=True, verbose_name="finished by")),
            ],
            options={
                "verbose_name": "reversal",
                "verbose_name_plural": "reversals",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_reversal_says_its_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                (
                    "kind",
                    models.TextField(
                        choices=[("sealed", "sealed"), ("restored", "restored from a copy")], default="sealed"
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="lines")),
                ("first_line", models.BigIntegerField(null=True)),
                ("last_line", models.BigIntegerField(null=True)),
                ("root", models.BinaryField()),
                ("chained", models.BinaryField()),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                ("sealed_by", models.TextField()),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent out at")),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="a_seal_has_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReversalLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("change", models.BigIntegerField()),
                (
                    "verdict",
                    models.TextField(
                        choices=[
                            ("reverse", "is reversed"),
                            ("cancel", "is cancelled by a document"),
                            ("keep", "stays: a cancelled record needs it"),
                            ("conflict", "conflict"),
                        ],
                        verbose_name="verdict",
                    ),
                ),
                (
                    "obstacle",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("changed_later", "the record was changed later"),
                            ("deleted_later", "the record was deleted later"),
                            ("created_again", "a record with the same number was created again"),
                            ("referred_to", "other records refer to it"),
                            ("refers_to_deleted", "it refers to a record that is no more"),
                            ("part_of_whole", "it is a part of a record that stays"),
                            ("forbidden", "a rule of the database forbids it"),
                            ("erased", "its content was erased"),
                            ("declined", "the document can't be cancelled"),
                        ],
                        verbose_name="what stands in the way",
                    ),
                ),
                ("later", models.BigIntegerField(null=True)),
                ("detail", models.JSONField(default=dict)),
                (
                    "reversal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="history.reversal",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a reversal",
                "verbose_name_plural": "lines of reversals",
                "constraints": [
                    models.UniqueConstraint(fields=("reversal", "change"), name="a_line_stands_in_a_reversal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SealLine",
            fields=[
                ("change", models.BigIntegerField(primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("mark", models.BigIntegerField()),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="history.seal",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a seal",
                "verbose_name_plural": "lines of seals",
                "constraints": [
                    models.UniqueConstraint(fields=("seal", "position"), name="one_line_at_a_position_of_a_seal")
                ],
            },
        ),
        watch("history_reversal", key="number"),
    ]
