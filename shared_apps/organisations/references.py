"""Frozen pictures of shared rows that may leave a door: what routing and pages carry about."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OrganisationRef:
    """An organisation as it is called today; enough to open inside() and to head a page."""

    id: int
    schema_name: str
    slug: str
    code: str
    state: str
    schema_version: str
    short_name: str
    full_name: str
    kind: str
    locality: str
    municipality_id: int
    municipality: str
    authority_id: int | None = None
    closed_on: date | None = None

    @property
    def is_kindergarten(self) -> bool:
        return self.kind.startswith("kindergarten")

    @property
    def is_centre(self) -> bool:
        """Out-of-school education: its enrolments are additional, not main."""
        return self.kind.startswith("centre")
