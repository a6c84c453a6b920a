"""What columns of rollovers name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS = {
    "rollover_plannedclass.level": "level",
    "rollover_plannedclass.first_grade": "first_grade_year",
    "rollover_plannedclass.age_group": "age_group",
    "rollover_plannedoutcome.level": "level",
    "rollover_plannedoutcome.reason": "leaving_reason",
    "rollover_plannedoutcome.destination": "leaving_destination",
    "rollover_plannedoutcome.result": "year_result",
}
ACCOUNTS = ("rollover_yearsealing.proposed_by", "rollover_yearsealing.decided_by")
