"""One question of the finder as a form. Each may be left empty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from services.finder.answers import ALONE, MOST_PEOPLE, NONE, OLDEST, Codes, Kind, band, is_age
from services.formschema.inputs import TypedMoneyField
from services.models import FinderQuestion, language


class AgeField(forms.CharField):
    """„82“, „82 г.“, „82 години“."""

    default_error_messages = {
        "age": gettext_lazy("Write the age in years, with digits: a number between 0 and %(oldest)s. For example: 82.")
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "class": "short"})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value))
        bare = typed.casefold().removesuffix(".").removesuffix("години").removesuffix("г").strip()
        if bare and not is_age(bare):
            raise forms.ValidationError(self.error_messages["age"], code="age", params={"oldest": OLDEST})
        return bare


class QuestionForm(BaseForm):
    """`codes()` is the answer as it goes into the address."""

    question: FinderQuestion

    def codes(self) -> list[str]:
        slug, cleaned = self.question.slug, self.cleaned_data
        if self.question.kind == Kind.HOUSEHOLD:
            return self._people()
        value = cleaned.get(slug)
        if value in (None, "", []):
            return []
        if self.question.kind == Kind.MONEY:
            return [band(value)]
        if isinstance(value, list):
            return [one for one in value if one != NONE] or value
        return [str(value)]

    def _people(self) -> list[str]:
        slug, cleaned = self.question.slug, self.cleaned_data
        people = [
            f"{int(age)}-{'yes' if cleaned.get(f'{slug}-{row}-telk') else 'no'}"
            for row in range(MOST_PEOPLE)
            if (age := cleaned.get(f"{slug}-{row}-age"))
        ]
        return people or ([ALONE] if cleaned.get(f"{slug}-alone") else [])


def form_for(question: FinderQuestion, codes: Codes, data: Any = None) -> QuestionForm:
    """Filled with the answer given before, or bound to `data`."""
    form_class = type("QuestionForm", (QuestionForm,), {**_fields(question), "question": question})
    form: QuestionForm = form_class(data, initial=_initial(question, codes.get(question.slug, [])))
    return form


def _fields(question: FinderQuestion) -> dict[str, forms.Field]:
    texts: dict[str, Any] = {"label": question.name, "help_text": question.hint}
    match question.kind:
        case Kind.NUMBER:
            return {question.slug: AgeField(**texts)}
        case Kind.MONEY:
            return {question.slug: TypedMoneyField(required=False, **texts)}
        case Kind.HOUSEHOLD:
            return dict(_household(question, texts))
        case Kind.MANY_OF:
            many = forms.MultipleChoiceField(
                choices=_choices(question), required=False, widget=forms.CheckboxSelectMultiple, **texts
            )
            return {question.slug: many}
        case _:
            one = forms.ChoiceField(choices=_choices(question), required=False, widget=forms.RadioSelect, **texts)
            return {question.slug: one}


def _choices(question: FinderQuestion) -> list[tuple[str, str]]:
    if question.kind == Kind.YES_NO:
        return [("yes", _("yes")), ("no", _("no"))]
    return [(option["value"], option[language()]) for option in question.options]


def _household(question: FinderQuestion, texts: dict[str, Any]) -> Any:
    slug = question.slug
    yield f"{slug}-alone", forms.BooleanField(required=False, label=_("The person lives alone"))
    for row in range(MOST_PEOPLE):
        number = {"number": row + 1}
        yield f"{slug}-{row}-age", AgeField(label=_("Age of person %(number)s in the home") % number)
        yield (
            f"{slug}-{row}-telk",
            forms.BooleanField(required=False, label=_("Person %(number)s has a decision of TELK") % number),
        )


def _initial(question: FinderQuestion, codes: list[str]) -> dict[str, Any]:
    slug = question.slug
    if question.kind == Kind.HOUSEHOLD:
        found: dict[str, Any] = {f"{slug}-alone": ALONE in codes}
        for row, code in enumerate(codes if ALONE not in codes else []):
            age, _dash, telk = code.partition("-")
            found |= {f"{slug}-{row}-age": age, f"{slug}-{row}-telk": telk == "yes"}
        return found
    if question.kind == Kind.MANY_OF:
        return {slug: codes}
    return {slug: codes[0] if codes else ""}
