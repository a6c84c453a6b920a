"""The programming interface of families: corrections are proposed, listed, withdrawn. No door stands around it.

A scan goes with the proposal when it is sent as multipart; it is checked as a scan from the page is.
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.endpoints import CheckedEndpoint, DayField, NumberField
from shared_apps.organisations.found import found_or_404
from tenant_apps.people.uploads import scan_of

from .api_corrections import CorrectionSerializer
from .forms import CorrectionForm, happened
from .models import Correction, ProposedField
from .proposable import OWN, PROPOSABLE, STUDENT
from .queries import family
from .services.family import propose_as_family, withdraw_as_family


class FamilyCorrectionSerializer(serializers.Serializer[Any]):
    """A correction with the workplace (membership) through which it was sent."""

    membership_id = serializers.IntegerField(read_only=True)
    organisation = serializers.CharField(read_only=True)
    may_withdraw = serializers.BooleanField(read_only=True)
    correction = CorrectionSerializer(source="line", read_only=True)


class ProposingSerializer(serializers.Serializer[Any]):
    """What is wrong in a card. `values`: field → what it should say; fields that are not named stay."""

    membership_id = NumberField()
    student_id = NumberField()
    whose = serializers.ChoiceField(choices=[STUDENT, OWN], default=STUDENT, help_text="own: the guardian's card.")
    values = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=300),
        help_text=f"Fields: {', '.join(PROPOSABLE)}. Days are ISO, choices are codes of handbooks.",
    )
    nature = serializers.ChoiceField(
        choices=ProposedField.Nature.choices, required=False, allow_blank=True, default="",
        help_text="Of a name or a citizenship: the card was wrong, or the value has changed. Empty: not known.",
    )  # fmt: skip
    since = DayField(required=False, allow_null=True, default=None, help_text="Of a change: its first day.")
    document = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)
    scan = serializers.FileField(
        required=False,
        allow_empty_file=True,
        help_text="The paper: JPEG, PNG or PDF. Sent as multipart, where fields stand as `values.<field>`.",
    )


class FamilyCorrectionsView(CheckedEndpoint):
    """/me/api/v1/corrections/."""

    permissions_by_method = {"GET": permissions.FAMILY_CORRECTIONS, "POST": permissions.FAMILY_CORRECTIONS}
    serializer_class: type[serializers.Serializer[Any]] = FamilyCorrectionSerializer
    queryset = Correction.objects.none()
    pagination_class = None

    def one(self, membership_id: int, correction_id: int) -> family.FamilyCorrection:
        """One that this account sees; 404 where there is none."""
        mine = family.family_corrections(self.actor, membership_id)
        return found_or_404(next((one for one in mine if one.line.pk == correction_id), None))

    @extend_schema(responses=FamilyCorrectionSerializer(many=True), operation_id="family_corrections")
    def list(self, request: Request) -> Response:
        """What the family proposed in each organisation, and what became of it; the latest first."""
        return Response(FamilyCorrectionSerializer(family.family_corrections(self.actor), many=True).data)

    @extend_schema(
        request={"application/json": ProposingSerializer, "multipart/form-data": ProposingSerializer},
        responses={201: FamilyCorrectionSerializer},
        operation_id="family_propose",
    )
    def create(self, request: Request) -> Response:
        """Propose a correction; nothing changes in the card until the class teacher accepts it, field by field."""
        said = self.checked(ProposingSerializer, request.data)
        asked = said["membership_id"], said["student_id"], said["whose"]
        card = found_or_404(family.proposable_card(self.actor, *asked))
        number = propose_as_family(
            membership_id=said["membership_id"], student_id=said["student_id"], whose=said["whose"],
            values=_typed(said["values"], said["whose"], card), comment=said["comment"],
            scan=scan_of(said.get("scan")), happened=happened(said), by=self.actor,
        )  # fmt: skip
        return Response(
            FamilyCorrectionSerializer(self.one(said["membership_id"], number)).data, status=status.HTTP_201_CREATED
        )


class WithdrawFamilyCorrectionView(FamilyCorrectionsView):
    """POST /me/api/v1/corrections/<membership>/<correction>/withdraw/."""

    permissions_by_method = {"POST": permissions.FAMILY_CORRECTIONS}

    @extend_schema(request=None, responses=FamilyCorrectionSerializer, operation_id="family_withdraw_correction")
    def withdraw(self, request: Request, membership_id: int, correction_id: int) -> Response:
        """Take back what is not decided yet."""
        self.one(membership_id, correction_id)
        withdraw_as_family(membership_id=membership_id, correction_id=correction_id, by=self.actor)
        return Response(FamilyCorrectionSerializer(self.one(membership_id, correction_id)).data)


def _typed(values: dict[str, str], whose: str, card: family.ProposableCard) -> dict[str, object]:
    """The values as the page's form reads them.

    :raises ValidationError: there is no such field, or its value can't be right.
    """
    form = CorrectionForm(data=values, whose=whose, choices=card.choices)
    if unknown := sorted(set(values) - set(form.codes)):
        raise serializers.ValidationError({name: ["There is no such field."] for name in unknown})
    if not form.is_valid():
        errors = {name: [str(one) for one in said] for name, said in form.errors.items() if name in values}
        if errors:
            raise serializers.ValidationError(errors)
    return {code: form.cleaned_data.get(code) for code in values}
