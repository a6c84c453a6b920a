"""manage.py rollover ORG …"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.queries import standing
from tests.factories.organisations import within

from .conftest import COORDINATOR, School, build


@pytest.fixture
def old(school: Organisation) -> School:
    with within(school, by=COORDINATOR):
        return build({"5А": 2, "9А": 1, "11А": 1})


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rollover", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_command_plans_tries_applies_and_undoes(school: Organisation, old: School) -> None:
    planned = run(school.slug, "plan")
    with crossing.inside(school, by=COORDINATOR):
        RolloverPlan.objects.get().outcomes.filter(outcome="undecided").update(outcome="leaves", reason="own_wish")

    tried = run(school.slug, "apply", "--dry-run")
    applied = run(school.slug, "apply")
    again = run(school.slug, "apply")
    looked_at = run(school.slug, "undo", "--reason", "Ошибка")
    undone = run(school.slug, "undo", "--confirm")

    assert "не решено: 1" in planned
    assert "Ничего не записано" in tried
    assert "выполнен" in applied
    assert "выполнен" in again
    assert "препятствий: 0" in looked_at
    assert "отменён" in undone
    with crossing.inside(school, by=COORDINATOR):
        assert standing.not_moved(old.year).count() == 4


def test_command_says_why_it_refuses(school: Organisation, old: School) -> None:
    run(school.slug, "plan")

    with pytest.raises(CommandError, match="требуют решения"):
        run(school.slug, "apply")
    with pytest.raises(CommandError, match="требуют решения"):
        run(school.slug, "apply", "--dry-run")
    with pytest.raises(CommandError, match="no organisation"):
        run("nowhere", "status")


def test_status_counts_who_is_not_moved(school: Organisation, old: School) -> None:
    assert "ещё не переведено обучающихся: 4" in run(school.slug, "status")
