"""The columns of the passport by subject: what the form asks, the page shows, and completeness counts.

Source: S2 appendix 1 §1.1 «Карточка образовательной организации»; F1–F2.
"""

from django.utils.translation import gettext_lazy as _

GROUPS = (
    (
        "about",
        _("The organisation"),
        ("number", "status", "governing_body", "settlement_kind", "settlement", "legal_address"),
    ),
    ("figures", _("Figures"), ("capacity", "shifts", "buildings", "school_week")),
    ("heads", _("Heads"), ("director_name", "deputy_teaching_name", "deputy_premises_name", "deputy_it_name")),
    ("contacts", _("How to reach"), ("phone", "email", "site")),
    (
        "requisites",
        _("Requisites"),
        ("legal_form", "ownership", "inn", "kpp", "ogrn", "okpo", "okato", "oktmo", "okogu", "okved", "okved_more"),
    ),
    (
        "documents",
        _("Founding documents"),
        ("charter_number", "charter_on", "licence_number", "licence_on", "licence_by")
        + ("accreditation_number", "accreditation_on"),
    ),
    (
        "equipment",
        _("Safety and the Internet"),
        ("has_video", "computers_online", "content_filter", "internet_speed"),
    ),
)
"""Code, words and columns of each group, in the order of the page."""

FIGURES = tuple(name for _code, _title, names in GROUPS for name in names)
"""Every column that may be written."""

HANDBOOKS = {
    "status": "organisation_status",
    "settlement_kind": "settlement_kind",
    "legal_form": "legal_form",
    "ownership": "ownership",
    "school_week": "school_week",
}
IDENTIFIERS = {
    "inn": "inn", "kpp": "kpp", "ogrn": "ogrn", "okpo": "okpo", "okato": "okato", "oktmo": "oktmo", "okogu": "okogu",
    "okved": "okved",
}  # fmt: skip
"""Column → kind of identifier (handbooks.identifiers)."""

NOT_ASKED_OF_ALL = frozenset(
    {"number", "governing_body", "okved_more", "accreditation_number", "accreditation_on"}
    | {"deputy_teaching_name", "deputy_premises_name", "deputy_it_name"}
)
"""What an organisation may rightly not have: completeness does not ask for it."""
