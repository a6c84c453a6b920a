"""What PostgreSQL's roles may on the tables of the history. Birth carries it out: table → role → rights.

All rights of `tenant` on a table named here are taken away first; `feed` has SELECT on all tables of an organisation.
"""

GRANTS: dict[str, dict[str, str]] = {
    "history_changelog": {
        "tenant": "SELECT, INSERT",
        "eraser": "SELECT, UPDATE (before, after, salt, erased_by)",
    },
    "history_outbox": {"tenant": "SELECT, INSERT", "feed": "SELECT, DELETE"},
    "history_seal": {"tenant": "SELECT, INSERT, UPDATE (sent_at)"},
    "history_sealline": {"tenant": "SELECT, INSERT"},
    "history_erasure": {"tenant": "SELECT", "eraser": "SELECT, INSERT"},
    "history_reversal": {"tenant": "SELECT, INSERT, UPDATE"},
    "history_reversalline": {"tenant": "SELECT, INSERT, UPDATE, DELETE"},
}
