"""Who may touch envelopes, as data: grants of columns and row-level security.

`prepare_database` brings tables to `rules()` and runs `statements()`.

| role | envelopes | contents |
|---|---|---|
| `oNNNN` (by the common role `tenant`) | reads those it sends or gets | reads those it gets |
| `shared` within `inside()` | reads and writes those it sends or gets | fills and erases, never reads `content` |
| `region_*` | reads columns that say nothing of a person: enough to count | nothing |
| `feed` | reads between whom | nothing |

| role | notices of doubled students (doubled_models.py) | their answers |
|---|---|---|
| `oNNNN` | reads its own | reads its own |
| `shared` within `inside()` | reads its own | reads and adds its own |
| `region_*` | reads whose they are and by which pair, within the scope | reads those within the scope |
| `feed` | reads and writes | nothing |

Whose door it is says the setting `svod.organisation`, read without missing_ok: without one, an error, never nothing.
Birth grants nothing here: organisations have their rights through the role `tenant`, once.
"""

from collections.abc import Iterator

from psycopg.sql import SQL, Composable, Composed, Identifier

from shared_apps.organisations.row_security import Rule

ENVELOPE, CONTENTS = "envelopes_envelope", "envelopes_contents"
COUNTED = ("kind", "state", "sender_id", "receiver_id", "on", "requested_at", "sent_at", "due_on", "reminded_at",
           "decided_at")  # fmt: skip
"""Columns of envelopes that the region counts by."""
BETWEEN_WHOM = ("id", "uid", "kind", "state", "sender_id", "receiver_id")
ALL_BUT_CONTENT = ("envelope_id", "sender_id", "receiver_id", "size", "erased_at")
DOUBLED, ANSWER = "envelopes_doubledstudent", "envelopes_doubledanswer"
WHOSE = ("id", "organisation_id", "person_uid", "pair_id")
"""Columns of notices that the region finds answers by: where the other enrolment is does not follow from them."""
EVERY_ROW = SQL("true")
_HERE = SQL("(SELECT current_setting('svod.organisation'))::bigint")
MINE = SQL("sender_id = {0} OR receiver_id = {0}").format(_HERE)
SENT_BY_ME = SQL("sender_id = {0}").format(_HERE)
SENT_TO_ME = SQL("receiver_id = {0}").format(_HERE)
FOR_ME = SQL("organisation_id = {0}").format(_HERE)
_SCOPE = SQL("ANY ((SELECT current_setting('svod.scope'))::bigint[])")
IN_SCOPE = SQL("sender_id = {0} OR receiver_id = {0}").format(_SCOPE)
OF_SCOPE = SQL("organisation_id = {0}").format(_SCOPE)
MINISTRY = "region_ministry"
ABOVE = (MINISTRY, "region_authority", "region_municipality")
ROLES = ("feed", "shared", "tenant", *ABOVE)


def statements(prefix: str) -> list[Composed]:
    """The SQL of rights, each statement safe to repeat. `prefix`: what roles' names begin with, the database's name."""
    return list(_statements(prefix))


def rules(prefix: str) -> list[Rule]:
    """The policies."""
    return [
        Rule(table, name, command, f"{prefix}_{role}", rows)
        for table, name, command, role, rows in (*_moving(), *_told())
    ]


def _statements(prefix: str) -> Iterator[Composed]:
    role = {name: Identifier(f"{prefix}_{name}") for name in ROLES}
    everyone = SQL(", ").join(role[name] for name in ROLES)
    above = SQL(", ").join(role[audience] for audience in ABOVE)
    envelope, contents, doubled, answer = (Identifier("public", one) for one in (ENVELOPE, CONTENTS, DOUBLED, ANSWER))
    for table in (envelope, contents, doubled, answer):
        yield SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(table, everyone)

    yield SQL("GRANT SELECT ON {} TO {}").format(envelope, role["tenant"])
    yield SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}").format(envelope, role["shared"])
    yield SQL("GRANT SELECT ({}) ON {} TO {}").format(_columns(BETWEEN_WHOM), envelope, role["feed"])
    yield SQL("GRANT SELECT ({}) ON {} TO {}").format(_columns(COUNTED), envelope, above)

    yield SQL("GRANT SELECT ON {} TO {}").format(contents, role["tenant"])
    yield SQL("GRANT SELECT ({}), INSERT, UPDATE (content, size, erased_at) ON {} TO {}").format(
        _columns(ALL_BUT_CONTENT), contents, role["shared"]
    )

    for table in (doubled, answer):
        yield SQL("GRANT SELECT ON {} TO {}, {}").format(table, role["tenant"], role["shared"])
    yield SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}").format(doubled, role["feed"])
    yield SQL("GRANT INSERT ON {} TO {}").format(answer, role["shared"])
    yield SQL("GRANT SELECT ({}) ON {} TO {}").format(_columns(WHOSE), doubled, above)
    yield SQL("GRANT SELECT ON {} TO {}").format(answer, above)


Said = tuple[str, str, str, str, SQL | Composed]
"""Table, name of the policy, command, role, rows."""


def _moving() -> Iterator[Said]:
    """Envelopes and their contents."""
    for table in (ENVELOPE, CONTENTS):
        yield table, "owner_does_anything", "ALL", "owner", EVERY_ROW
    yield ENVELOPE, "both_sides_read", "SELECT", "tenant", MINE
    yield ENVELOPE, "both_sides_write", "ALL", "shared", MINE
    yield ENVELOPE, "feed_reads", "SELECT", "feed", EVERY_ROW
    for audience in ABOVE:
        yield ENVELOPE, f"{audience}_counts", "SELECT", audience, EVERY_ROW if audience == MINISTRY else IN_SCOPE
    yield CONTENTS, "receiver_reads", "SELECT", "tenant", SENT_TO_ME
    yield CONTENTS, "both_sides_find", "SELECT", "shared", MINE
    yield CONTENTS, "sender_fills", "INSERT", "shared", SENT_BY_ME
    yield CONTENTS, "both_sides_erase", "UPDATE", "shared", MINE


def _told() -> Iterator[Said]:
    """Notices of doubled students and their answers."""
    for table in (DOUBLED, ANSWER):
        yield table, "owner_does_anything", "ALL", "owner", EVERY_ROW
        for reader in ("tenant", "shared"):
            yield table, f"{reader}_reads_its_own", "SELECT", reader, FOR_ME
        for audience in ABOVE:
            yield table, f"{audience}_reads", "SELECT", audience, EVERY_ROW if audience == MINISTRY else OF_SCOPE
    yield DOUBLED, "feed_does_anything", "ALL", "feed", EVERY_ROW
    yield ANSWER, "its_own_answers", "INSERT", "shared", FOR_ME


def _columns(names: tuple[str, ...]) -> Composable:
    return SQL(", ").join(Identifier(name) for name in names)
