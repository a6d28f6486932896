"""Django forms made of questions. Values go in and out as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.identifiers import clean as clean_number
from people.identifiers import egn_facts, is_egn, is_lnch
from people.models import IdType, NoIdReason, Settlement
from records.forms import BaseForm
from services import version
from services.formschema.conditions import holds
from services.formschema.inputs import (
    HouseholdField,
    PhoneField,
    TypedDateField,
    TypedMoneyField,
)
from services.formschema.schema import Question, Step

ID_TYPES = [
    (IdType.EGN, gettext_lazy("personal number (EGN)")),
    (IdType.LNCH, gettext_lazy("foreigner's number (LNCh)")),
    (IdType.NONE, gettext_lazy("no number")),
]


class StepForm(BaseForm):
    """One step's questions. `stored()` gives what is saved; `initial_of` brings saved answers back."""

    questions: list[Question] = []
    earlier: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for question in self.questions:
            if question.kind == "identity":
                self._check_identity(question.key, cleaned)
            elif question.key.endswith("channels"):
                self._check_channels(question.key, cleaned)
        return cleaned

    def _check_channels(self, key: str, cleaned: dict[str, Any]) -> None:
        """Nobody can be written to where no address was given."""
        prefix = key.removesuffix("channels")
        for channel, field in (("sms", f"{prefix}phone"), ("email", f"{prefix}email")):
            is_asked = field in self.fields and field not in self.errors
            if channel in (cleaned.get(key) or []) and is_asked and not cleaned.get(field):
                self.add_error(field, _("You chose that we write there. Write it, or choose another way."))

    def _check_identity(self, key: str, cleaned: dict[str, Any]) -> None:
        kind, number = cleaned.get(f"{key}_type"), clean_number(cleaned.get(f"{key}_number") or "")
        cleaned[f"{key}_number"] = "" if kind == IdType.NONE else number
        if kind == IdType.NONE:
            if not cleaned.get(f"{key}_reason"):
                self.add_error(f"{key}_reason", _("Choose why there is no number."))
        elif not number:
            self.add_error(f"{key}_number", _("Write the number, or choose “no number”."))
        elif kind == IdType.EGN and not is_egn(number, timezone.localdate()):
            self.add_error(
                f"{key}_number",
                _("This is not a right EGN. It has 10 digits: compare it with the identity card."),
            )
        elif kind == IdType.LNCH and not is_lnch(number):
            self.add_error(
                f"{key}_number",
                _("This is not a right LNCh. It has 10 digits: compare it with the document."),
            )
        elif kind == IdType.EGN:
            self._compare_birth_date(key, egn_facts(number).born_on, cleaned)
        if number and key != "identity" and number == clean_number(self.earlier.get("identity_number") or ""):
            self.add_error(f"{key}_number", _("This is your own number. Write that of the person you apply for."))

    def _compare_birth_date(self, key: str, by_number: date, cleaned: dict[str, Any]) -> None:
        """A contradiction is asked about, not punished."""
        name = key.replace("identity", "birth_date")
        written = cleaned.get(name)
        if written and written != by_number:
            dates = {"by_number": date_format(by_number), "written": date_format(written)}
            self.add_error(
                name,
                _("By the EGN the date is %(by_number)s, and you wrote %(written)s. Which one is right?") % dates,
            )
        elif name in self.fields and not written:
            cleaned[name] = by_number

    def stored(self) -> dict[str, Any]:
        return {name: _json(value) for name, value in self.cleaned_data.items()}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def build_form(
    step: Step, answers: dict[str, Any], data: Any = None, initial: dict[str, Any] | None = None
) -> StepForm:
    """`answers`: those of earlier steps, which decide what is asked here."""
    questions = [question for question in step.questions if holds(question.when, answers)]
    fields: dict[str, forms.Field] = {}
    for question in questions:
        fields.update(_fields(question))
    form_class = type("StepForm", (StepForm,), {**fields, "questions": questions, "earlier": answers})
    form: StepForm = form_class(data, initial=_initial(fields, initial or {}))
    return form


def _initial(fields: dict[str, forms.Field], stored: dict[str, Any]) -> dict[str, Any]:
    found = dict(stored)
    for name, field in fields.items():
        if isinstance(field, TypedDateField) and stored.get(name):
            found[name] = f"{date.fromisoformat(stored[name]):%d.%m.%Y}"
    return found


def _fields(question: Question) -> dict[str, forms.Field]:
    common = {"label": str(question.label), "help_text": str(question.hint), "required": question.required}
    builder = BUILDERS.get(question.kind)
    if builder is not None:
        return {question.key: builder(question, common)}
    return _identity(question) if question.kind == "identity" else _address(question, common)


def _attrs(question: Question, **more: Any) -> dict[str, Any]:
    return {**({"autocomplete": question.autocomplete} if question.autocomplete else {}), **more}


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(option.value, str(option.label)) for option in question.options]


def _yes_no(_question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect, **common)


_NUMBER = gettext_lazy("Write a whole number, from 0 to 100,000.")

BUILDERS: dict[str, Any] = {
    "text": lambda q, c: forms.CharField(max_length=200, widget=forms.TextInput(_attrs(q)), **c),
    "long_text": lambda q, c: forms.CharField(max_length=5000, widget=forms.Textarea({"rows": 5}), **c),
    "number": lambda q, c: forms.IntegerField(
        min_value=0,
        max_value=100_000,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NUMBER),
        widget=forms.TextInput({"inputmode": "numeric", "class": "short"}),
        **c,
    ),
    "money": lambda q, c: TypedMoneyField(**c),
    "date": lambda q, c: TypedDateField(past=q.past, autocomplete=q.autocomplete, **c),
    "yes_no": _yes_no,
    "one_of": lambda q, c: forms.ChoiceField(choices=_choices(q), widget=forms.RadioSelect, **c),
    "many_of": lambda q, c: forms.MultipleChoiceField(choices=_choices(q), widget=forms.CheckboxSelectMultiple, **c),
    "phone": lambda q, c: PhoneField(widget=forms.TextInput(_attrs(q, inputmode="tel", **{"class": "short"})), **c),
    "email": lambda q, c: forms.EmailField(max_length=200, widget=forms.EmailInput(_attrs(q)), **c),
    "household": lambda q, c: HouseholdField(**c),
    "declaration": lambda q, c: forms.BooleanField(**c),
}


def _identity(question: Question) -> dict[str, forms.Field]:
    """Kind of number, number, and why there is none: a person without ЕГН is a normal case."""
    key = question.key
    fields: dict[str, forms.Field] = {
        f"{key}_type": forms.ChoiceField(
            label=str(question.label), choices=ID_TYPES, widget=forms.RadioSelect, initial=IdType.EGN
        ),
        f"{key}_number": forms.CharField(
            label=_("Number"),
            help_text=str(question.hint),
            required=False,
            max_length=20,
            widget=forms.TextInput({"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        ),
        f"{key}_reason": forms.ChoiceField(
            label=_("If there is no number: why?"), choices=[("", "—"), *NoIdReason.choices], required=False
        ),
    }
    for name in (f"{key}_number", f"{key}_reason"):
        fields[name].needed_sometimes = True  # type: ignore[attr-defined]
    return fields


def _places() -> list[tuple[str, str]]:
    return version.kept("places", lambda: [(place.ekatte, str(place)) for place in Settlement.objects.local()])


def _address(question: Question, common: dict[str, Any]) -> dict[str, forms.Field]:
    return {
        f"{question.key}_settlement": forms.ChoiceField(
            label=_("Settlement"),
            choices=[("", "—"), *_places(), ("other", _("another place"))],
            required=question.required,
        ),
        f"{question.key}_line": forms.CharField(
            max_length=200, widget=forms.TextInput({"autocomplete": "street-address"}), **common
        ),
    }
