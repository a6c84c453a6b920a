"""What the passport publishes: the organisation's own figures. Names, kind and place are shared already."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.history.facts import EVERY, Column, Fact


def region_code(handbook: str, expression: str) -> str:
    """SQL: the code as the region knows it. An organisation's own code (~…) counts as the item it is mapped to."""
    return region_code_of(f"'{handbook}'", expression)


def region_code_of(handbook: str, expression: str) -> str:
    """The same, where the handbook is an SQL expression too: of rows of several handbooks."""
    mapped = (
        f"SELECT item.maps_to FROM passport_localhandbookitem item"
        f" WHERE item.handbook = {handbook} AND item.code = {expression}"
    )
    return f"CASE WHEN left({expression}, 1) = '~' THEN coalesce(({mapped}), '') ELSE {expression} END"


ORGANISATION = Fact(
    name="organisation",
    title=_("organisation"),
    grain="the organisation, during a period of its passport",
    key="passport_key",
    identity=("valid_from",),
    columns=(
        Column("passport_key"),
        Column("valid_from", "passport.OrganisationPassport.valid_from"),
        Column("valid_to", "passport.OrganisationPassport.valid_to"),
        Column("capacity", "passport.OrganisationPassport.capacity"),
        Column("shifts", "passport.OrganisationPassport.shifts"),
        Column("buildings", "passport.OrganisationPassport.buildings"),
        Column("legal_form", "passport.OrganisationPassport.legal_form"),
        Column("inn", "passport.OrganisationPassport.inn"),
        Column("kpp", "passport.OrganisationPassport.kpp"),
        Column("ogrn", "passport.OrganisationPassport.ogrn"),
        Column("director_name", "passport.OrganisationPassport.director_name"),
        Column("phone", "passport.OrganisationPassport.phone"),
        Column("email", "passport.OrganisationPassport.email"),
        Column("site", "passport.OrganisationPassport.site"),
        Column("number", "passport.OrganisationPassport.number"),
        Column("status", "passport.OrganisationPassport.status"),
        Column("school_week", "passport.OrganisationPassport.school_week"),
        Column("ownership", "passport.OrganisationPassport.ownership"),
        Column("okpo", "passport.OrganisationPassport.okpo"),
        Column("okato", "passport.OrganisationPassport.okato"),
        Column("oktmo", "passport.OrganisationPassport.oktmo"),
        Column("okogu", "passport.OrganisationPassport.okogu"),
        Column("okved", "passport.OrganisationPassport.okved"),
        Column("licence_number", "passport.OrganisationPassport.licence_number"),
        Column("has_video", "passport.OrganisationPassport.has_video"),
        Column("computers_online", "passport.OrganisationPassport.computers_online"),
        Column("content_filter", "passport.OrganisationPassport.content_filter"),
        Column("internet_speed", "passport.OrganisationPassport.internet_speed"),
    ),
    select=f"""
        SELECT p.singleton AS passport_key, p.valid_from, p.valid_to, p.capacity, p.shifts, p.buildings,
               {region_code("legal_form", "p.legal_form")} AS legal_form, p.inn, p.kpp, p.ogrn,
               p.director_name, p.phone, p.email, p.site, p.number, p.status, p.school_week, p.ownership,
               p.okpo, p.okato, p.oktmo, p.okogu, p.okved, p.licence_number, p.has_video, p.computers_online,
               p.content_filter, p.internet_speed
          FROM passport_organisationpassport p
         WHERE {{only}}
    """,
    key_expression="p.singleton",
    touched_by={"organisation": EVERY, "handbook": EVERY},
    about_a_person=False,
)

FACTS = (ORGANISATION,)
