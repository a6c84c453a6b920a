"""`manage.py load_handbooks`: bring the declared handbooks into the database. Run after each migration of `public`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By


class Command(BaseCommand):
    help = "Load the declared handbooks; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        by = By.system("load_handbooks")
        with crossing.shared(by=by):
            done = load_catalogue(by=by)
        self.stdout.write(
            _("Handbooks: %(added)d items added, %(changed)d changed, %(closed)d closed, %(kept)d left as edited.")
            % {"added": done.added, "changed": done.changed, "closed": done.closed, "kept": done.kept}
        )
