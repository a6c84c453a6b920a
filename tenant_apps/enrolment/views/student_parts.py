"""A student's card part by part: circumstances of study, health, social position; citizenships; files."""

from shared_apps.accounts import permissions
from tenant_apps.people.views import card_files, citizenships, parts

from .students import OfStudent


class StudentAddCircumstancePage(OfStudent, parts.AddCircumstancePage):
    pass


class StudentCorrectCircumstancePage(OfStudent, parts.CorrectCircumstancePage):
    pass


class StudentEndCircumstancePage(OfStudent, parts.EndCircumstancePage):
    pass


class StudentRemoveCircumstancePage(OfStudent, parts.RemoveCircumstancePage):
    pass


class StudentAddCitizenshipPage(OfStudent, citizenships.AddCitizenshipPage):
    pass


class StudentEndCitizenshipPage(OfStudent, citizenships.EndCitizenshipPage):
    pass


class StudentRemoveCitizenshipPage(OfStudent, citizenships.RemoveCitizenshipPage):
    pass


class StudentNewFilePage(OfStudent, card_files.NewFilePage):
    pass


class StudentFilePage(OfStudent, card_files.FileContentPage):
    permission = permissions.STUDENT_VIEW


class StudentReplaceFilePage(OfStudent, card_files.ReplaceFilePage):
    pass


class StudentRemoveFilePage(OfStudent, card_files.RemoveFilePage):
    pass
