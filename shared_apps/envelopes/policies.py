"""Who may touch envelopes, as data: grants of columns and row-level security. `prepare_database` runs `statements()`.

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

from collections.abc import Iterator, Mapping

from psycopg.sql import SQL, Composable, Composed, Identifier

ENVELOPE, CONTENTS = Identifier("public", "envelopes_envelope"), Identifier("public", "envelopes_contents")
COUNTED = ("kind", "state", "sender_id", "receiver_id", "on", "requested_at", "sent_at", "due_on", "reminded_at",
           "decided_at")  # fmt: skip
"""Columns of envelopes that the region counts by."""
BETWEEN_WHOM = ("id", "uid", "kind", "state", "sender_id", "receiver_id")
ALL_BUT_CONTENT = ("envelope_id", "sender_id", "receiver_id", "size", "erased_at")
DOUBLED, ANSWER = Identifier("public", "envelopes_doubledstudent"), Identifier("public", "envelopes_doubledanswer")
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
ROLES = ("feed", "shared", "tenant", "region_ministry", "region_authority", "region_municipality")


def statements(prefix: str) -> list[Composed]:
    """The SQL, each statement safe to repeat. `prefix`: what roles' names begin with, the database's name."""
    return list(_statements(prefix))


def _statements(prefix: str) -> Iterator[Composed]:
    role = {name: Identifier(f"{prefix}_{name}") for name in (*ROLES, "owner")}
    everyone = SQL(", ").join(role[name] for name in ROLES)
    for table in (ENVELOPE, CONTENTS, DOUBLED, ANSWER):
        yield SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY").format(table)
        yield SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(table, everyone)
        yield from _policy(table, "owner_does_anything", "ALL", role["owner"], EVERY_ROW)

    yield SQL("GRANT SELECT ON {} TO {}").format(ENVELOPE, role["tenant"])
    yield from _policy(ENVELOPE, "both_sides_read", "SELECT", role["tenant"], MINE)
    yield SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}").format(ENVELOPE, role["shared"])
    yield from _policy(ENVELOPE, "both_sides_write", "ALL", role["shared"], MINE)
    yield SQL("GRANT SELECT ({}) ON {} TO {}").format(_columns(BETWEEN_WHOM), ENVELOPE, role["feed"])
    yield from _policy(ENVELOPE, "feed_reads", "SELECT", role["feed"], EVERY_ROW)
    for audience in ROLES[3:]:
        seen = EVERY_ROW if audience == "region_ministry" else IN_SCOPE
        yield SQL("GRANT SELECT ({}) ON {} TO {}").format(_columns(COUNTED), ENVELOPE, role[audience])
        yield from _policy(ENVELOPE, f"{audience}_counts", "SELECT", role[audience], seen)

    yield SQL("GRANT SELECT ON {} TO {}").format(CONTENTS, role["tenant"])
    yield from _policy(CONTENTS, "receiver_reads", "SELECT", role["tenant"], SENT_TO_ME)
    yield SQL("GRANT SELECT ({}), INSERT, UPDATE (content, size, erased_at) ON {} TO {}").format(
        _columns(ALL_BUT_CONTENT), CONTENTS, role["shared"]
    )
    yield from _policy(CONTENTS, "both_sides_find", "SELECT", role["shared"], MINE)
    yield from _policy(CONTENTS, "sender_fills", "INSERT", role["shared"], SENT_BY_ME)
    yield from _policy(CONTENTS, "both_sides_erase", "UPDATE", role["shared"], MINE)
    yield from _doubled(role)


def _doubled(role: Mapping[str, Identifier]) -> Iterator[Composed]:
    for table in (DOUBLED, ANSWER):
        yield SQL("GRANT SELECT ON {} TO {}, {}").format(table, role["tenant"], role["shared"])
        for reader in ("tenant", "shared"):
            yield from _policy(table, f"{reader}_reads_its_own", "SELECT", role[reader], FOR_ME)
        for audience in ROLES[3:]:
            seen = EVERY_ROW if audience == "region_ministry" else OF_SCOPE
            yield from _policy(table, f"{audience}_reads", "SELECT", role[audience], seen)
    yield SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}").format(DOUBLED, role["feed"])
    yield from _policy(DOUBLED, "feed_does_anything", "ALL", role["feed"], EVERY_ROW)
    yield SQL("GRANT INSERT ON {} TO {}").format(ANSWER, role["shared"])
    yield from _policy(ANSWER, "its_own_answers", "INSERT", role["shared"], FOR_ME)
    above = SQL(", ").join(role[audience] for audience in ROLES[3:])
    yield SQL("GRANT SELECT ({}) ON {} TO {}").format(_columns(WHOSE), DOUBLED, above)
    yield SQL("GRANT SELECT ON {} TO {}").format(ANSWER, above)


def _columns(names: tuple[str, ...]) -> Composable:
    return SQL(", ").join(Identifier(name) for name in names)


def _policy(table: Identifier, name: str, command: str, role: Identifier, rule: Composable) -> Iterator[Composed]:
    yield SQL("DROP POLICY IF EXISTS {} ON {}").format(Identifier(name), table)
    form = {"SELECT": "USING ({0})", "INSERT": "WITH CHECK ({0})"}.get(command, "USING ({0}) WITH CHECK ({0})")
    head = SQL("CREATE POLICY {} ON {} FOR {} TO {} ").format(Identifier(name), table, SQL(command), role)
    yield head + SQL(form).format(rule)
