"""A student's card part by part: circumstances of study, health, social position."""

from tenant_apps.people.views import parts

from .students import OfStudent


class StudentAddCircumstancePage(OfStudent, parts.AddCircumstancePage):
    pass


class StudentCorrectCircumstancePage(OfStudent, parts.CorrectCircumstancePage):
    pass


class StudentEndCircumstancePage(OfStudent, parts.EndCircumstancePage):
    pass


class StudentRemoveCircumstancePage(OfStudent, parts.RemoveCircumstancePage):
    pass
