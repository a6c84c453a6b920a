"""The programming interface of cards and enrolment: /o/<slug>/api/v1/. The same services and queries as the pages."""
