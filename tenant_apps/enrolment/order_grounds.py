"""Which grounds an order of each kind may have: items of the handbook that the kind names (order_kinds.py).

Sources: the handbooks' own groups (ОО-1 2.8), 273-ФЗ articles 43, 58, 61, 66.
A ground that an organisation has added to the handbook fits where the region's item does that it counts as.
"""

from collections.abc import Mapping

SCHOOL, KINDERGARTEN, CENTRE = "school", "kindergarten", "centre"

_FROM_ELSEWHERE = ("from_same_municipality", "from_same_region", "from_other_region", "from_abroad")
_GOES_ELSEWHERE = ("moved", "organisation_closed", "left_country")
_FINISHED_SCHOOL = ("finished_primary", "finished_basic", "finished_secondary", "finished_special")
_RELEASED = ("term_over", "parents", "medical", "commission", "other")
_TRANSFERRED = ("parents", "commission", "medical")

GROUNDS: Mapping[str, tuple[str, ...]] = {
    # --- admission: handbook admission_reason
    "admission": (
        "from_family", "from_preschool", *_FROM_ELSEWHERE, "from_college", "from_family_education", "after_basic",
        "from_detention", "other",
    ),
    "admission_first_grade": (
        "from_family", "from_preschool", *_FROM_ELSEWHERE, "from_family_education", "other",
    ),
    "admission_tenth_grade": (*_FROM_ELSEWHERE, "from_college", "from_family_education", "after_basic", "other"),
    "admission_transfer": (*_FROM_ELSEWHERE, "from_college", "from_detention", "other"),
    "admission_kindergarten": ("from_family", "from_preschool", "from_queue", *_FROM_ELSEWHERE, "other"),
    "admission_programme": ("own_wish", *_FROM_ELSEWHERE, "other"),
    "readmission": ("readmitted", "other"),
    # --- inside the organisation: handbook transfer_reason
    "class_transfer": (*_TRANSFERRED, "profile", "merging", "splitting", "other"),
    "form_transfer": (*_TRANSFERRED, "other"),
    # --- programmes, leaves, plans, home study: handbook arrangement_reason
    "programme_transfer": (*_TRANSFERRED, "other"),
    "temporary_leave": ("parents", "medical", "family", "sport", "other"),
    "sanatorium": ("sanatorium", "medical", "parents"),
    "academic_leave": ("medical", "military", "family", "parents", "other"),
    "return": _RELEASED,
    "individual_plan": ("parents", "medical", "commission", "family", "debt", "gifted", "sport", "other"),
    "individual_plan_end": _RELEASED,
    "home_study": ("medical", "commission", "parents"),
    "home_study_end": _RELEASED,
    # --- leaving: handbook leaving_reason
    "leaving": (
        "to_school", *_GOES_ELSEWHERE, "to_evening", "to_college", "to_special", "court", "work", "left_at_fifteen",
        "admission_rules_broken", "own_wish", "health", "no_show", "other",
    ),
    "leaving_transfer": ("to_school", *_GOES_ELSEWHERE, "to_evening", "to_special", "court"),
    "leaving_kindergarten": (
        "finished_preschool", "to_kindergarten", *_GOES_ELSEWHERE, "family_education", "admission_rules_broken",
        "own_wish", "health", "no_show", "other",
    ),
    "leaving_programme": (
        "finished_programme", *_GOES_ELSEWHERE, "expelled", "admission_rules_broken", "own_wish", "health", "no_show",
        "other",
    ),
    "leaving_family_education": ("family_education", "self_education"),
    "expulsion": ("expelled",),
    "death": ("death",),
    "graduation": (*_FINISHED_SCHOOL, "finished_preschool", "finished_programme"),
}  # fmt: skip
"""Kind of order → its grounds."""

GROUNDS_IN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "graduation": {
        SCHOOL: _FINISHED_SCHOOL,
        KINDERGARTEN: ("finished_preschool",),
        CENTRE: ("finished_programme",),
    },
}
"""Kind of order → grounds by the kind of organisation, where they differ. The first alone is usual if it is the only
one; a school's follows the student's grade (services/grounds.py)."""

FINISHED_OF_LEVEL: Mapping[str, str] = {
    "primary": "finished_primary",
    "basic": "finished_basic",
    "secondary": "finished_secondary",
    "preschool": "finished_preschool",
    "additional": "finished_programme",
}
"""Level of education → the ground of whoever has finished it."""


def broad_kind(organisation_kind: str) -> str:
    """school, kindergarten or centre, with which the kind of an organisation begins."""
    return next((one for one in (SCHOOL, KINDERGARTEN, CENTRE) if organisation_kind.startswith(one)), SCHOOL)
