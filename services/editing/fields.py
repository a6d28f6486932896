"""One field of a document as a field of a form: its type says which input, `labels` what it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import MaxLen
from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from services import hooks
from services.editing import hints
from services.entries import KINDS, Kind, documents, labels
from services.formschema.dates import TypedDateField
from services.models import language

Pairs = list[tuple[str, str]]
# A longer list is typed by identifier: a page with thousands of choices helps nobody.
MOST_CHOICES = 400
LONG_TEXT = 1000


class DayField(TypedDateField):
    """A date as the editors write it: 31.12.2026."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value


class NumberField(forms.DecimalField):
    """„35,79“ and „35.79“ are the same; shown with the comma or the point of the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(localize=True, widget=forms.TextInput({"class": "short", "inputmode": "decimal"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".").replace("\u00a0", "") if isinstance(value, str) else value)


class LinesField(forms.CharField):
    """One item a line; goes out as a list."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [line for line in lines if line]


class EverydayWordsField(LinesField):
    """The words with which people look for an entry, separated by commas."""

    default_error_messages = {"long": _("“%(word)s” is too long. Write a few words at most, and commas between them.")}

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def clean(self, value: Any) -> Any:
        words = [word.strip() for line in super().clean(value) for word in line.split(",")]
        for word in words:
            if len(word) > documents.EVERYDAY_WORD:
                raise forms.ValidationError(self.error_messages["long"], code="long", params={"word": f"{word[:40]}…"})
        return [word for word in words if word]


class ValueField(forms.CharField):
    """What an answer is compared with: true, false, a number, a code, or codes with commas between.

    „yes“ and „no“ are codes of answers to choose from.
    """

    YES, NO = {"да", "true"}, {"не", "false"}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if typed.casefold() in self.YES | self.NO:
            return typed.casefold() in self.YES
        if "," in typed:
            return [part.strip() for part in typed.split(",") if part.strip()]
        return int(typed) if typed.isdecimal() else typed or None


@dataclass
class Choices:
    """The entries that may be pointed to, asked for once a page."""

    _found: dict[str, Pairs] = field(default_factory=dict)

    def of(self, kind: str) -> Pairs:
        if kind not in self._found:
            target = KINDS[kind]
            name = f"site_{language()}" if kind == "offer" else f"name_{language()}"
            rows = target.model._default_manager.filter(**target.only)
            order = "position" if "position" in target.columns else name
            self._found[kind] = list(rows.order_by(order, target.key).values_list(target.key, name)[: MOST_CHOICES + 1])
        return self._found[kind]


@dataclass(frozen=True)
class Place:
    """Where in a document a field stands."""

    kind: Kind
    document: Any
    path: str

    @property
    def name(self) -> str:
        return self.path.rpartition("__")[2]

    @property
    def info(self) -> FieldInfo:
        return info_at(self.document, self.path)


def info_at(document: Any, path: str) -> FieldInfo:
    *steps, name = path.split("__")
    for step in steps:
        document = part_of(document.model_fields[step].annotation)
    found: FieldInfo = document.model_fields[name]
    return found


def part_of(annotation: Any) -> Any:
    """The document inside a list or an optional field."""
    if isinstance(annotation, type) and issubclass(annotation, documents.Document):
        return annotation
    return next((found for found in map(part_of, get_args(annotation)) if found is not None), None)


def is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list


def _bare(annotation: Any) -> Any:
    """Without None and without annotations."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def make(place: Place, choices: Choices) -> forms.Field:
    info, name = place.info, place.name
    common: dict[str, Any] = {
        "label": labels.of_field(place.kind.name, name),
        "required": info.is_required() and not is_list(info.annotation) and not _is_made(place),
        "help_text": hints.of(place.kind.name, name),
    }
    special = _SPECIAL.get((place.document, name)) or _SPECIAL.get(name)
    made = special(choices, common) if special else _of_type(place, info, choices, common)
    if name.endswith(("_bg", "_en")) or name in {"bg", "en"}:
        made.widget.attrs["lang"] = name[-2:]
    return made


def _is_made(place: Place) -> bool:
    """An identifier that is made from the English name when it is left empty."""
    return place.path == "id" and place.document is place.kind.document and place.kind.name != "settlement"


def _of_type(place: Place, info: FieldInfo, choices: Choices, common: dict[str, Any]) -> forms.Field:
    bare = _bare(info.annotation)
    target = labels.TARGETS.get(place.name)
    known = labels.CHOICES_OF_KIND.get((place.kind.name, place.name), labels.CHOICES.get(place.name))
    if target is not None:
        return _reference(choices.of(target), is_list(bare), common)
    if is_list(bare):
        return forms.MultipleChoiceField(**common, choices=list(known.items()), widget=forms.CheckboxSelectMultiple) \
            if known else LinesField(**common, max_length=5000)  # fmt: skip
    if get_origin(bare) is Literal:
        return _select([(value, (known or {}).get(value, value)) for value in get_args(bare)], common)
    return _plain(place, info, bare, common)


def _plain(place: Place, info: FieldInfo, bare: Any, common: dict[str, Any]) -> forms.Field:
    if bare is bool:
        return forms.BooleanField(**{**common, "required": False})
    if bare is int:
        return forms.IntegerField(**common, widget=forms.NumberInput({"class": "short"}))
    if bare is Decimal:
        return NumberField(**common)
    if bare is date:
        return DayField(**common)
    most = min((rule.max_length for rule in info.metadata if isinstance(rule, MaxLen)), default=LONG_TEXT)
    widget = forms.Textarea({"rows": 5}) if most > LONG_TEXT else forms.TextInput()
    return forms.CharField(**common, max_length=most, widget=widget)


def _select(pairs: Any, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(**common, choices=[("", "—"), *pairs])


def _reference(pairs: Pairs, is_many: bool, common: dict[str, Any]) -> forms.Field:
    if is_many:
        return forms.MultipleChoiceField(**common, choices=pairs, widget=forms.CheckboxSelectMultiple)
    if len(pairs) > MOST_CHOICES:
        common["help_text"] = _("Its identifier, as in the address of its page.")
        return forms.CharField(**common, max_length=110)
    return _select(pairs, common)


def _days() -> Pairs:
    names = list(labels.WEEKDAYS)
    between = [
        (f"{first}-{last}", f"{labels.WEEKDAYS[first]} – {labels.WEEKDAYS[last]}")
        for first, last in combinations(names, 2)
    ]
    return [*labels.WEEKDAYS.items(), *between]


def _hidden(_choices: Choices, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(**{**common, "required": False}, widget=forms.HiddenInput)


def _document(choices: Choices, common: dict[str, Any]) -> forms.Field:
    return _reference(choices.of("document"), False, {**common, "label": _("Kind of document"), "help_text": ""})


def _code(_choices: Choices, common: dict[str, Any]) -> forms.Field:
    common["help_text"] = _("Latin letters without spaces. Leave it empty: it is made from the English name.")
    return forms.CharField(**{**common, "required": False}, max_length=50)


_SPECIAL: dict[Any, Callable[[Choices, dict[str, Any]], forms.Field]] = {
    "aliases_bg": lambda _choices, common: EverydayWordsField(**common, max_length=5000),
    "aliases_en": lambda _choices, common: EverydayWordsField(**common, max_length=5000),
    "days": lambda _choices, common: _select(_days(), common),
    (documents.Test, "value"): lambda _choices, common: ValueField(**{**common, "required": False}, max_length=300),
    (documents.NeededDocument, "id"): _document,
    (documents.Stage, "status"): lambda _choices, common: _select(hooks.case_statuses.one(), common),
    (documents.Requirement, "id"): _hidden,
    (documents.Discount, "id"): _hidden,
    (documents.Stage, "id"): _hidden,
    (documents.Option, "value"): _code,
}
