"""Writing the organisation's own values of settings; checks and reading stand in `shared_apps.rules`."""

from datetime import date

from django.db import connection, transaction

from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from shared_apps.rules import entries
from shared_apps.rules.catalogue import Level, declared
from shared_apps.rules.entries import Holder
from shared_apps.rules.models import NOTHING_OF_ITS_OWN
from shared_apps.rules.services import checked_value, refuse_wrong_level, row_to_inherit, row_to_write

from .models import OwnSetting

SETTINGS_LOCK = 30_408
"""Of pg_advisory_xact_lock: who writes settings of one organisation."""


def here() -> Holder:
    """The organisation of the open door."""
    return Holder(Level.ORGANISATION, organisation_here())


@transaction.atomic
def write_setting(*, code: str, value: object, since: date, reason: str = "", by: By) -> OwnSetting:
    """The organisation's value from a day on. A value of the same day is replaced.

    :raises BadValue: the value is not of the setting's kind (its subclasses say what is wrong).
    :raises SettingNotOfThisLevel, SettingLockedAbove, LaterValueWritten, SameValue:
    """
    rows = _locked(code)
    stored = checked_value(declared(code), here(), value, since)
    row = row_to_write(rows, stored, since) or OwnSetting(setting=code, valid_from=since)
    return _save(row, stored, reason, by)


@transaction.atomic
def inherit_setting(*, code: str, since: date, reason: str = "", by: By) -> OwnSetting:
    """From a day on the value of the level above holds.

    :raises SettingNotOfThisLevel, LaterValueWritten, NothingOfItsOwn:
    """
    rows = _locked(code)
    refuse_wrong_level(declared(code), here())
    row = row_to_inherit(rows, since) or OwnSetting(setting=code, valid_from=since)
    return _save(row, NOTHING_OF_ITS_OWN, reason, by)


def _save(row: OwnSetting, stored: str, reason: str, by: By) -> OwnSetting:
    row.value, row.reason, row.written_name = stored, " ".join(reason.split()), by.name
    row.save()
    entries.forget()
    return row


def _locked(code: str) -> list[OwnSetting]:
    """The organisation's rows of a setting, by day. Two who write at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [SETTINGS_LOCK])
    entries.forget()
    return list(OwnSetting.objects.filter(setting=code).order_by("valid_from"))
