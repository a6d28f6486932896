"""Django forms made of questions. Values go in and out as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from people import places
from people.ekatte import is_ekatte
from people.identifiers import clean as clean_number
from people.identifiers import egn_facts, is_egn, is_lnch
from people.models import IdType, Settlement
from records.forms import BaseForm
from services.formschema.conditions import holds
from services.formschema.dates import TypedDateField, read_date
from services.formschema.inputs import PhoneField, as_dialled
from services.formschema.kinds import OTHER_PLACE, fields_of, which_date
from services.formschema.schema import Question, Step

# Kinds with a personal number, and what stands between their key and the names of the number.
NUMBERED = {"identity": "", "person": "_identity"}


class StepForm(BaseForm):
    """One step's questions. `stored()` gives what is saved; `initial_of` brings saved answers back."""

    questions: list[Question] = []
    earlier: dict[str, Any] = {}
    # Documents asked in the step: how each was given before, and what has come now.
    given: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uploads: dict[str, list[Any]] = {}
        self.ways: dict[str, str] = {}
        for question in self.questions:
            if question.kind == "address":
                self._offer_place(question.key)
            if question.kind == "file":
                self.fields[f"{question.key}_how"].initial = self.given.get(question.key, "")
            if question.kind in NUMBERED:
                self._ask_which_date(question.key + NUMBERED[question.kind])

    @property
    def asks_for_files(self) -> bool:
        return any(question.kind == "file" for question in self.questions)

    def _offer_place(self, key: str) -> None:
        """A place of the national list that was chosen before stands among the choices."""
        field, code = self.fields[f"{key}_settlement"], self._typed(f"{key}_settlement")
        known = {value for value, _label in field.choices}  # type: ignore[attr-defined]
        if code not in known and is_ekatte(code):
            field.offer(list(Settlement.objects.filter(ekatte=code)))  # type: ignore[attr-defined]

    def _ask_which_date(self, key: str) -> None:
        """Where number and date of birth contradict each other, one more question: which is right. None is refused."""
        name = _birth_date_of(key)
        number, written = clean_number(self._typed(f"{key}_number")), read_date(self._typed(name), timezone.localdate())
        is_egn_typed = self._typed(f"{key}_type") == IdType.EGN and is_egn(number, timezone.localdate())
        if name not in self.fields or written is None or not is_egn_typed:
            return
        by_number = egn_facts(number).born_on
        if written == by_number:
            return
        fields = list(self.fields.items())
        place = [field for field, _field in fields].index(name) + 1
        fields.insert(place, (f"{key}_right", which_date(by_number, written, is_kept=not self.is_bound)))
        self.fields = dict(fields)

    def _typed(self, name: str) -> str:
        return str((self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)) or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for question in self.questions:
            if question.kind == "identity":
                self._check_identity(question.key, cleaned, question.required)
            elif question.kind == "person":
                self._check_person(question, cleaned)
            elif question.kind == "address":
                self._check_place(question.key, cleaned)
            elif question.kind == "file":
                self._check_file(question, cleaned)
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

    def _check_person(self, question: Question, cleaned: dict[str, Any]) -> None:
        """A person who need not be named may be left out as a whole."""
        names = ("given_name", "family_name", "identity_number", "birth_date")
        is_named = any(cleaned.get(f"{question.key}_{name}") for name in names)
        if not (question.required or is_named):
            return
        for name in ("given_name", "family_name"):
            field = f"{question.key}_{name}"
            if not cleaned.get(field) and field not in self.errors:
                self.add_error(field, _("This answer is needed."))
        self._check_identity(f"{question.key}_identity", cleaned, required=True)

    def _check_place(self, key: str, cleaned: dict[str, Any]) -> None:
        """Another place by its name: the one that has it, a choice among several, or the words as they are (abroad)."""
        name, typed = f"{key}_settlement", str(cleaned.get(f"{key}_place") or "")
        if cleaned.get(name) != OTHER_PLACE:
            cleaned[f"{key}_place"] = ""
        elif not typed:
            self.add_error(f"{key}_place", _("Write the town or village."))
        elif len(found := places.find(typed)) == 1:
            cleaned[name], cleaned[f"{key}_place"] = found[0].ekatte, ""
        elif found:
            self.fields[name].offer(found)  # type: ignore[attr-defined]
            self.add_error(name, _("There are several places of this name. Choose yours from the list."))

    def _check_file(self, question: Question, cleaned: dict[str, Any]) -> None:
        key = question.key
        upload, way = cleaned.pop(f"{key}_file", None), cleaned.pop(f"{key}_how", "")
        if upload:
            self.uploads[key] = upload
        elif way:
            self.ways[key] = way
        cleaned[key] = "file" if upload or self.given.get(key) == "file" else way or self.given.get(key, "")
        if question.required and not cleaned[key] and f"{key}_file" not in self.errors:
            self.add_error(f"{key}_file", _("Attach the document or choose how we shall get it."))

    def _check_identity(self, key: str, cleaned: dict[str, Any], required: bool) -> None:
        kind, number = cleaned.get(f"{key}_type"), clean_number(cleaned.get(f"{key}_number") or "")
        cleaned[f"{key}_number"] = "" if kind == IdType.NONE else number
        if kind == IdType.NONE:
            if not cleaned.get(f"{key}_reason"):
                self.add_error(f"{key}_reason", _("Choose why there is no number."))
        elif not number and not required:
            return
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
            self._take_birth_date(key, egn_facts(number).born_on, cleaned)
        if number and key != "identity" and number == clean_number(self.earlier.get("identity_number") or ""):
            self.add_error(f"{key}_number", _("This is your own number. Write that of the person you apply for."))

    def _take_birth_date(self, key: str, by_number: date, cleaned: dict[str, Any]) -> None:
        """The number tells the date where none was written, or where the person says that the number is right."""
        name = _birth_date_of(key)
        is_left_out = name in self.fields and name not in self.errors and not cleaned.get(name)
        if is_left_out or cleaned.get(f"{key}_right") == "number":
            cleaned[name] = by_number

    def stored(self) -> dict[str, Any]:
        names = {name for question in self.questions for name in question.names}
        return {name: _json(value) for name, value in self.cleaned_data.items() if name in names}


def _birth_date_of(key: str) -> str:
    return f"{key.removesuffix('identity')}birth_date"


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _one_line_end(data: Any) -> Any:
    """What was sent, with lines ended in one way: browsers, programs and files end them in three."""
    if not isinstance(data, QueryDict) or not any("\r" in value for _name, values in data.lists() for value in values):
        return data
    found = data.copy()
    for name, values in data.lists():
        found.setlist(name, [value.replace("\r\n", "\n").replace("\r", "\n") for value in values])
    return found


def build_form(
    step: Step,
    answers: dict[str, Any],
    data: Any = None,
    initial: dict[str, Any] | None = None,
    *,
    files: Any = None,
    given: dict[str, str] | None = None,
    prefix: str | None = None,
) -> StepForm:
    """`answers`: those of earlier steps, which decide what is asked here; `given`: the step's documents so far."""
    questions = [question for question in step.questions if holds(question.when, answers)]
    fields: dict[str, forms.Field] = {}
    for question in questions:
        fields.update(fields_of(question))
        if question.kind == "income":
            fields[question.key].ask_about(_at_home(answers))  # type: ignore[attr-defined]
    parts = {"questions": questions, "earlier": answers, "given": given or {}}
    form_class = type("StepForm", (StepForm,), {**fields, **parts})
    form: StepForm = form_class(_one_line_end(data), files, initial=_initial(fields, initial or {}), prefix=prefix)
    return form


def _at_home(answers: dict[str, Any]) -> list[str]:
    """The names in the lists of people that earlier steps have asked for."""
    lists = (value for value in answers.values() if isinstance(value, list))
    rows = (row for rows in lists for row in rows if isinstance(row, dict) and "relation" in row)
    return list(dict.fromkeys(row["name"] for row in rows if row.get("name")))


def _initial(fields: dict[str, forms.Field], stored: dict[str, Any]) -> dict[str, Any]:
    found = dict(stored)
    for name, field in fields.items():
        if isinstance(field, TypedDateField) and stored.get(name):
            found[name] = f"{date.fromisoformat(stored[name]):%d.%m.%Y}"
        elif isinstance(field, PhoneField) and stored.get(name):
            found[name] = as_dialled(stored[name])
    return found
