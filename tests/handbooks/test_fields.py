from datetime import date

import pytest
from django import forms

from shared_apps.handbooks.fields import HandbookField, choose_as_of

pytestmark = pytest.mark.usefixtures("catalogue")


class PostForm(forms.Form):
    post = HandbookField("post")
    shift = HandbookField("shift", required=False)


def _is_valid(post: str, day: date, present: str = "") -> bool:
    form = PostForm({"post": post}, initial={"post": present})
    choose_as_of(form, day)
    return form.is_valid()


def test_field_takes_what_is_valid_on_the_day() -> None:
    assert _is_valid("obzh_organiser", date(2020, 9, 1))
    assert not _is_valid("obzh_organiser", date(2026, 9, 1))


def test_field_takes_the_closed_value_that_the_record_has() -> None:
    assert _is_valid("obzh_organiser", date(2026, 9, 1), present="obzh_organiser")


def test_field_says_why_it_refused() -> None:
    form = PostForm({"post": "astronaut"})

    assert "astronaut" in form.errors["post"][0]


def test_field_may_stay_empty_if_not_required() -> None:
    form = PostForm({"post": "teacher", "shift": ""})

    assert form.is_valid()
    assert form.cleaned_data["shift"] == ""


def test_forms_do_not_share_their_day() -> None:
    earlier, later = PostForm(), PostForm()

    choose_as_of(earlier, date(2020, 9, 1))
    choose_as_of(later, date(2026, 9, 1))

    assert "obzh_organiser" in str(earlier["post"])
    assert "obzh_organiser" not in str(later["post"])
