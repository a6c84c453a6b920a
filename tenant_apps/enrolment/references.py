"""What columns of enrolment name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS = {
    "enrolment_classgroup.level": "level",
    "enrolment_classgroup.kind": ("class_kind", "group_kind"),
    "enrolment_classgroup.profile": ("class_profile", "group_profile", "programme_direction"),
    "enrolment_classgroup.form_of_study": "form_of_study",
    "enrolment_classgroup.language": "language",
    "enrolment_classgroup.age_group": "age_group",
    "enrolment_order.kind": "order_kind",
    "enrolment_orderline.level": "level",
    "enrolment_orderline.form_of_study": "form_of_study",
    "enrolment_enrolment.begin_reason": "admission_reason",
    "enrolment_enrolment.end_reason": "leaving_reason",
    "enrolment_enrolment.end_destination": "leaving_destination",
    "enrolment_enrolment.end_result": "year_result",
    "enrolment_orderline.destination": "leaving_destination",
    "enrolment_orderline.result": "year_result",
    "enrolment_studyarrangement.kind": "order_kind",
    "enrolment_studyarrangement.reason": "arrangement_reason",
    "enrolment_orderindex.group": "order_group",
    "enrolment_classmembership.level": "level",
    "enrolment_classmembership.form_of_study": "form_of_study",
}
ACCOUNTS = ("enrolment_order.signed_by", "enrolment_importrun.uploaded_by", "enrolment_importrun.confirmed_by")
