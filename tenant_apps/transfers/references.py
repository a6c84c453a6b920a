"""What columns of transfers name in shared tables (shared_apps/organisations/orphans.py looks for orphans nightly)."""

HANDBOOKS = {
    "transfers_formerstudy.level": "level",
    "transfers_formerstudy.form_of_study": "form_of_study",
}
ACCOUNTS = ()
