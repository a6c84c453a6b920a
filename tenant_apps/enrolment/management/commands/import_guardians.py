"""manage.py import_guardians ORG FILE [--confirm] | ORG --undo RUN [--confirm] [--partial]"""

from tenant_apps.enrolment.import_command import InOrganisationCommand


class Command(InOrganisationCommand):
    help = "Check a workbook or CSV of guardians against an organisation's records; with --confirm import it; undo it."
    kind = "guardians"
