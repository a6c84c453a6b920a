"""deploy/compile_messages.py: translations without gettext."""

import gettext
import os
from pathlib import Path

import pytest

from deploy.compile_messages import BrokenTranslation, compile_messages

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "Order"
msgstr "Приказ"

msgid "%d class"
msgid_plural "%d classes"
msgstr[0] "%d класс"
msgstr[1] "%d класса"
msgstr[2] "%d классов"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "tenant_apps" / "enrolment" / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return source


def test_compiles_words_and_plurals(tmp_path: Path, source: Path) -> None:
    (made,) = compile_messages(tmp_path)

    with made.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Order") == "Приказ"
    assert catalogue.ngettext("%d class", "%d classes", 22) == "%d класса"


def test_compiles_only_what_is_newer(tmp_path: Path, source: Path) -> None:
    compile_messages(tmp_path)

    again = compile_messages(tmp_path)
    later = source.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    after_edit = compile_messages(tmp_path)

    assert again == []
    assert after_edit == [source.with_suffix(".mo")]


def test_names_the_broken_file(tmp_path: Path, source: Path) -> None:
    source.write_text('msgid "Order"\nnonsense', encoding="utf-8")

    with pytest.raises(BrokenTranslation, match=r"tenant_apps/enrolment/locale/ru/LC_MESSAGES/django\.po"):
        compile_messages(tmp_path)
