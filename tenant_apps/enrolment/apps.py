from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnrolmentConfig(AppConfig):
    name = "tenant_apps.enrolment"
    label = "enrolment"
    verbose_name = _("Enrolment")

    def ready(self) -> None:
        """People ask here whom an actor sees, accounts pick students' cards, undoing cancels signed orders,
        copies of cards in files of imports go."""
        from django.utils import timezone

        from shared_apps.accounts import cards
        from tenant_apps.history.queries import register_classing
        from tenant_apps.history.reversal.policies import register_policy
        from tenant_apps.people import copies, presence
        from tenant_apps.people import reach as people_reach
        from tenant_apps.people.pages import as_option, as_options

        from . import closed_years, history, history_closing
        from .models import Enrolment
        from .queries import reach, students
        from .services.import_copies import forget_imports_of
        from .signed_orders import SIGNED_ORDERS

        history.register()
        register_classing(history_closing.stricter_columns)
        people_reach.register(reach.seen_students)
        presence.register(Enrolment.objects.unvoided, presence.STUDENT)
        register_policy("enrolment_order", SIGNED_ORDERS)
        closed_years.register()
        copies.register(forget_imports_of)
        cards.register(
            "student",
            url="students:options",
            lookup=lambda text, by: as_options(students.options(text, timezone.localdate(), by=by, presence="all")),
            find=lambda value, by: as_option(students.option(value, timezone.localdate(), by=by)),
        )
