"""The programming interface of restricted lists, under /region/api/v1/."""

from django.urls import path

from . import api, api_doubles, api_movement, api_people

app_name = "registry-api"
urlpatterns = [
    path("students/", api_people.StudentsEndpoint.as_view(), name="students"),
    path("employees/", api_people.EmployeesEndpoint.as_view(), name="employees"),
    path("movement/", api_movement.MoversEndpoint.as_view(), name="movement"),
    path("guardians/", api_people.GuardiansEndpoint.as_view(), name="guardians"),
    path("doubles/", api_doubles.DoublesEndpoint.as_view(), name="doubles"),
    path("doubles/<int:pair>/", api_doubles.DecisionEndpoint.as_view(), name="double"),
    path("readings/", api.ReadingsEndpoint.as_view(), name="readings"),
]
