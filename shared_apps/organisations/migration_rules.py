"""Rules for migrations that let code N serve while organisations go to N+1 (`manage.py lint_migrations`).

Schema first, code second: new columns are nullable or have `db_default`; nothing is renamed or dropped in the release
that stops using it. A second, later migration may drop what no code reads any more: it says `removes_unused = True`.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation

_DROPS = (operations.DeleteModel, operations.RemoveField)
_RENAMES = (operations.RenameModel, operations.RenameField, operations.AlterModelTable)


def problems() -> list[str]:
    """Sentences, each naming the migration or model, what is wrong and the way out."""
    return [*_of_migrations(), *_of_models()]


def _of_migrations() -> Iterator[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {config.label: config.name for config in apps.get_app_configs() if _is_ours(config.name)}
    for (label, name), migration in sorted(loader.disk_migrations.items()):
        if label not in ours:
            continue
        in_tenant = ours[label] in settings.TENANT_APPS
        for operation in migration.operations:
            for problem in _of_operation(operation, migration, in_tenant=in_tenant):
                yield f"{label}.{name}: {problem}"


def _of_operation(operation: Operation, migration: Migration, *, in_tenant: bool) -> Iterator[str]:
    if isinstance(operation, _RENAMES):
        yield f"{operation.describe()}: running code uses the old name. Add the new, copy, drop in a later release."
    if isinstance(operation, _DROPS) and not getattr(migration, "removes_unused", False):
        yield (
            f"{operation.describe()}: running code still reads it. Stop using it in one release, and drop it in the "
            "next with `removes_unused = True` on the migration."
        )
    if isinstance(operation, operations.AddField) and not migration.initial:
        field = operation.field
        if not field.null and not field.has_db_default() and not isinstance(field, models.ManyToManyField):
            yield f"{operation.describe()}: running code inserts rows without it. Make it nullable or give db_default."
    if isinstance(operation, operations.RunPython) and in_tenant:
        yield f"{operation.describe()}: Python can't be recorded as SQL. Use RunSQL, or a job per organisation."


def _of_models() -> Iterator[str]:
    for config in apps.get_app_configs():
        if not _is_ours(config.name):
            continue
        for model in config.get_models(include_auto_created=True):
            yield from _of_model(model, in_tenant=config.name in settings.TENANT_APPS)


def _of_model(model: type[models.Model], *, in_tenant: bool) -> Iterator[str]:
    label = model._meta.label
    for field in model._meta.concrete_fields:
        where = f"{label}.{field.name}"
        if (
            isinstance(field, models.CharField)
            and (getattr(field, "db_index", False) or field.unique)
            and where not in _ALLOWED
        ):
            yield f"{where}: an index on a CharField makes a second `_like` one. Use TextField and Meta.constraints."
        if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True) and in_tenant:
            other = field.remote_field.model._meta.app_config.name
            if other not in settings.TENANT_APPS:
                yield f"{where}: a constraint would cross schemas. Give db_constraint=False, or keep the stable code."
        is_number = field.primary_key and isinstance(field, models.AutoField | models.IntegerField)
        if is_number and not isinstance(field, models.BigAutoField | models.BigIntegerField) and where not in _ALLOWED:
            yield f"{where}: keys are bigint or UUID."
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.nulls_distinct is None:
            loose = [n for n in constraint.fields if model._meta.get_field(n).null]
            if loose and constraint.condition is None:
                yield f"{label}: {constraint.name} is over nullable {', '.join(loose)}. Say nulls_distinct=False."


def _is_ours(name: str) -> bool:
    return name.startswith(("shared_apps.", "tenant_apps.", "region.", "reports."))


_ALLOWED = {
    "organisations.Organisation.schema_name",  # django-tenants' own field
    "contingent.Cell.id",  # a dictionary of some thousand rows, named by each of millions of counters: four bytes each
    "contingent.CircumstanceCell.id",  # likewise
}
