"""The first page, classes, academic years, orders, books, imports: /o/<slug>/."""

from django.urls import include, path

from .views import books, classes, lists, numbering, order_lines, order_list, orders, today, years

app_name = "enrolment"
urlpatterns = [
    path("", today.TodayPage.as_view(), name="today"),
    path("classes/", classes.ClassListPage.as_view(), name="class_list"),
    path("classes/new/", classes.NewClassPage.as_view(), name="class_new"),
    path("classes/next-year/", classes.NextYearPage.as_view(), name="class_next_year"),
    path("classes/<int:class_id>/", classes.ClassPage.as_view(), name="class"),
    path("classes/<int:class_id>/edit/", classes.EditClassPage.as_view(), name="class_edit"),
    path("classes/<int:class_id>/teacher/", classes.TeacherPage.as_view(), name="class_teacher"),
    path("classes/<int:class_id>/delete/", classes.DeleteClassPage.as_view(), name="class_delete"),
    path("classes/<int:class_id>/print/", classes.PrintClassPage.as_view(), name="class_print"),
    path("years/", years.YearListPage.as_view(), name="year_list"),
    path("years/new/", years.NewYearPage.as_view(), name="year_new"),
    path("years/<int:year_id>/", years.EditYearPage.as_view(), name="year_edit"),
    path("orders/", order_list.OrderListPage.as_view(), name="order_list"),
    path("orders/new/", orders.NewOrderPage.as_view(), name="order_new"),
    path("orders/numbering/", numbering.NumberingPage.as_view(), name="order_numbering"),
    path("orders/organisations/", order_lines.OrganisationOptionsPage.as_view(), name="organisation_options"),
    path("orders/<int:order_id>/", orders.OrderPage.as_view(), name="order"),
    path("orders/<int:order_id>/edit/", orders.EditOrderPage.as_view(), name="order_edit"),
    path("orders/<int:order_id>/lines/", order_lines.AddLinesPage.as_view(), name="order_lines"),
    path("orders/<int:order_id>/lines/<int:line_id>/", order_lines.EditLinePage.as_view(), name="order_line"),
    path(
        "orders/<int:order_id>/lines/<int:line_id>/remove/", orders.RemoveLinePage.as_view(), name="order_line_remove"
    ),
    path("orders/<int:order_id>/sign/", orders.SignOrderPage.as_view(), name="order_sign"),
    path("orders/<int:order_id>/cancel/", orders.CancelOrderPage.as_view(), name="order_cancel"),
    path("orders/<int:order_id>/discard/", orders.DiscardOrderPage.as_view(), name="order_discard"),
    path("orders/<int:order_id>/print/", orders.PrintOrderPage.as_view(), name="order_print"),
    path("movement/", books.MovementBookPage.as_view(), name="movement_book"),
    path("movement/classes/", books.BalancesPage.as_view(), name="balances"),
    path("movement/kinds/", books.KindsPage.as_view(), name="movement_kinds"),
    path("movement/arrived-and-left/", lists.ArrivedAndLeftPage.as_view(), name="arrived_and_left"),
    path("movement/left/", lists.LeaversPage.as_view(), name="leavers"),
    path("movement/graduates/", lists.GraduatesPage.as_view(), name="graduates"),
    path("movement/repeated/", lists.RepeatedPage.as_view(), name="repeated"),
    path("movement/conditional/", lists.ConditionalPage.as_view(), name="conditional"),
    path("alphabetical/", books.AlphabeticalBookPage.as_view(), name="alphabetical_book"),
    path("import/", include("tenant_apps.enrolment.urls_imports")),
]
