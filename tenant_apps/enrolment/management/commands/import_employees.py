"""manage.py import_employees ORG FILE [--confirm] | ORG --undo RUN [--confirm] [--partial]"""

from tenant_apps.enrolment.import_command import InOrganisationCommand


class Command(InOrganisationCommand):
    help = "Check a workbook or CSV of employees against an organisation's records; with --confirm import it; undo it."
    kind = "employees"
