"""Pages of saved views: those of a list, a new one, opening, renaming, deleting."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.accounts.lists import ListAddress
from shared_apps.accounts.pages import ActorPage
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.page import ActionPage, Crumb, FormPage
from shared_apps.ui.viewer import PageRequest

from . import cleaning, queries, services
from .forms import ViewForm


class OfViews(ActorPage):
    """What the pages of saved views share."""

    abstract = True
    permission = permissions.OWN_VIEWS

    def list_of(self, address: str) -> ListAddress:
        """The list of an address, if this account opens it. :raises NoListNamed: there is no address."""
        return found_or_404(queries.list_of(address, self.actor))

    @property
    def of(self) -> ListAddress | None:
        """The list that the views are of."""
        return None

    def list_url(self) -> str:
        """The page of views of the list at hand."""
        return reverse("saved_views:list") + (f"?{urlencode({'of': self.of.address})}" if self.of else "")

    def breadcrumbs(self) -> Sequence[Crumb]:
        if self.of is None:
            return ()
        return [Crumb(self.of.title, self.of.address), Crumb(_("Saved views"), self.list_url())]


class ViewsPage(OfViews):
    """Views of the list `?of=…`, or all of one's own."""

    title = _("Saved views")
    lead = _("A view keeps filters, columns and order of a list under a name.")
    template_name = "saved_views/list.html"
    is_last_crumb = True
    fragments: ClassVar[tuple[str, ...]] = ("views",)

    @cached_property
    def of(self) -> ListAddress | None:
        address = self.request.GET.get("of", "")
        return self.list_of(address) if address else None

    def context(self) -> Mapping[str, Any]:
        new = f"{reverse('saved_views:new')}?{urlencode({'of': self.of.full_address})}" if self.of else ""
        views = queries.views_of(self.of, self.actor) if self.of else queries.own_views(self.actor)
        return {"views": views, "new_url": new, "all_url": self.list_url(), "is_of_a_list": self.of is not None}


class NewViewPage(OfViews, FormPage):
    """Save how a list is shown now: its address is in `?of=…`."""

    title = _("Save the view")
    form_class = ViewForm
    template_name = "saved_views/form.html"
    done = _("The view is saved.")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return super().breadcrumbs() if self.request.GET.get("of") else ()

    def prepare(self) -> None:
        self.named = self.list_of(self.request.GET.get("of", ""))

    @property
    def of(self) -> ListAddress:
        return self.named

    def context(self) -> Mapping[str, Any]:
        return {"said": cleaning.said(self.of.page, self.of.query)}

    def perform(self, form: ViewForm) -> str:
        row = services.save_view(of=self.of, by=self.actor, **form.cleaned_data)
        return reverse("saved_views:open", args=[row.pk])


class OfOneView(OfViews):
    """What the pages of one view share: it is one's own."""

    abstract = True
    only_own: ClassVar[bool] = True

    @property
    def of(self) -> ListAddress:
        return self.found[1]

    def prepare(self) -> None:
        self.found = found_or_404(queries.view_of(self.actor, self.kwargs["view_id"], only_own=self.only_own))


class OpenPage(OfOneView):
    """Leads to the list as the view shows it; what the list knows no more is left out, and it is said."""

    only_own = False

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row, of = self.found
        cleaned = cleaning.for_use(of.page, row.query)
        if cleaned.dropped:
            text = gettext("The list no longer has what the view “%(name)s” asks for: %(dropped)s. It was left out.")
            messages.warning(request, text % {"name": row.name, "dropped": ", ".join(cleaned.dropped)})
        return self.go(f"{of.address}?{cleaned.query}")


class EditPage(OfOneView, FormPage):
    """Rename a view, share it or stop sharing."""

    title = _("Saved view")
    form_class = ViewForm
    template_name = "saved_views/form.html"
    done = _("The view is saved.")

    def initial(self) -> Mapping[str, Any]:
        return {"name": self.found[0].name, "is_shared": self.found[0].is_shared}

    def context(self) -> Mapping[str, Any]:
        return {"said": cleaning.said(self.of.page, self.found[0].query)}

    def perform(self, form: ViewForm) -> str:
        services.change_view(view_id=self.found[0].pk, of=self.of, by=self.actor, **form.cleaned_data)
        return self.list_url()


class RemovePage(OfOneView, ActionPage):
    """Delete a view."""

    done = _("The view is deleted.")

    def perform(self) -> str:
        services.remove_view(view_id=self.found[0].pk, by=self.actor)
        return self.list_url()
