from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "tenant_apps.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep of cards")

    def ready(self) -> None:
        """Cards show how full they are; the first page shows which classes are not checked this month."""
        from tenant_apps.enrolment import notices
        from tenant_apps.history.wording import register_source, register_values
        from tenant_apps.people import fullness
        from tenant_apps.people import history as people_history

        from . import deadlines
        from .proposable import title_of
        from .queries.cards import employee_fullness, guardian_fullness, student_fullness
        from .services import batches, corrections

        register_source(corrections.SOURCE, _("Correction by a family"), "upkeep:correction")
        register_source(batches.SOURCE, _("Batch update of cards"), "upkeep:batch")
        register_values("upkeep_proposedfield", "code", title_of)
        people_history.register_rows("upkeep_cardcheck", "student_id", "student")
        people_history.register_rows("upkeep_correction", "person_id", "person")
        people_history.register_rows("upkeep_proposedfield", "person_id", "person")
        fullness.register("student", student_fullness)
        fullness.register("guardian", guardian_fullness)
        fullness.register("employee", employee_fullness)
        notices.register(deadlines.notices)
