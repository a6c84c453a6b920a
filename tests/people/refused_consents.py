"""Each refusal of consents, their forms and erasures, and how it is brought about."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.refusal import Refused
from tenant_apps.people import consent_refusals as c
from tenant_apps.people import services
from tenant_apps.people.grounds import groups_of
from tenant_apps.people.rights import FieldsNotYours
from tenant_apps.people.services import consent_forms, consents, erasing
from tests.refusing.doors import Call, File, Knock

from .refused_world import API, BY, NOT_IN_FILES, SINCE, TODAY, TOMORROW, Case, World, knock, of_students

YESTERDAY, LAST_YEAR = TODAY - timedelta(days=1), TODAY - timedelta(days=365)
FAMILY = "a family withdraws its consents outside the organisation: tests/enrolment/test_consent_interface.py"


def recording(
    w: World, person: int, giver: int, purpose: str = "social", *, page: str = "", file: File | str = NOT_IN_FILES,
    **said: Any,
) -> Knock:  # fmt: skip
    """A signed paper is written down; `said`: signed_on (yesterday), valid_from, valid_to, covers, form_id."""
    paper = {"signed_on": YESTERDAY, **said}
    until = paper.pop("valid_to", None)
    covers = paper.get("covers") or [group.code for group in groups_of(purpose, "student")]
    form = {
        "given_by": giver, "covers": covers, "signed_on": paper["signed_on"], "valid_from": paper.get("valid_from"),
        "term": "date" if until else "leaving", "valid_to": until, "form": paper.get("form_id"),
    }  # fmt: skip
    body = {"person_id": person, "given_by_id": giver, "purpose": purpose, "valid_to": until, **paper}
    return knock(
        lambda: consents.record_consent(
            person_id=person, given_by=giver, by=BY, paper=consents.Paper(
                purpose=purpose, valid_to=until or FOREVER, until_leaving=until is None, **paper
            ),
        ),
        page or Call(f"consents/persons/{person}/{purpose}/new/", form),
        Call(f"{API}consents/", body | {"until_leaving": until is None}),
        file,
    )  # fmt: skip


def withdrawing(w: World, consent: int, on: date, *, document: str = "Заявление № 5", page: str = "") -> Knock:
    said = {"on": on, "document": document}
    return knock(
        lambda: consents.withdraw_consent(consent_id=consent, by=BY, **said),  # type: ignore[arg-type]
        page or Call(f"consents/{consent}/withdraw/", said),
        Call(f"{API}consents/{consent}/withdraw/", said),
    )


def writing_form(w: World, text: str, since: date, *, page: str = "") -> Knock:
    """A new version of the form of a consent to social data."""
    said = {"purpose": "social", "about": "student", "text": text, "since": since}
    return knock(
        lambda: consent_forms.write_form(by=BY, **said),  # type: ignore[arg-type]
        page or Call("consents/forms/student/social/new/", {"text": text, "since": since}),
        Call(f"{API}consents/forms/", said),
    )


def erasing_data(w: World, *groups: str, ground: str = "withdrawal", document: str = "Заявление № 5") -> Knock:
    """The first step of erasing Anna's data."""
    said = {"groups": groups, "ground": ground, "document": document}
    return knock(
        lambda: erasing.refuse_erasure(person_id=w.anna_person, by=BY, **said),  # type: ignore[arg-type]
        Call(
            f"consents/persons/{w.anna_person}/erase/",
            {"groups_chosen": list(groups), "ground": ground, "document": document},
        )
        if groups
        else "the form asks to choose",
        Call(f"{API}consents/persons/{w.anna_person}/erasure/plan/", said),
    )


def confirming_erasure(w: World, *groups: str, token: str = "") -> Knock:
    """The second step, with the token of a plan that was shown."""
    said: dict[str, Any] = {"groups": groups, "ground": "inaccurate", "document": "Заявление № 5"}
    shown = token or erasing.plan_erasure(person_id=w.anna_person, groups=groups).token
    return knock(
        lambda: erasing.erase_fields(person_id=w.anna_person, token=shown, by=BY, **said),
        Call(
            f"consents/persons/{w.anna_person}/erase/confirm/?{urlencode(said, doseq=True)}",
            {"surname": "Ёлкина", "token": shown},
        ),
        Call(f"{API}consents/persons/{w.anna_person}/erasure/", {**said, "token": shown}),
    )


def given(w: World, *, since: date = LAST_YEAR, withdrawn: bool = False) -> int:
    """Olga's consent to social data of Anna; its id."""
    paper = consents.Paper(purpose="social", signed_on=since, until_leaving=False)
    row = consents.record_consent(person_id=w.anna_person, given_by=w.olga_person, paper=paper, by=BY)
    if withdrawn:
        consents.withdraw_consent(consent_id=row.pk, on=YESTERDAY, document="Заявление № 5", by=BY)
    return row.pk


class Operator(By):
    """Holds no circumstances of people."""

    holds = ROLES["operator"].holds


def _not_held(w: World) -> Knock:
    operator = Operator(account_id=11, name="Операторова О. О.")
    said = {"workplace": "ООО «Ромашка»"}
    return knock(
        lambda: services.edit_guardian(guardian_id=w.olga, changes={}, occupation=said, version=None, by=operator),
        "the form has no fields that the role does not hold",
        Call(f"{API}guardians/{w.olga}/particulars/", {**said, "version": w.version(w.olga_person)}, "patch"),
        "the column is left out with a remark on the file: tests/importing/test_student_fields.py",
        role="operator",
    )


def _without_ground(w: World) -> Knock:
    content = services.CircumstanceContent(kind="family", value="complete", valid_from=SINCE)
    return knock(
        lambda: services.begin_circumstance(student_id=w.anna, content=content, by=BY),
        Call(f"students/{w.anna}/social/new/family/", {}),
        Call(f"{API}students/{w.anna}/social/", {"kind": "family", "value": "complete", "since": SINCE}),
        of_students({"Вид семьи": "полная"}, code="column.no_consent"),
    )


def _aged(years: int, *, giver: str, signed_on: date, page: str = "") -> Case:
    """A consent of a student of so many years; `giver`: himself, or Olga who answers for him."""

    def case(w: World) -> Knock:
        card, person = w.student("Ким", "Павел", "", born=date(TODAY.year - years, 1, 9))
        services.guardian_of(person=w.olga_person, student_id=card, relation="mother", since=SINCE, by=BY)
        return recording(w, person, person if giver == "himself" else w.olga_person, signed_on=signed_on, page=page)

    return case


def _of_a_later_form(w: World) -> Knock:
    form = consent_forms.write_form(purpose="social", about="student", text="Согласие", since=TODAY, by=BY)
    return recording(w, w.anna_person, w.olga_person, form_id=form.pk)


def _followed(w: World) -> Knock:
    given(w, since=YESTERDAY)
    return recording(w, w.anna_person, w.olga_person, signed_on=LAST_YEAR)


def _own_withdrawal(w: World) -> Knock:
    consent = given(w)
    return knock(
        lambda: consents.withdraw_own_consent(consent_id=consent, signer=w.peter_person, by=BY), FAMILY, FAMILY, FAMILY
    )


def _following_up(w: World) -> Knock:
    consent, said = given(w), {"what": "Обработка прекращена", "on": TODAY}
    return knock(
        lambda: consents.follow_up(consent_id=consent, by=BY, **said),  # type: ignore[arg-type]
        Call(f"consents/{consent}/done/", said),
        Call(f"{API}consents/{consent}/done/", said),
    )


def _relied_on(w: World) -> Knock:
    consent = given(w, withdrawn=True)
    return knock(
        lambda: consents.strike_out_consent(consent_id=consent, by=BY),
        Call(f"consents/{consent}/strike-out/", {}),
        Call(f"{API}consents/{consent}/", {}, "delete"),
    )


def _of_an_old_plan(w: World) -> Knock:
    plan = erasing.plan_erasure(person_id=w.anna_person, groups=["contact"])
    services.edit_person(person_id=w.anna_person, changes={"phone": "8 861"}, version=None, by=BY)
    return confirming_erasure(w, "contact", token=plan.token)


def _form_since(w: World) -> Knock:
    consent_forms.write_form(purpose="social", about="student", text="Согласие", since=TODAY, by=BY)
    return writing_form(w, "Согласие ещё раз", TODAY)


OFFERED = "the form offers who may sign today"
CONSENTS: dict[type[Refused], Case] = {
    FieldsNotYours: _not_held,
    c.FieldsClosed: _without_ground,
    # --- papers
    c.NotAboutThem: lambda w: recording(
        w,
        w.olga_person,
        w.olga_person,
        "psychology",
        page="the page is there for purposes that concern the person",
        file="the choices of the column are purposes of students",
    ),
    c.CoversForeignFields: lambda w: recording(
        w, w.anna_person, w.olga_person, covers=["health"], page="the form offers what the purpose covers"
    ),
    c.SignedLater: lambda w: recording(w, w.anna_person, w.olga_person, signed_on=TOMORROW),
    c.InForceBeforeSigned: lambda w: recording(w, w.anna_person, w.olga_person, valid_from=LAST_YEAR),
    c.FormNotInUse: _of_a_later_form,
    c.GiverIsNoGuardian: lambda w: recording(w, w.anna_person, w.helen_person, page=OFFERED),
    c.TooYoungToSign: _aged(15, giver="himself", signed_on=TODAY - timedelta(days=3 * 365)),
    c.SignsAlone: _aged(19, giver="olga", signed_on=YESTERDAY, page=OFFERED),
    c.ConsentInForce: lambda w: (given(w), recording(w, w.anna_person, w.olga_person))[1],
    c.ConsentFollows: _followed,
    c.ConsentTermEmpty: lambda w: recording(w, w.anna_person, w.olga_person, valid_to=YESTERDAY),
    # --- withdrawals
    c.WithdrawnAlready: lambda w: withdrawing(w, given(w, withdrawn=True), TODAY),
    c.WithdrawnBeforeGiven: lambda w: withdrawing(w, given(w), LAST_YEAR - timedelta(days=1)),
    c.WithdrawnLater: lambda w: withdrawing(w, given(w), TOMORROW),
    c.DocumentMissing: lambda w: withdrawing(
        w, given(w), TODAY, document=" ", page="the form has the document as a field that must be filled in"
    ),
    c.NotWithdrawn: _following_up,
    c.NotYoursToWithdraw: _own_withdrawal,
    c.ConsentIsRelied: _relied_on,
    # --- forms
    c.UnknownPlace: lambda w: writing_form(w, "Я, {ФИО}, согласен", TODAY),
    c.FormTextEmpty: lambda w: writing_form(
        w, " ", TODAY, page="the form has the text as a field that must be filled in"
    ),
    c.FormBeginsBeforeTheFormer: _form_since,
    # --- erasures
    c.NothingChosen: erasing_data,
    c.LawDemandsThem: lambda w: erasing_data(w, "identity"),
    c.StillConsented: lambda w: (given(w), erasing_data(w, "social"))[1],
    c.NothingThere: lambda w: confirming_erasure(w, "photo"),
    c.ErasureChanged: _of_an_old_plan,
}
