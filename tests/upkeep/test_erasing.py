"""What a family proposed is erased with what it is about: values, comment, name, scan, and their lines in the history."""

from shared_apps.organisations.crossing import inside
from tenant_apps.history.models import ChangeLog
from tenant_apps.people.models import StoredFile
from tenant_apps.people.services.erasing import erase_fields
from tenant_apps.upkeep import services
from tenant_apps.upkeep.models import Correction, ProposedField
from tests.access.conftest import BY, Filled

PHONE, COMMENT = "+7 900 765-43-21", "МЕТКАКОММЕНТАРИЯ"


def test_proposals_are_erased_with_the_persons_contacts_and_documents(filled: Filled) -> None:
    with inside(filled.organisation, by=BY):
        services.propose_correction(
            student_id=filled.anna, guardian_id=filled.mother, whose="student", values={"phone": PHONE},
            comment=COMMENT, scan=services.Scan("справка.pdf", b"%PDF-1.7 x"), by=BY,
        )  # fmt: skip
        assert PHONE in str(list(ChangeLog.objects.values_list("after", flat=True)))
        erase_fields(
            person_id=filled.anna_person, groups=["contact", "document"], ground="retention_over",
            document="Приказ № 1", by=BY,
        )  # fmt: skip
        left = str([*Correction.objects.values(), *ProposedField.objects.values()])
        told = str(list(ChangeLog.objects.values_list("before", "after")))
        files = StoredFile.objects.filter(purpose="correction").count()
    assert (PHONE in left, COMMENT in left, files) == (False, False, 0)
    assert PHONE not in told
    assert COMMENT not in told
