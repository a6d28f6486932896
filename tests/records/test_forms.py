"""Inputs are drawn without templates: what arrives in the page is the same, to the last attribute."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from people.models import Settlement
from records.forms import BaseForm, Renderer

PLACES = [("", "—"), ("99019", "гр. „Бяла & <Черна>“"), ("5", "пет")]
GROUPS = [("Градове", [("1", "Белоречие")]), ("Села", [("2", "Липово")])]


class Sample(forms.Form):
    name = forms.CharField(max_length=20, widget=forms.TextInput({"autocomplete": "name", "data-x": 'a"<b'}))
    email = forms.EmailField(required=False, disabled=True)
    secret = forms.CharField(widget=forms.PasswordInput)
    count = forms.IntegerField(min_value=0)
    hidden = forms.CharField(widget=forms.HiddenInput)
    agree = forms.BooleanField()
    place = forms.ChoiceField(choices=PLACES)
    grouped = forms.ChoiceField(choices=GROUPS)
    one = forms.ChoiceField(choices=PLACES, widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=PLACES, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(widget=forms.Textarea)


DATA = {
    "name": 'Иван "<script>"', "email": "a@b.bg", "count": "7", "hidden": "x&y", "agree": "on", "place": "99019",
    "grouped": "2", "one": "5", "many": ["5", "99019"], "text": "ред\n<ред>",
}  # fmt: skip


def tags(html: str) -> list[tuple[str, dict[str, str], str]]:
    """Every tag with its attributes, whatever their order, and the text behind it."""
    found = re.findall(r"<(/?\w+)([^>]*)>([^<]*)", html)
    return [
        (name, dict(re.findall(r'([\w-]+)(?:="([^"]*)")?', rest)), text.strip())
        for name, rest, text in ((name, rest.strip(), text) for name, rest, text in found)
    ]


@pytest.mark.parametrize("data", [None, DATA, {}])
@pytest.mark.parametrize("name", list(Sample.base_fields))
def test_an_input_is_what_django_would_draw(name: str, data: dict[str, Any] | None) -> None:
    ours, theirs = Sample(data, renderer=Renderer()), Sample(data, renderer=TemplatesSetting())
    assert tags(str(ours[name])) == tags(str(theirs[name]))
    parts = zip(ours[name].subwidgets, theirs[name].subwidgets, strict=True)
    for mine, other in parts:
        assert tags(mine.tag()) == tags(other.tag())


class Told(BaseForm):
    words = forms.CharField(widget=forms.Textarea)
    one = forms.ChoiceField(choices=PLACES)


def test_a_browsers_line_ends_and_invented_choices_are_put_in_plain_words() -> None:
    form = Told({"words": "ред\r\nред", "one": "7"})
    assert form.errors == {"one": ["Изберете от показаните отговори."]}
    told = Told({"words": "ред\r\nи\u0306", "one": "5"})
    assert told.is_valid() and told.cleaned_data["words"] == "ред\nй"


@pytest.mark.django_db
def test_a_list_begins_with_one_dash_and_not_with_nine() -> None:
    class Chosen(BaseForm):
        place = forms.ModelChoiceField(Settlement.objects.all())
        named = forms.ModelChoiceField(Settlement.objects.all(), empty_label="for all")

    page = str(Chosen())
    assert ">—</option>" in page and ">for all</option>" in page
    assert "---" not in page


def test_a_text_without_a_length_of_its_own_ends_somewhere() -> None:
    class Note(BaseForm):
        text = forms.CharField()
        uid = forms.UUIDField()

    uid = "7b1e3b5c-2a8f-4d34-9a55-0d6b1c9d8e7f"
    assert Note({"text": "я" * 5000, "uid": uid}).is_valid()
    assert list(Note({"text": "я" * 5001, "uid": uid}).errors) == ["text"]


def test_what_is_too_much_is_said_in_words_that_people_use() -> None:
    class Count(BaseForm):
        number = forms.IntegerField(min_value=1, max_value=500)
        text = forms.CharField(max_length=10)

    assert Count({"number": "0", "text": "я"}).errors["number"] == ["Напишете число от 1 нагоре."]
    assert Count({"number": "501", "text": "я"}).errors["number"] == ["Напишете число, най-много 500."]
    assert Count({"number": "1,5", "text": "я"}).errors["number"] == ["Напишете цяло число."]
    assert Count({"number": "1", "text": "я" * 11}).errors["text"] == [
        "Най-много 10 знака; тук са 11. Съкратете текста."
    ]
