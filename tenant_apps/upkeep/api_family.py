"""The programming interface of families: corrections are proposed, listed, withdrawn. No door stands around it.

A file can't be sent here: a scan goes with the correction that is proposed on the page.
"""

from typing import Any, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.api import Endpoint

from .api_corrections import CorrectionSerializer
from .forms import CorrectionForm
from .models import Correction
from .proposable import OWN, PROPOSABLE, STUDENT
from .queries import family


class NumberField(serializers.IntegerField):
    """A whole number that a column holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 2**31 - 1, **kwargs})


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
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)


class FamilyCorrectionsView(Endpoint, viewsets.GenericViewSet[Any]):
    """/me/api/v1/corrections/."""

    permissions_by_method = {"GET": permissions.FAMILY_CORRECTIONS, "POST": permissions.FAMILY_CORRECTIONS}
    serializer_class: type[serializers.Serializer[Any]] = FamilyCorrectionSerializer
    queryset = Correction.objects.none()
    pagination_class = None

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.user)

    def one(self, membership_id: int, correction_id: int) -> family.FamilyCorrection:
        """One that this account sees; 404 where there is none."""
        mine = family.family_corrections(self.actor, membership_id)
        found = next((one for one in mine if one.line.pk == correction_id), None)
        if found is None:
            raise Http404
        return found

    @extend_schema(responses=FamilyCorrectionSerializer(many=True), operation_id="family_corrections")
    def list(self, request: Request) -> Response:
        """What the family proposed in each organisation, and what became of it; the latest first."""
        return Response(FamilyCorrectionSerializer(family.family_corrections(self.actor), many=True).data)

    @extend_schema(
        request=ProposingSerializer, responses={201: FamilyCorrectionSerializer}, operation_id="family_propose"
    )
    def create(self, request: Request) -> Response:
        """Propose a correction; nothing changes in the card until the class teacher accepts it, field by field."""
        sent = ProposingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        card = family.proposable_card(self.actor, said["membership_id"], said["student_id"], said["whose"])
        if card is None:
            raise Http404
        number = family.propose(
            self.actor, said["membership_id"], said["student_id"], whose=said["whose"],
            values=_typed(said["values"], said["whose"], card), comment=said["comment"], scan=None,
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
        family.withdraw(self.actor, membership_id, correction_id)
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
