"""Consents to the handling of personal data (152-ФЗ art. 9, 156-ФЗ of 24.06.2025: one purpose, one document)."""

from django.utils.translation import gettext_noop as _

from .declaration import Declared, Item

CONSENT_PURPOSE = Declared(
    "consent_purpose",
    _("Purposes of consents to the handling of personal data"),
    (
        Item(
            "registry",
            "внесение поимённых сведений в региональную информационную систему",
            "records by name in the region's information system",
            "региональная система",
        ),
        Item("health", "сведения о состоянии здоровья", "information on health", "здоровье"),
        Item(
            "social",
            "сведения о семье и социальном положении",
            "family and social circumstances",
            "семья",
        ),
        Item("photo", "фотография в личной карточке", "photograph in the card", "фото"),
        Item(
            "publication",
            "размещение сведений и изображения в открытых источниках (распространение)",
            "publication of data and pictures (dissemination)",
            "публикация",
        ),
        Item(
            "contests",
            "передача сведений организаторам олимпиад и конкурсов",
            "transfer of data to organisers of olympiads and contests",
            "олимпиады",
        ),
        Item(
            "psychology",
            "психолого-педагогическое сопровождение",
            "support by a psychologist",
            "психолог",
        ),
    ),
    _("Since 1 September 2025 each purpose has a document of its own (156-ФЗ of 24.06.2025)."),
)

ERASURE_GROUND = Declared(
    "erasure_ground",
    _("Grounds for the erasure of personal data"),
    (
        Item(
            "withdrawal",
            "отзыв согласия (ч. 5 ст. 21 Федерального закона № 152-ФЗ)",
            "consent withdrawn",
            "отзыв согласия",
        ),
        Item(
            "purpose_reached",
            "достижение цели обработки (ч. 4 ст. 21 Федерального закона № 152-ФЗ)",
            "purpose reached",
            "цель достигнута",
        ),
        Item(
            "unlawful",
            "неправомерная обработка (ч. 3 ст. 21 Федерального закона № 152-ФЗ)",
            "unlawful handling",
            "неправомерная обработка",
        ),
        Item(
            "inaccurate",
            "требование субъекта: данные неполные, устаревшие, неточные или не являются необходимыми "
            "(ч. 1 ст. 14, ч. 3 ст. 20 Федерального закона № 152-ФЗ)",
            "demand of the person",
            "требование субъекта",
        ),
        Item(
            "authority",
            "предписание уполномоченного органа или решение суда",
            "order of the authority or a court",
            "предписание",
        ),
        Item("retention_over", "истечение срока хранения", "term of keeping is over", "срок хранения истёк"),
    ),
    _("The operator stops handling the data and erases them within 30 days, if the law gives no other ground."),
)

CONSENTS = (CONSENT_PURPOSE, ERASURE_GROUND)
