"""What is declined about saved views."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NameTaken(Refused):
    message = _("You have a view of this name for this list already.")
    code = "view_name_taken"
    field = "name"


class TooManyViews(Refused):
    message = _("At most %(most)s views of one list are kept. Delete those you don't need.")
    code = "too_many_views"


class NoListNamed(Refused):
    message = _("Open a list first: its views are saved and chosen there.")
    code = "no_list_named"
