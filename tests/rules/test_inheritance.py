"""Which value holds: the nearest level that wrote one, as of a day, unless a level above has locked it."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import DoorError
from shared_apps.organisations.models import Authority, Organisation, OrganisationPeriod
from shared_apps.rules import refusals, services
from shared_apps.rules.catalogue import INVITATION_MIN_AGE, ORDER_DEADLINE_DAYS, YEAR_END_BY, Level
from shared_apps.rules.entries import REGION, Holder
from shared_apps.rules.queries import setting
from tenant_apps.passport import settings

from .conftest import DAY, KEEPER, Above, Own

CODE = ORDER_DEADLINE_DAYS.code


def value_in(school: Organisation, day: date = DAY) -> int:
    with crossing.inside(school, by=KEEPER):
        return setting(ORDER_DEADLINE_DAYS, as_of=day)


def test_default_holds_where_nobody_wrote(school: Organisation) -> None:
    assert value_in(school) == 7


def test_nearest_level_wins(school: Organisation, municipality: Holder, above: Above, own: Own) -> None:
    found = [value_in(school)]
    for write in (lambda: above(CODE, 6), lambda: above(CODE, 5, municipality), lambda: own(CODE, 4)):
        write()
        found.append(value_in(school))

    assert found == [7, 6, 5, 4]


def test_values_hold_from_their_day(school: Organisation, above: Above) -> None:
    above(CODE, 5, since=DAY)
    above(CODE, 3, since=DAY + timedelta(days=10))

    days = (DAY - timedelta(days=1), DAY, DAY + timedelta(days=9), DAY + timedelta(days=10))
    assert [value_in(school, day) for day in days] == [7, 5, 5, 3]


def test_another_municipality_says_nothing_here(school: Organisation, municipality: Holder, above: Above) -> None:
    with crossing.shared(by=KEEPER):
        place = OrganisationPeriod.objects.get(organisation=school).municipality
        place.pk, place.name = None, "Соседний район"
        place.save()
    above(CODE, 5, Holder(Level.MUNICIPALITY, place.pk))

    assert value_in(school) == 7


def test_an_organisation_of_an_authority_follows_the_authority(
    school: Organisation, municipality: Holder, above: Above
) -> None:
    with crossing.shared(by=KEEPER):
        body = Authority.objects.create(code="c", name="Минкультуры", short_name="МК", valid_from=date(2000, 1, 1))
        OrganisationPeriod.objects.filter(organisation=school).update(authority=body)
    above(CODE, 5, municipality)
    above(CODE, 4, Holder(Level.AUTHORITY, body.pk))

    assert value_in(school) == 4


def test_a_lock_above_outweighs_what_is_written_below(
    school: Organisation, municipality: Holder, above: Above, own: Own
) -> None:
    own(CODE, 4)
    above(CODE, 6, since=DAY + timedelta(days=5), locked=True, reason="Приказ министерства")

    assert (value_in(school), value_in(school, DAY + timedelta(days=5))) == (4, 6)


def test_below_a_lock_nothing_is_written(school: Organisation, municipality: Holder, above: Above, own: Own) -> None:
    above(CODE, 6, locked=True, reason="Приказ министерства")

    with pytest.raises(refusals.SettingLockedAbove, match="Приказ министерства"):
        own(CODE, 4)
    with pytest.raises(refusals.SettingLockedAbove):
        above(CODE, 4, municipality)


def test_a_lock_needs_a_reason(above: Above) -> None:
    with pytest.raises(refusals.LockNeedsReason):
        above(CODE, 6, locked=True)


def test_unlocking_lets_the_value_below_hold_again(school: Organisation, above: Above, own: Own) -> None:
    own(CODE, 4)
    above(CODE, 6, locked=True, reason="Приказ")
    above(CODE, 6, since=DAY + timedelta(days=1), locked=False)

    assert (value_in(school), value_in(school, DAY + timedelta(days=1))) == (6, 4)


def test_inheriting_again_keeps_earlier_days(school: Organisation, own: Own) -> None:
    own(CODE, 4)
    with crossing.inside(school, by=KEEPER):
        settings.inherit_setting(code=CODE, since=DAY + timedelta(days=3), by=KEEPER)

    assert (value_in(school), value_in(school, DAY + timedelta(days=3))) == (4, 7)


def test_inheriting_needs_a_value_of_its_own(school: Organisation) -> None:
    with crossing.inside(school, by=KEEPER), pytest.raises(refusals.NothingOfItsOwn):
        settings.inherit_setting(code=CODE, since=DAY, by=KEEPER)


def test_a_setting_of_the_region_is_not_set_below(municipality: Holder, above: Above, own: Own) -> None:
    with pytest.raises(refusals.SettingNotOfThisLevel):
        own(INVITATION_MIN_AGE.code, 12)
    with pytest.raises(refusals.SettingNotOfThisLevel):
        above(INVITATION_MIN_AGE.code, 12, municipality)


def test_a_value_before_the_last_one_is_refused(above: Above) -> None:
    above(CODE, 5)

    with pytest.raises(refusals.LaterValueWritten):
        above(CODE, 4, since=DAY - timedelta(days=1))


def test_a_value_of_the_same_day_is_replaced(school: Organisation, above: Above) -> None:
    first, second = above(CODE, 5), above(CODE, 4)

    assert first.pk == second.pk
    assert value_in(school) == 4


def test_the_same_value_again_is_refused(above: Above, own: Own) -> None:
    above(CODE, 5)
    own(CODE, 5)

    with pytest.raises(refusals.SameValue):
        above(CODE, 5, since=DAY + timedelta(days=1))
    with pytest.raises(refusals.SameValue):
        own(CODE, 5, since=DAY + timedelta(days=1))


def test_settings_of_a_door_cost_one_query(
    school: Organisation, above: Above, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    above(CODE, 5)
    value_in(school)
    with crossing.inside(school, by=KEEPER), django_assert_num_queries(1):
        setting(ORDER_DEADLINE_DAYS, as_of=DAY)
        setting("invitation_days")
        setting(YEAR_END_BY, as_of=DAY)


def test_a_change_is_seen_by_the_next_read_of_the_same_door(above: Above) -> None:
    with crossing.shared(by=KEEPER):
        before = setting(ORDER_DEADLINE_DAYS, as_of=DAY)
        services.write_value(code=CODE, holder=REGION, value=3, since=DAY, by=KEEPER)
        assert (before, setting(ORDER_DEADLINE_DAYS, as_of=DAY)) == (7, 3)


def test_within_shared_the_organisation_known_before_is_remembered(school: Organisation, own: Own) -> None:
    own(CODE, 4)
    with crossing.inside(school, by=KEEPER):
        setting(ORDER_DEADLINE_DAYS)
        with crossing.shared(by=KEEPER):
            assert setting(ORDER_DEADLINE_DAYS, as_of=DAY) == 4


def test_asking_first_within_shared_is_refused(school: Organisation) -> None:
    with crossing.inside(school, by=KEEPER), crossing.shared(by=KEEPER), pytest.raises(DoorError):
        setting(ORDER_DEADLINE_DAYS)


def test_one_school_never_sees_what_another_wrote(school: Organisation, other_school: Organisation, own: Own) -> None:
    own(CODE, 4)
    value_in(school)

    assert value_in(other_school) == 7


def test_an_unknown_setting_is_a_mistake_of_code(school: Organisation) -> None:
    with crossing.inside(school, by=KEEPER), pytest.raises(refusals.NoSuchSetting):
        setting("colour")
