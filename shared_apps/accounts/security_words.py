"""What a line of the security log says besides its kind: facts as they are stored, and in the reader's language.

A fact is a code, a number or an id, never a word: {"by": 6}, {"organisation": 3, "protocol": 5}. Lines from before
facts hold a sentence in `detail` instead; what it says is read out of it here.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.ui.numbers import ru_num

from .models import Account, SecurityEvent
from .roles import ROLES

Kind = SecurityEvent.Kind
Facts = Mapping[str, Any]

CAUSES = {
    "demo_account": gettext_lazy("an account of the demo in a database that the demo did not make"),
    "invitation_codes": gettext_lazy("codes of invitations"),
    "above_organisations": gettext_lazy("above organisations"),
}
"""Words of the fact `cause`."""
NUMBERED = {
    "protocol": gettext_lazy("protocol № %(number)s"),
    "invitation": gettext_lazy("invitation № %(number)s"),
}
"""Facts that are a document's number."""

_SENTENCES = {
    "by": re.compile(r"\bby account (\d+)"),
    "organisation": re.compile(r"\borganisation (\d+)"),
    "protocol": re.compile(r"\bNo (\d+)"),
    "invitation": re.compile(r"^invitation (\d+)$"),
    "seconds": re.compile(r"^(\d+) s$"),
}
_INVITED = re.compile(r"^(\w+) ×(\d+), organisation \d+$")
_FORMER_CAUSES = {"demo account": "demo_account", "codes of invitations": "invitation_codes"}


def facts_of(event: SecurityEvent) -> dict[str, Any]:
    """The facts of a line, whenever it was written."""
    if event.facts or not event.detail:
        return dict(event.facts)
    said = event.detail
    match event.kind:
        case Kind.NO_MEMBERSHIP:
            return {"slug": said}
        case Kind.PERMISSION_REFUSED:
            return {"page": said}
        case Kind.SESSION_ENDED if said.isdecimal():
            return {"sessions": int(said)}
    found: dict[str, Any] = {
        name: int(read[1]) for name, pattern in _SENTENCES.items() if (read := pattern.search(said)) is not None
    }
    if (read := _INVITED.match(said)) is not None:
        found |= {"role": read[1], "count": int(read[2])}
    if said.endswith("by account None"):
        found["by"] = None
    if said in _FORMER_CAUSES:
        found["cause"] = _FORMER_CAUSES[said]
    return found or {"said": said}


def with_names(rows: "QuerySet[SecurityEvent]", organisations: tuple[int, ...] | None) -> "QuerySet[SecurityEvent]":
    """Lines with the names that their facts refer to, in the same query.

    :param organisations: the reader's: others keep to their number or address; None: all are his.
    """
    by, organisation = _number("by", r"by account (\d+)"), _number("organisation", r"organisation (\d+)")
    slug = Coalesce(
        KeyTextTransform("slug", "facts"),
        Case(When(kind=Kind.NO_MEMBERSHIP, then=F("detail")), default=Value(""), output_field=TextField()),
    )
    periods = OrganisationPeriod.objects.filter(
        Q(organisation=OuterRef("fact_organisation")) | Q(organisation__slug=OuterRef("fact_slug")),
        valid_from__lte=timezone.localdate(),
    )
    if organisations is not None:
        periods = periods.filter(organisation__in=organisations)
    return rows.annotate(fact_by=by, fact_organisation=organisation, fact_slug=slug).annotate(
        by_name=Subquery(Account.objects.filter(pk=OuterRef("fact_by")).values("name")[:1]),
        organisation_name=Subquery(periods.order_by("-valid_from").values("short_name")[:1]),
    )


def in_words(event: Any) -> str:
    """What a line says, in the language of the page; `event` is a row of `with_names`."""
    return "; ".join(_phrases(event, facts_of(event)))


def _number(fact: str, sentence: str) -> Coalesce:
    said = Func(F("detail"), Value(sentence), function="substring", output_field=TextField())
    return Coalesce(Cast(KeyTextTransform(fact, "facts"), BigIntegerField()), Cast(said, BigIntegerField()))


def _phrases(event: Any, facts: Facts) -> Iterator[str]:
    if "page" in facts:
        yield _("page “%(title)s”") % {"title": page_title(facts["page"], inside="organisation" in facts)}
    if "role" in facts:
        role = ROLES.get(facts["role"])
        named = {"role": role.title if role else facts["role"], "count": ru_num(facts.get("count", 1))}
        yield _("%(role)s: %(count)s") % named
    if "slug" in facts:
        yield event.organisation_name or _("address /o/%(slug)s/") % {"slug": facts["slug"]}
    if "organisation" in facts:
        yield event.organisation_name or _("organisation № %(number)s") % {"number": facts["organisation"]}
    for name, words in NUMBERED.items():
        if name in facts:
            yield str(words) % {"number": facts[name]}
    yield from _counted(facts)
    if "cause" in facts:
        yield str(CAUSES.get(facts["cause"], facts["cause"]))
    if "said" in facts:
        yield facts["said"]
    if "by" in facts:
        yield _who(event, facts["by"])


def _counted(facts: Facts) -> Iterator[str]:
    if "seconds" in facts:
        minutes = -(-facts["seconds"] // 60)
        yield ngettext("for %(number)s minute", "for %(number)s minutes", minutes) % {"number": ru_num(minutes)}
    if "sessions" in facts:
        number = facts["sessions"]
        yield ngettext("%(number)s session", "%(number)s sessions", number) % {"number": ru_num(number)}


def _who(event: Any, account_id: int | None) -> str:
    if account_id is None:
        return _("by the platform")
    return _("by %(name)s") % {"name": event.by_name or _("account № %(number)s") % {"number": account_id}}


# --- pages by the names of their addresses ----------------------------------------------------------------------------


def page_title(name: str, *, inside: bool) -> str:
    """What the page at an address is called; the address's name where it has no title or is no more.

    :param inside: the address stands within an organisation.
    """
    views = _views(settings.ORGANISATION_URLCONF if inside else settings.ROOT_URLCONF)
    view = views.get(name) or _views(settings.ORGANISATION_URLCONF).get(name)
    return str(getattr(view, "title", "") or name)


@cache
def _views(urlconf: str) -> dict[str, type]:
    return dict(_walk(get_resolver(urlconf).url_patterns, ""))


def _walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, type]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            view = getattr(pattern.callback, "view_class", None)
            if view is not None:
                yield f"{namespace}{pattern.name}", view
