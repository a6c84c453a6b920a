"""Every string of the sources that is shown translated, found without gettext: Python by its syntax tree, templates by
Django's own `templatize`."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from tests.architecture.sources import ROOMS, ROOT, python_files

PLAIN = {"gettext", "gettext_lazy", "gettext_noop"}
WITH_PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
WITH_BOTH = {"npgettext", "npgettext_lazy"}
FUNCTIONS = PLAIN | WITH_PLURAL | WITH_CONTEXT | WITH_BOTH

_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(({_LITERAL}(?:\s*,\s*{_LITERAL})*)")


@dataclass(frozen=True, slots=True)
class Message:
    """A string to translate. `place` is where it stands first."""

    text: str
    place: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.text)


def of_python() -> Iterator[Message]:
    """From our Python files. A call whose text is no literal is left out: `texts_that_are_made` reports the wrong ones."""
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = _aliases(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if texts:
                    yield _message(names[node.func.id], texts, f"{path.relative_to(ROOT)}:{node.lineno}")


def texts_that_are_made() -> Iterator[str]:
    """Places where the text to translate is computed: an f-string, an operator or a call inside gettext()."""
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = _aliases(tree)
        for node in ast.walk(tree):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and bool(node.args)
            if is_call and node.func.id in names and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def templates() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("templates/**/*.html"))]


def of_templates() -> Iterator[Message]:
    """From our templates."""
    for path in templates():
        for name, literals in _CALL.findall(templatize(path.read_text(encoding="utf-8"))):
            texts = list(ast.literal_eval(f"[{literals}]"))
            yield _message("gettext" if name == "_" else name, texts, str(path.relative_to(ROOT)))


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Names under which a file knows gettext's functions."""
    return {
        each.asname or each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.name in FUNCTIONS
    }


def _message(function: str, texts: list[str], place: str) -> Message:
    context = texts.pop(0) if function in WITH_CONTEXT | WITH_BOTH else ""
    plural = texts[1] if function in WITH_PLURAL | WITH_BOTH and len(texts) > 1 else ""
    return Message(texts[0], place, context, plural)
