"""Every kind of order that can be issued, and what its lines do. Codes are items of the handbook order_kind.

An `Effect` says what happens to each student of an order on the line's date `on`:

    begin      an enrolment begins (and the first membership of a grade and class in it)
    end        the enrolment ends: `on` is the first day without the student
    move       the membership of a class ends and another one begins within the same enrolment
    year_end   as move, into a class of the next academic year
    arrange    a leave, an individual plan or home study begins; nobody moves
    release    it ends on `on`, the first day without it
    liquidate  academic debts of the student are made up for: those whose subjects the line names
    complete   a level of school is completed on `on`, and the student stays enrolled
    cancel     no lines: what another order began is voided, what it ended is open again

Kinds without a page of behaviour here are not offered; their items wait in the handbook. The texts of the printed order
stand here too: they are Russian documents whatever language the interface has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.privacy import Privacy

from .order_grounds import CENTRE, GROUNDS, GROUNDS_IN, KINDERGARTEN, SCHOOL, broad_kind


class Effect(StrEnum):
    BEGIN = "begin"
    END = "end"
    MOVE = "move"
    YEAR_END = "year_end"
    ARRANGE = "arrange"
    RELEASE = "release"
    LIQUIDATE = "liquidate"
    COMPLETE = "complete"
    CANCEL = "cancel"


class ClassOfLine(StrEnum):
    """Whether a line names a class."""

    NO, MAY, MUST = "no", "may", "must"


Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderKind:
    """One kind.

    :ivar offered_in: kinds of organisations that issue it.
    :ivar measure: of the enrolments it begins: main or additional.
    :ivar levels: the only levels of education its students come into or leave from.
    :ivar reasons: handbook of the lines' reasons; "" when they have none. `reason` is the usual one, "" where it
        follows the student. Which ones fit stands in order_grounds.py.
    :ivar grades: the only grades its lines may have.
    :ivar leaves_class: move: the student has a class before (True), has none yet (False), or either (None).
    :ivar changes_form: move: the form of study changes, and the class only if another one is named.
    :ivar step: year_end, and a move that closes debts: how much the grade grows.
    :ivar restores: begin: only of somebody who studied here before.
    :ivar results: what a student may have finished with (handbook year_result); the first is the usual one.
    :ivar asks_programme: arrange: its lines say which adapted programme the student learns by from then on.
    :ivar track: arrange, release: StudyArrangement.Track.
    :ivar asks_until, needs_until: its lines say when it is expected to end; they must.
    :ivar needs_document: its lines must name a medical document.
    :ivar owes, closes_debts: its lines must name subjects that are owed then; the outcome of debts it closes.
    :ivar subject, point, basis: the printed order.
    :ivar privacy: the class that must be held to know of such an order at all (`closed_orders.py`).
    """

    code: str
    effect: Effect
    subject: Text
    point: Text
    basis: Text
    offered_in: frozenset[str] = frozenset({SCHOOL, KINDERGARTEN, CENTRE})
    measure: str = "main"
    reasons: str = ""
    reason: str = ""
    class_of_line: ClassOfLine = ClassOfLine.MAY
    grades: frozenset[int] = frozenset()
    levels: frozenset[str] = frozenset()
    leaves_class: bool | None = None
    changes_form: bool = False
    step: int = 0
    asks_counterpart: bool = False
    restores: bool = False
    results: tuple[str, ...] = ()
    asks_programme: bool = False
    track: int = 0
    asks_until: bool = False
    needs_until: bool = False
    needs_document: bool = False
    owes: bool = False
    closes_debts: str = ""
    privacy: Privacy = Privacy.OFFICIAL

    @property
    def asks_destination(self) -> bool:
        """Whether its lines say where the student leaves to."""
        return self.effect == Effect.END and self.asks_counterpart

    @property
    def asks_subjects(self) -> bool:
        return self.owes or self.effect == Effect.LIQUIDATE

    def grounds_in(self, place: str) -> tuple[str, ...]:
        """The only reasons its lines may have in a school, kindergarten or centre."""
        return GROUNDS_IN.get(self.code, {}).get(place, GROUNDS.get(self.code, ()))

    def usual_ground(self, place: str) -> str:
        """The reason of a line that says none; "": it follows the student."""
        offered = self.grounds_in(place)
        return offered[0] if not self.reason and len(offered) == 1 else self.reason

    @property
    def is_admission(self) -> bool:
        return self.effect == Effect.BEGIN


_APPLICATION = _("On the grounds of an application of the parents (legal representatives)")
_ADMIT = _("Admit the students according to the list:")
_EXPEL = _("Strike the students off the lists of the organisation according to the list:")
_IN_SCHOOLS = frozenset({SCHOOL})
_SCHOOL_LEVELS = frozenset({"primary", "basic", "secondary"})
_ANY_LEVEL: frozenset[str] = frozenset()
_RESULTS = ("finished", "finished_honours", "finished_special", "finished_reference")
_STAYING = frozenset({SCHOOL, KINDERGARTEN})
_ANYWHERE = frozenset({SCHOOL, KINDERGARTEN, CENTRE})


def _admission(
    code: str,
    subject: Text,
    *,
    reason: str,
    offered_in: frozenset[str] = _IN_SCHOOLS,
    levels: frozenset[str] = _SCHOOL_LEVELS,
    grades: frozenset[int] = frozenset(),
    measure: str = "main",
    point: Text = _ADMIT,
    basis: Text = _APPLICATION,
    restores: bool = False,
) -> OrderKind:
    return OrderKind(
        code=code, restores=restores, effect=Effect.BEGIN, subject=subject, point=point, basis=basis,
        offered_in=offered_in,
        measure=measure, reasons="admission_reason", reason=reason, grades=grades, levels=levels, asks_counterpart=True,
    )  # fmt: skip


def _leaving(
    code: str,
    subject: Text,
    *,
    reason: str,
    offered_in: frozenset[str] = _IN_SCHOOLS,
    measure: str = "main",
    point: Text = _EXPEL,
    basis: Text = _APPLICATION,
    asks_counterpart: bool = True,
    levels: frozenset[str] = _SCHOOL_LEVELS,
    results: tuple[str, ...] = (),
    privacy: Privacy = Privacy.OFFICIAL,
) -> OrderKind:
    return OrderKind(
        code=code, results=results, privacy=privacy, effect=Effect.END, subject=subject, point=point,
        basis=basis, offered_in=offered_in, measure=measure, reasons="leaving_reason", reason=reason,
        class_of_line=ClassOfLine.NO, asks_counterpart=asks_counterpart, levels=levels,
    )  # fmt: skip


def _arrangement(
    code: str,
    subject: Text,
    *,
    track: int,
    point: Text,
    reason: str = "parents",
    ends: bool = False,
    needs_until: bool = False,
    needs_document: bool = False,
    asks_counterpart: bool = False,
    offered_in: frozenset[str] = _IN_SCHOOLS,
    basis: Text = _APPLICATION,
    privacy: Privacy = Privacy.OFFICIAL,
) -> OrderKind:
    return OrderKind(
        code=code, effect=Effect.RELEASE if ends else Effect.ARRANGE, subject=subject, point=point, basis=basis,
        offered_in=offered_in, reasons="arrangement_reason", reason=reason, class_of_line=ClassOfLine.NO, track=track,
        asks_until=not ends, needs_until=needs_until, needs_document=needs_document, asks_counterpart=asks_counterpart,
        privacy=privacy,
    )  # fmt: skip


LEAVE, INDIVIDUAL_PLAN, HOME_STUDY, PROGRAMME = 1, 2, 3, 4  # StudyArrangement.Track; models stand above this page
_MEDICAL = _("On the grounds of an application of the parents and a conclusion of a medical organisation")

_KINDS = [
    # --- admission
    _admission("admission", _("On the admission of students"), reason="other"),
    _admission(
        "admission_first_grade", _("On the admission of students to the first grade"),
        reason="from_preschool", grades=frozenset({1}), levels=frozenset({"primary"}),
    ),
    _admission(
        "admission_tenth_grade", _("On the admission of students to the tenth grade"),
        reason="after_basic", grades=frozenset({10}), levels=frozenset({"secondary"}),
    ),
    _admission(
        "admission_transfer", _("On the admission of students by transfer"),
        reason="from_same_municipality", basis=_("On the grounds of an application and the student's personal file"),
    ),
    _admission(
        "admission_kindergarten", _("On the admission of children to the kindergarten"),
        reason="from_queue", offered_in=frozenset({KINDERGARTEN, SCHOOL}), levels=frozenset({"preschool"}),
        point=_("Admit the children according to the list:"),
        basis=_("On the grounds of a direction and an application of the parents (legal representatives)"),
    ),
    _admission(
        "admission_programme", _("On the admission of students to additional programmes"),
        reason="own_wish", offered_in=frozenset({CENTRE}), levels=frozenset({"additional"}), measure="additional",
    ),
    _admission(
        "readmission", _("On the readmission of students"),
        reason="readmitted", offered_in=frozenset({SCHOOL, KINDERGARTEN}), levels=_ANY_LEVEL,
        point=_("Readmit the students according to the list:"), restores=True,
    ),
    # --- inside the organisation
    OrderKind(
        code="placement", effect=Effect.MOVE, subject=_("On placing students in classes"),
        point=_("Place the students in classes according to the list:"),
        basis=_("In order to form the classes"), class_of_line=ClassOfLine.MUST, leaves_class=False,
    ),
    OrderKind(
        code="class_transfer", effect=Effect.MOVE, subject=_("On transferring students to another class"),
        point=_("Transfer the students according to the list:"), basis=_APPLICATION, reasons="transfer_reason",
        reason="parents", class_of_line=ClassOfLine.MUST, leaves_class=True,
    ),
    OrderKind(
        code="form_transfer", effect=Effect.MOVE, subject=_("On transferring students to another form of study"),
        point=_("Transfer the students to another form of study according to the list:"), basis=_APPLICATION,
        offered_in=_IN_SCHOOLS, reasons="transfer_reason", reason="parents", changes_form=True,
    ),
    # --- leaves, individual plans, home study, programmes
    _arrangement(
        "temporary_leave", _("On a temporary leave of students"), track=LEAVE, needs_until=True,
        point=_("Regard as temporarily absent, with the place kept, the students according to the list:"),
        asks_counterpart=True, offered_in=_ANYWHERE,
    ),
    _arrangement(
        "sanatorium", _("On sending students to a sanatorium"), track=LEAVE, needs_until=True, reason="sanatorium",
        point=_("Regard as studying in a sanatorium, with the place kept, the students according to the list:"),
        basis=_("On the grounds of an application of the parents and a direction to the sanatorium"),
        asks_counterpart=True, offered_in=frozenset({SCHOOL, KINDERGARTEN}), privacy=Privacy.HEALTH,
    ),
    _arrangement(
        "academic_leave", _("On granting an academic leave"), track=LEAVE, needs_until=True, reason="medical",
        point=_("Grant an academic leave to the students according to the list:"), basis=_MEDICAL,
        privacy=Privacy.HEALTH,
    ),
    _arrangement(
        "return", _("On the return of students after a leave"), track=LEAVE, ends=True, reason="term_over",
        point=_("Regard as having returned to study the students according to the list:"), offered_in=_ANYWHERE,
    ),
    _arrangement(
        "individual_plan", _("On study by an individual plan"), track=INDIVIDUAL_PLAN,
        point=_("Transfer to study by an individual plan the students according to the list:"),
    ),
    _arrangement(
        "individual_plan_end", _("On the end of study by an individual plan"), track=INDIVIDUAL_PLAN, ends=True,
        reason="term_over",
        point=_("Regard study by an individual plan as ended for the students according to the list:"),
    ),
    _arrangement(
        "home_study", _("On the organisation of study at home"), track=HOME_STUDY, reason="medical",
        needs_document=True, needs_until=True, basis=_MEDICAL, privacy=Privacy.HEALTH,
        point=_("Organise individual study at home for the students according to the list:"),
    ),
    _arrangement(
        "home_study_end", _("On the end of study at home"), track=HOME_STUDY, ends=True, reason="term_over",
        privacy=Privacy.HEALTH, point=_("Regard study at home as ended for the students according to the list:"),
    ),
    OrderKind(
        code="programme_transfer", effect=Effect.ARRANGE, track=PROGRAMME, asks_programme=True, privacy=Privacy.HEALTH,
        subject=_("On transferring students to another educational programme"),
        point=_("Transfer to another educational programme the students according to the list:"),
        basis=_("On the grounds of a conclusion of the commission (ПМПК) and an application of the parents"),
        offered_in=_STAYING, reasons="arrangement_reason", reason="commission", class_of_line=ClassOfLine.NO,
    ),
    # --- leaving
    _leaving("leaving", _("On the leaving of students"), reason="own_wish"),
    _leaving(
        "leaving_transfer", _("On the leaving of students by transfer"), reason="to_school",
        basis=_("On the grounds of an application of the parents (legal representatives) on the transfer"),
    ),
    _leaving(
        "leaving_kindergarten", _("On the leaving of children"), reason="finished_preschool",
        levels=frozenset({"preschool"}), offered_in=frozenset({KINDERGARTEN, SCHOOL}),
        point=_("Strike the children off the lists of the organisation according to the list:"),
    ),
    _leaving(
        "leaving_programme", _("On the leaving of students of additional programmes"), reason="own_wish",
        levels=frozenset({"additional"}), offered_in=frozenset({CENTRE}), measure="additional",
    ),
    _leaving(
        "leaving_family_education", _("On the leaving of students for family education or self-education"),
        reason="family_education",
        basis=_("On the grounds of an application of the parents and article 17 of the Federal Law No 273-FZ"),
    ),
    _leaving(
        "expulsion", _("On an expulsion as a disciplinary measure"), reason="expelled", privacy=Privacy.SOCIAL,
        basis=_("In accordance with part 8 of article 43 of the Federal Law of 29.12.2012 No 273-FZ"),
    ),
    _leaving(
        "death", _("On striking a student off the lists"), reason="death", levels=_ANY_LEVEL, asks_counterpart=False,
        offered_in=frozenset({SCHOOL, KINDERGARTEN}), basis=_("On the grounds of a death certificate"),
        point=_("Strike off the lists of students because of death:"),
    ),
    # --- end of the year
    OrderKind(
        code="next_year", effect=Effect.YEAR_END, subject=_("On transferring students to the next grade"),
        point=_("Transfer to the next grade the students who have mastered the programme in full:"),
        basis=_("On the grounds of a decision of the pedagogical council"), class_of_line=ClassOfLine.MUST, step=1,
    ),
    OrderKind(
        code="next_year_conditional", effect=Effect.YEAR_END,
        subject=_("On transferring students to the next grade conditionally"),
        point=_("Transfer to the next grade conditionally, with an academic debt:"),
        basis=_("On the grounds of a decision of the pedagogical council and article 58 of the Federal Law No 273-FZ"),
        offered_in=_IN_SCHOOLS, class_of_line=ClassOfLine.MUST, step=1, owes=True, asks_until=True,
    ),
    OrderKind(
        code="debt_liquidation", effect=Effect.LIQUIDATE,
        subject=_("On the liquidation of academic debts"),
        point=_("Regard the academic debts in the subjects named as liquidated by the students:"),
        basis=_("On the grounds of the results of the interim assessment and a decision of the pedagogical council"),
        offered_in=_IN_SCHOOLS, class_of_line=ClassOfLine.NO, closes_debts="liquidated",
    ),
    OrderKind(
        code="debt_repeat", effect=Effect.MOVE,
        subject=_("On leaving students for a repeated year because of an academic debt"),
        point=_("Leave for a repeated year the students who have not liquidated the academic debt:"),
        basis=_("On the grounds of an application of the parents and article 58 of the Federal Law No 273-FZ"),
        offered_in=_IN_SCHOOLS, class_of_line=ClassOfLine.MUST, leaves_class=True, step=-1,
        closes_debts="not_liquidated",
    ),
    OrderKind(
        code="repeated_year", effect=Effect.YEAR_END, subject=_("On leaving students for a repeated year"),
        point=_("Leave for a repeated year:"),
        basis=_("On the grounds of an application of the parents and a decision of the pedagogical council"),
        offered_in=_IN_SCHOOLS, class_of_line=ClassOfLine.MUST, step=0,
    ),
    OrderKind(
        code="basic_completion", effect=Effect.COMPLETE, offered_in=_IN_SCHOOLS, class_of_line=ClassOfLine.NO,
        grades=frozenset({9}), results=_RESULTS, subject=_("On completing the programmes of basic general education"),
        point=_("Regard as having completed the programme of basic general education the students on the list:"),
        basis=_("On the grounds of the results of the state examination and a decision of the pedagogical council"),
    ),
    _leaving(
        "graduation", _("On the graduation of students"), reason="", offered_in=_ANYWHERE, levels=_ANY_LEVEL,
        point=_("Regard as graduated and strike off the lists the students according to the list:"),
        basis=_("On the grounds of a decision of the pedagogical council"), asks_counterpart=False, results=_RESULTS,
    ),
    # --- undoing
    OrderKind(
        code="cancelling", effect=Effect.CANCEL, subject=_("On cancelling an order"), point=_("Cancel the order:"),
        basis=_("In connection with a mistake"), class_of_line=ClassOfLine.NO,
    ),
]  # fmt: skip


def _checked(kinds: Iterable[OrderKind]) -> dict[str, OrderKind]:
    found: dict[str, OrderKind] = {}
    for kind in kinds:
        if kind.code in found:
            raise ValueError(f'Two kinds of orders have the code "{kind.code}".')
        if bool(kind.reasons) != (kind.code in GROUNDS):
            raise ValueError(f'Kind "{kind.code}": a handbook of reasons and the grounds that fit go together.')
        if kind.reason and kind.reason not in GROUNDS[kind.code]:
            raise ValueError(f'Kind "{kind.code}": its usual reason is not one of its grounds.')
        found[kind.code] = kind
    return found


ORDER_KINDS: dict[str, OrderKind] = _checked(_KINDS)
"""Every kind by its code, in the order in which they are offered."""

CANCELLING = ORDER_KINDS["cancelling"]


def offered_in(organisation_kind: str) -> list[OrderKind]:
    """The kinds that an organisation issues: `organisation_kind` begins with school, kindergarten or centre."""
    broad = broad_kind(organisation_kind)
    return [kind for kind in ORDER_KINDS.values() if broad in kind.offered_in and kind.effect != Effect.CANCEL]
