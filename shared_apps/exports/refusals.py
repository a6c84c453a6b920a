"""What is declined about files of long lists, each named for what happened."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NotAList(Refused):
    message = _("This address is no list that can be taken as a file.")
    code = "not_a_list"


class ListNotYours(Refused):
    message = _("The role in which the file was asked for does not take this list as a file, or no longer does.")
    code = "list_not_yours"


class WorkplaceEnded(Refused):
    message = _("The role in which the file was asked for has ended, or the account is blocked.")
    code = "workplace_ended"


class TooManyFiles(Refused):
    message = _("At most %(most)s files are kept for one account. Delete those you don't need, and ask again.")
    code = "too_many_files"


class NotWritten(Refused):
    message = _("The file is not ready yet.")
    code = "not_written"


class NoLongerKept(Refused):
    message = _("The file is no longer kept. Ask for it again from the list.")
    code = "no_longer_kept"
