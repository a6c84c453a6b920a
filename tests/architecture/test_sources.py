"""Habits of the sources that a machine can check in the sources. Lists of exceptions only shrink."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_apps.accounts import permissions
from tests.architecture.sources import ROOMS, ROOT, grep, python_files

SHIPPED = (".py", ".html", ".js", ".css", ".sql", ".typ")
LINES = 400
NOT_NAMES = {"utils", "helpers", "common", "core", "misc", "manager", "process", "data"}

FILTERS_IN_VIEWS = {
    "shared_apps/accounts/views/administration.py": 5,
}
"""Reads that stand in a view instead of queries.py, by file."""


def files(*rooms: str) -> list[Path]:
    """Every file of the rooms that goes out with the product."""
    found = [path for room in rooms or ROOMS for path in sorted((ROOT / room).rglob("*")) if path.suffix in SHIPPED]
    return [path for path in found if "vendor" not in path.parts]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_nothing_is_left_to_do() -> None:
    sought = re.compile(r"\b(TODO|Todo|FIXME|XXX|HACK)\b")
    found = [
        f"{relative(path)}:{number}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if sought.search(line)
    ]
    assert found == []


def test_only_abstract_methods_are_not_written() -> None:
    """`raise NotImplementedError` stands alone in a method of a class that says it is abstract."""
    found = []
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        abstract = {
            node.lineno
            for one in ast.walk(tree)
            if isinstance(one, ast.ClassDef) and says_abstract(one)
            for node in ast.walk(one)
            if isinstance(node, ast.Raise)
        }
        found += [
            f"{relative(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node) and node.lineno not in abstract
        ]
    assert found == []


def says_abstract(one: ast.ClassDef) -> bool:
    """The class sets `abstract = True`."""
    return any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "abstract" for target in node.targets)
        and isinstance(node.value, ast.Constant)
        and node.value.value is True
        for node in one.body
    )


def calls_of(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def is_view(path: Path) -> bool:
    """By its name: views.py, movement_views.py, views_circumstances.py, api_family.py, pages.py, a folder views/."""
    named = re.fullmatch(r"(views|api|pages)(_\w+)?|\w+_(views|api|pages)", path.stem)
    return bool(named) or path.parent.name in ("views", "api")


def test_views_read_nothing_but_the_row_their_address_names() -> None:
    found = Counter(
        relative(path)
        for path in python_files()
        if is_view(path)
        for call in calls_of(path, "filter", "exclude")
        if not {"pk", "code"} & {keyword.arg for keyword in call.keywords}
        and not {"pk__in"} & {keyword.arg for keyword in call.keywords}
    )
    assert dict(found) == FILTERS_IN_VIEWS, "put the read into queries.py; what is mended leaves the list"


def test_views_have_no_sql_and_no_doors() -> None:
    sought = re.compile(r"\.cursor\(|\.raw\(|\b(inside|region|projection|feed_tables)\(\w*.*by=")
    found = [
        f"{relative(path)}:{number}"
        for path in python_files(("shared_apps", "tenant_apps", "region", "reports"))
        if is_view(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if sought.search(line)
    ]
    assert found == []


def test_files_are_short() -> None:
    long = {
        relative(path): lines
        for path in [*python_files(), *(ROOT / "tests").rglob("*.py")]
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert long == {}, "split it by subject"


def test_files_are_named_after_what_is_in_them() -> None:
    names = [relative(path) for path in python_files() if path.stem in NOT_NAMES or path.parent.name in NOT_NAMES]
    assert names == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"GenericForeignKey|GenericRelation", "a generic key has no constraint and loads content types"),
        (r"^\s*async def|sync_to_async", "a connection's door belongs to a thread: no queries in async code"),
        (r"ATOMIC_REQUESTS", "the door is the transaction"),
        (r"@receiver\(|post_save|pre_save", "a change is a verb, not a signal"),
        (r"\.delay\(|\.apply_async\(|delay_on_commit", "messages go through jobs/messages.py"),
        (r"\bfrom django\.contrib\.(auth\.models|admin|sessions)\b", "accounts are our own"),
        (r"db_index=True|unique=True", "named constraints and indexes; of text each would make a second index"),
        (r"\bprint\(", "the log or the command's output"),
        (r"django\.core\.mail|import .*\bmail\b|\bsend_mail\(|\bsmtplib\b", "nothing leaves a school by mail"),
    ],
)
def test_what_we_do_without(pattern: str, why: str) -> None:
    allowed = {"shared_apps/jobs/messages.py"}
    found = [f"{path}: {line}" for path, line in grep(pattern) if path not in allowed]
    assert found == [], why


def test_a_streaming_response_is_a_file_on_disk() -> None:
    assert grep(r"\bStreamingHttpResponse\(") == []


def test_environment_is_read_in_one_place() -> None:
    found = {path for path, _line in grep(r"os\.environ|os\.getenv", ROOMS)}
    assert {path for path in found if not path.startswith("deploy/")} == set()


def test_names_have_one_normaliser_each() -> None:
    """Who searches by a name asks `people.names`; by the name of an organisation or an account `organisations.names`."""
    found = {path for path, _line in grep(r"""replace\(["']ё["']""", ROOMS)}
    assert found == {
        "shared_apps/organisations/names.py",
        "shared_apps/importing/text.py",  # titles of columns
        "shared_apps/handbooks/queries.py",  # names of items
        "shared_apps/handbooks/listing.py",
    }


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_committed_files_name_no_machine() -> None:
    """Nothing of the place where this was written, no index of packages, no key."""
    sought = re.compile(
        rb"/wo" rb"rk/|\.libr" rb"ary/|-----BEGIN [A-Z ]*PRIVATE KEY|--index" rb"-url|--extra-index" rb"-url"
    )
    found = [relative(path) for path in committed() if path.is_file() and sought.search(path.read_bytes())]
    assert found == []


def test_documents_that_are_cited_stand_here() -> None:
    """Whoever follows a reference of the code or of a page finds it."""
    cited = re.compile(r"\b((?:docs|developer|operator|decisions)/[\w/-]+\.md)\b")
    elsewhere = re.compile(r"\b(?:product|forms|style|peers|tenancy|ui)\.md\b")
    found = []
    written = [*files(), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.py"), *ROOT.glob("*.[mt]*")]
    assert len(written) > 1_000
    for path in written:
        if path.suffix not in (".py", ".md", ".css", ".html", ".toml") or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        lost = [name for name in cited.findall(text) if not ((ROOT / name).exists() or (ROOT / "docs" / name).exists())]
        found += [f"{relative(path)}: {name}" for name in [*lost, *elsewhere.findall(text)]]
    assert found == []


def test_permissions_that_documents_name_exist() -> None:
    """Examples are copied: also those in docstrings."""
    named = re.compile(r"\bpermissions\.([A-Z][A-Z_]+)\b")
    written = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *files()]
    found = [(path, name) for path in written for name in named.findall(path.read_text(encoding="utf-8"))]
    assert len(found) > 100
    assert [f"{relative(path)}: {name}" for path, name in found if not hasattr(permissions, name)] == []
