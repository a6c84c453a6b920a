"""What the services of consents and erasures refuse, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class FieldsClosed(Refused):
    """Columns of groups that have neither a law nor a consent behind them."""

    message = _("There is no ground to keep: %(fields)s. Record the consent (“%(purpose)s”) first; then fill them in.")
    code = "fields_closed"


class NotAboutThem(Refused):
    message = _("Such a consent is not asked of this person: %(who)s. Choose another purpose.")
    code = "not_about_them"
    field = "purpose"


class CoversForeignFields(Refused):
    message = _("A consent to this purpose does not cover: %(fields)s. Each purpose has a document of its own.")
    code = "covers_foreign_fields"
    field = "covers"


class SignedLater(Refused):
    message = _("The paper is signed on %(day)s: that day has not come yet. Correct the date.")
    code = "signed_later"
    field = "signed_on"


class InForceBeforeSigned(Refused):
    message = _("A consent can't be in force before it is signed, %(day)s. Correct one of the dates.")
    code = "in_force_before_signed"
    field = "valid_from"


class FormNotInUse(Refused):
    message = _("Version %(version)s of the form was in use from %(since)s to %(until)s. Choose the one of that day.")
    code = "form_not_in_use"
    field = "form"


class GiverIsNoGuardian(Refused):
    message = _(
        "%(giver)s is no legal representative of %(who)s. Add the guardian to the card first, or choose another person."
    )
    code = "giver_is_no_guardian"
    field = "given_by"


class TooYoungToSign(Refused):
    message = _("%(who)s was younger than 14 on %(day)s: the consent is given by a legal representative.")
    code = "too_young_to_sign"
    field = "given_by"


class SignsAlone(Refused):
    message = _("%(who)s signs alone: only he gives a consent about himself. Choose him.")
    code = "signs_alone"
    field = "given_by"


class ConsentInForce(Refused):
    """One to the same purpose is in force then; `insist` ends it where the new one begins."""

    may_insist = True

    message = _("%(who)s: a consent to this purpose is in force since %(since)s. The new paper may take its place.")
    code = "consent_in_force"
    field = "valid_from"


class ConsentFollows(Refused):
    message = _("%(who)s: another consent to this purpose begins on %(since)s. End the new one before that day.")
    code = "consent_follows"
    field = "valid_to"


class ConsentTermEmpty(Refused):
    message = _("The consent ends on %(day)s, not after it begins. Correct one of the dates.")
    code = "consent_term_empty"
    field = "valid_to"


class WithdrawnAlready(Refused):
    message = _("The consent was withdrawn on %(day)s already.")
    code = "withdrawn_already"


class WithdrawnBeforeGiven(Refused):
    message = _("The consent is in force since %(day)s: it can't be withdrawn before that day.")
    code = "withdrawn_before_given"
    field = "on"


class WithdrawnLater(Refused):
    message = _("The withdrawal is dated %(day)s: that day has not come yet. Correct the date.")
    code = "withdrawn_later"
    field = "on"


class NotWithdrawn(Refused):
    message = _("The consent is not withdrawn: there is nothing to deal with.")
    code = "not_withdrawn"


class NotYoursToWithdraw(Refused):
    message = _("Only who may give this consent may withdraw it. Ask the class teacher.")
    code = "not_yours_to_withdraw"


class ConsentIsRelied(Refused):
    message = _("A withdrawn consent stays in the register: it says on what ground data were kept.")
    code = "consent_is_relied_on"


class UnknownPlace(Refused):
    message = _("The text has places that Svod can't fill in: %(places)s. There are: %(known)s.")
    code = "unknown_place"
    field = "text"


class FormTextEmpty(Refused):
    message = _("Write the text of the form.")
    code = "form_text_empty"
    field = "text"


class FormBeginsBeforeTheFormer(Refused):
    message = _("The present version is in use since %(day)s: a new one can only begin after that day.")
    code = "form_begins_before_the_former"
    field = "since"


class NothingChosen(Refused):
    message = _("Choose what is to be erased.")
    code = "nothing_chosen"
    field = "groups_chosen"


class LawDemandsThem(Refused):
    message = _(
        "The law demands that these data be kept: %(fields)s. A withdrawn consent is no ground to erase them; choose "
        "another ground."
    )
    code = "law_demands_them"
    field = "ground"


class StillConsented(Refused):
    message = _("A consent that covers this is in force: %(fields)s. Record its withdrawal first.")
    code = "still_consented"
    field = "groups_chosen"


class NothingThere(Refused):
    message = _("The card holds none of these data, and the history does not either: there is nothing to erase.")
    code = "nothing_there"
    field = "groups_chosen"


class ErasureChanged(Refused):
    message = _("The card was changed after this page was opened. Look once more at what will be erased.")
    code = "erasure_changed"


class DocumentMissing(Refused):
    message = _("Name the document: an application, an order, a decision, with its number and date.")
    code = "document_missing"
    field = "document"
