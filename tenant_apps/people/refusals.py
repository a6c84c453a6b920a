"""What the services of people refuse, each named for what happened, each with its cure."""

from collections.abc import Sequence

from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused, Text


class ChangedMeanwhile(Refused):
    """Somebody saved the card after this form was opened. `differences`: (field, what stands in the card now)."""

    message = _(
        "The card was changed by somebody else while you were editing it. Nothing was saved. Now in the card: %(now)s. "
        "Open the card again and repeat your change."
    )
    code = "changed_meanwhile"

    def __init__(self, differences: Sequence[tuple[Text, str]] = ()) -> None:
        now = "; ".join(f"{label}: {value or '—'}" for label, value in differences)
        super().__init__(params={"now": now or lazystr(_("the same as you sent"))})
        self.differences = tuple(differences)


class NameMissing(Refused):
    message = _(
        "Write the surname and the given name. A person without a surname in the documents gets a hyphen there."
    )
    code = "name_missing"
    field = "surname"


class NameHasStrangeCharacters(Refused):
    message = _(
        "“%(name)s” has characters that no name has: %(characters)s. Names are letters, spaces, hyphens, apostrophes "
        "and full stops."
    )
    code = "name_has_strange_characters"


class BornInTheFuture(Refused):
    message = _("The birth date %(day)s has not come yet. Correct the year.")
    code = "born_in_the_future"
    field = "birth_date"


class BornTooLongAgo(Refused):
    message = _("The birth date %(day)s is more than 110 years ago. Correct the year.")
    code = "born_too_long_ago"
    field = "birth_date"


class SamePersonExists(Refused):
    """A card with this name and birth date exists. `person_ids` are the likely twins; `insist` makes a second one."""

    may_insist = True

    message = _(
        "There is already a card: %(who)s. Take that card instead of making a second one; if these are two different "
        "people, confirm it."
    )
    code = "same_person_exists"

    def __init__(self, *, who: str, person_ids: Sequence[int]) -> None:
        super().__init__(params={"who": who})
        self.person_ids = tuple(person_ids)


class IdentifierBelongsToAnother(Refused):
    message = _(
        "%(kind)s %(value)s stands in the card of %(who)s already. Take that card, or correct the number in one of the "
        "two."
    )
    code = "identifier_belongs_to_another"
    field = "value"

    def __init__(self, *, kind: str, value: str, who: str, person_id: int, field: str | None = None) -> None:
        super().__init__(field=field, params={"kind": kind, "value": value, "who": who})
        self.person_id = person_id


class NumberMissing(Refused):
    message = _("It is written who issued the number, but not the number. Write it, or leave both empty.")
    code = "number_missing"
    field = "value"


class DocumentBelongsToAnother(Refused):
    message = _(
        "%(document)s stands in the card of %(who)s already. Correct the series or the number in one of the two."
    )
    code = "document_belongs_to_another"
    field = "number"


class DocumentIssuedBeforeBirth(Refused):
    message = _("The document is issued on %(day)s, before the birth date %(born)s. Correct one of the dates.")
    code = "document_issued_before_birth"
    field = "issued_on"


class DocumentIssuedLater(Refused):
    message = _("The document is issued on %(day)s: that day has not come yet. Correct the date.")
    code = "document_issued_later"
    field = "issued_on"


class DocumentNumberMalformed(Refused):
    message = _("%(document)s: %(rule)s. Correct the series or the number.")
    code = "document_number_malformed"
    field = "number"


class NameBeginsBeforeTheFormer(Refused):
    message = _(
        "The present name holds since %(day)s: a new one can only begin after that day. To mend a slip of the pen, "
        "choose “correction”."
    )
    code = "name_begins_before_the_former"
    field = "since"


class SameName(Refused):
    message = _("The card has this very name already: there is nothing to change.")
    code = "same_name"


class FileNumberTaken(Refused):
    message = _("File number %(number)s belongs to %(who)s. Choose another number.")
    code = "file_number_taken"
    field = "file_number"


class AlreadyHasThisCard(Refused):
    """The person is a student (employee, guardian) here already."""

    message = _("%(who)s has such a card here already.")
    code = "already_has_this_card"

    def __init__(self, *, who: str, card_id: int) -> None:
        super().__init__(params={"who": who})
        self.card_id = card_id


class GuardianOfOneself(Refused):
    message = _("Nobody is a guardian of himself. Choose another person.")
    code = "guardian_of_oneself"
    field = "guardian"


class PersonNotSeen(Refused):
    message = _(
        "You see nobody with this number here. Name the person exactly: surname, given name, patronymic and birth date."
    )
    code = "person_not_seen"
    field = "person"


class NobodyNamedSo(Refused):
    message = _(
        "Nobody here, or more than one person, is called “%(name)s” and was born on %(born)s. Write both as in the "
        "documents; if they are written so, ask the secretary."
    )
    code = "nobody_named_so"
    field = "person"


class GuardianStudiesHere(Refused):
    message = _("%(guardian)s studies here and is under 18: others answer for such a student. Choose an adult.")
    code = "guardian_studies_here"
    field = "guardian"


class GuardianshipExists(Refused):
    message = _("%(guardian)s is linked with %(student)s already, since %(since)s. Change or end that link.")
    code = "guardianship_exists"
    field = "guardian"


class GuardianTooYoung(Refused):
    message = _(
        "%(guardian)s is %(years)s years older than the student: a legal representative is an adult. Correct a birth "
        "date, or take off “legal representative”."
    )
    code = "guardian_too_young"
    field = "guardian"


class RightsAgainstLimit(Refused):
    message = _("%(limit)s: such a guardian has no such rights: %(rights)s. Take these marks off.")
    code = "rights_against_limit"
    field = "custody_limit"


class LimitWithoutBasis(Refused):
    message = _("Rights are limited by a decision only. Write its date and number, and whose it is.")
    code = "limit_without_basis"
    field = "basis"


class EndsBeforeItBegins(Refused):
    message = _("The last date is not after the first one, %(day)s. Correct one of the dates.")
    code = "ends_before_it_begins"
    field = "valid_to"


class PostHeldAlready(Refused):
    message = _("%(who)s holds this post since %(since)s already. End that line first, or change its rate.")
    code = "post_held_already"
    field = "post"


class PostEndedAlready(Refused):
    message = _("The post was ended on %(day)s already.")
    code = "post_ended_already"


class RateOutOfBounds(Refused):
    message = _("A rate is from 0.01 to 2. Write 0,5 for half of the rate.")
    code = "rate_out_of_bounds"
    field = "rate"


class UnknownCircumstance(Refused):
    message = _("There is no kind of circumstance “%(code)s”. Choose one from the card.")
    code = "unknown_circumstance"
    field = "kind"


class CircumstanceOverlaps(Refused):
    message = _(
        "“%(what)s” stands in the card from %(first)s to %(last)s already. Choose other dates, or correct that line."
    )
    code = "circumstance_overlaps"
    field = "valid_from"


class BeginsBeforeBirth(Refused):
    message = _("The first day lies before the birth date %(born)s. Correct one of the dates.")
    code = "begins_before_birth"
    field = "valid_from"


class CitizenshipHeldAlready(Refused):
    message = _("The card has this citizenship already: %(country)s. Choose another one.")
    code = "citizenship_held_already"
    field = "country"


class StatelessHasNoCitizenship(Refused):
    message = _("A stateless person has no citizenship. Choose “instead of the present one”.")
    code = "stateless_has_no_citizenship"
    field = "country"


class BeginsBeforeTheFormer(Refused):
    message = _("The present citizenship is held since %(day)s: a new one can only begin after that day.")
    code = "begins_before_the_former"
    field = "since"


class VariantDoesNotFit(Refused):
    message = _("“%(variant)s” is no variant of “%(value)s”. Choose a variant of this category, or leave it empty.")
    code = "variant_does_not_fit"
    field = "variant"


class DocumentTermIsOver(Refused):
    message = _("The document's term ends before its date, %(day)s. Correct one of the dates.")
    code = "document_term_is_over"
    field = "document_until"


class FileTooLarge(Refused):
    message = _("The file is %(size)s MB; the largest one taken is %(most)s MB. Make it smaller or split it.")
    code = "file_too_large"
    field = "file"


class FileIsEmpty(Refused):
    message = _("The file is empty. Choose another one.")
    code = "file_is_empty"
    field = "file"


class FileTypeNotTaken(Refused):
    message = _("This is no file of a type that is taken: %(taken)s. Save it as one of them, and choose it again.")
    code = "file_type_not_taken"
    field = "file"


class FileIsGone(Refused):
    message = _("The content of the file “%(name)s” is not in the storage. Restore it from the backup.")
    code = "file_is_gone"


class NothingToChange(Refused):
    message = _("There is nothing to change: all values are the same.")
    code = "nothing_to_change"


class CardsChangedMeanwhile(Refused):
    """Many cards were to be written at once, and one of their numbers went to somebody else in the meantime."""

    message = _("Somebody wrote cards with the same numbers meanwhile. Nothing was written; check the file once more.")
    code = "cards_changed_meanwhile"
