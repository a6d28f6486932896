"""The form fields of each kind of question."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.ekatte import is_ekatte
from people.models import IdType, NoIdReason, Settlement
from people.places import in_full
from services import version
from services.formschema.dates import TypedDateField, in_words
from services.formschema.files import document_fields, ways
from services.formschema.inputs import PhoneField, TypedMoneyField
from services.formschema.rows import HouseholdField, IncomeField
from services.formschema.schema import Question

OTHER_PLACE = "other"
ID_TYPES = [
    (IdType.EGN, gettext_lazy("personal number (EGN)")),
    (IdType.LNCH, gettext_lazy("foreigner's number (LNCh)")),
    (IdType.NONE, gettext_lazy("no number")),
]


def fields_of(question: Question) -> dict[str, forms.Field]:
    common = {"label": str(question.label), "help_text": str(question.hint), "required": question.required}
    builder = BUILDERS.get(question.kind)
    if builder is not None:
        return {question.key: builder(question, common)}
    fields: dict[str, forms.Field] = COMPOSED[question.kind](question, common)
    return fields


def _attrs(question: Question, **more: Any) -> dict[str, Any]:
    return {**({"autocomplete": question.autocomplete} if question.autocomplete else {}), **more}


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(option.value, str(option.label)) for option in question.options]


def _yes_no(_question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect, **common)


class InformationWidget(forms.Widget):
    """Nothing to fill in: the label and the hint are the text."""

    template_name = "components/nothing.html"
    is_information = True


class InformationField(forms.Field):
    widget = InformationWidget


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
    "date": lambda q, c: TypedDateField(
        past=q.past, birth=q.key.endswith("birth_date"), autocomplete=q.autocomplete, **c
    ),
    "yes_no": _yes_no,
    "one_of": lambda q, c: forms.ChoiceField(choices=_choices(q), widget=forms.RadioSelect, **c),
    "many_of": lambda q, c: forms.MultipleChoiceField(choices=_choices(q), widget=forms.CheckboxSelectMultiple, **c),
    "phone": lambda q, c: PhoneField(widget=forms.TextInput(_attrs(q, inputmode="tel", **{"class": "short"})), **c),
    "email": lambda q, c: forms.EmailField(max_length=200, widget=forms.EmailInput(_attrs(q)), **c),
    "household": lambda q, c: HouseholdField(**c),
    "income": lambda q, c: IncomeField(**c),
    "information": lambda q, c: InformationField(**{**c, "required": False}),
    "declaration": lambda q, c: forms.BooleanField(**c),
}


def _identity(question: Question, _common: dict[str, Any]) -> dict[str, forms.Field]:
    return _number_of(question.key, str(question.label), str(question.hint))


def _number_of(key: str, label: str, hint: str) -> dict[str, forms.Field]:
    """Kind of number, number, and why there is none: a person without ЕГН is a normal case."""
    fields: dict[str, forms.Field] = {
        f"{key}_type": forms.ChoiceField(label=label, choices=ID_TYPES, widget=forms.RadioSelect, initial=IdType.EGN),
        f"{key}_number": forms.CharField(
            label=_("Number"),
            help_text=hint,
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


def which_date(by_number: date, written: date, *, is_kept: bool) -> forms.Field:
    """`is_kept`: the person has said before that the written date stands."""
    dates = {"number": in_words(by_number), "written": in_words(written)}
    needed = _("Choose which of the two dates is right.")
    return forms.ChoiceField(
        label=_("Which date of birth is right?"),
        help_text=_("The EGN and what you wrote do not agree. Both can happen: choose, and an officer will look."),
        choices=[
            ("number", _("%(number)s, as the EGN says") % dates),
            ("written", _("%(written)s, as I wrote") % dates),
        ],
        initial="written" if is_kept else None,
        error_messages={"required": needed, "invalid_choice": needed},
        widget=forms.RadioSelect,
    )


def places() -> list[tuple[str, str]]:
    return version.kept("places", lambda: [(place.ekatte, str(place)) for place in Settlement.objects.local()])


class SettlementField(forms.ChoiceField):
    """The municipality's own to choose from; any code of the national list is taken."""

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or (is_ekatte(value) and Settlement.objects.filter(ekatte=value).exists())

    def offer(self, found: list[Settlement]) -> None:
        """Puts places of the national list before the own ones."""
        first, *rest = list(self.choices)  # type: ignore[arg-type]
        self.choices = [first, *((place.ekatte, in_full(place)) for place in found if not place.is_local), *rest]


def _address(question: Question, common: dict[str, Any]) -> dict[str, forms.Field]:
    """A place of ours, or any other by its name; then street and number."""
    key = question.key
    fields: dict[str, forms.Field] = {
        f"{key}_settlement": SettlementField(
            label=_("Settlement"),
            choices=[("", "—"), *places(), (OTHER_PLACE, _("another place"))],
            required=question.required,
            widget=forms.Select({"data-places": f"{key}_place", "data-suggestions": _("Places that fit")}),
        ),
        f"{key}_place": forms.CharField(
            label=_("If it is another place: which town or village?"),
            help_text=_("for example: Novo Selo, municipality of Vidin"),
            required=False,
            max_length=120,
        ),
        f"{key}_line": forms.CharField(
            max_length=200, widget=forms.TextInput({"autocomplete": "street-address"}), **common
        ),
    }
    fields[f"{key}_place"].needed_sometimes = True  # type: ignore[attr-defined]
    return fields


def _person(question: Question, common: dict[str, Any]) -> dict[str, forms.Field]:
    """Names, number and date of birth of one more person, under one heading."""
    key = question.key
    optional: dict[str, Any] = {"required": False, "max_length": 80}
    return {
        f"{key}_given_name": forms.CharField(
            label=_("%(who)s: given name") % {"who": common["label"]}, help_text=common["help_text"], **optional
        ),
        f"{key}_family_name": forms.CharField(label=_("Family name"), **optional),
        **_number_of(f"{key}_identity", _("Kind of number"), ""),
        f"{key}_birth_date": TypedDateField(label=_("Date of birth"), birth=True, required=False),
    }


def _file(question: Question, common: dict[str, Any]) -> dict[str, forms.Field]:
    choices = ways(from_register=question.from_register)
    pages, how = document_fields(common["label"], str(common["help_text"]), choices)
    return {f"{question.key}_file": pages, f"{question.key}_how": how}


COMPOSED: dict[str, Any] = {"identity": _identity, "address": _address, "person": _person, "file": _file}
