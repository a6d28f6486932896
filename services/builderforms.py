"""The forms of the form builder: a step, a question with its options and conditions, and the second look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from services import formwords
from services.formschema.schema import GROUPS, PREFILL

Row = dict[str, Any]
MOST_ROWS = 40
EMPTY_ROWS = 2


class RowsForm(BaseForm):
    """A form with rows of conditions (and options): as many as there are, and two empty ones."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    # The key that the row had when the page was made.
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    texts: tuple[str, ...] = ()
    # A draft may be kept without these; it cannot be sent then.
    needed: tuple[str, ...] = ()

    def __init__(self, data: Any, *, row: Row, steps: list[Row], before: int, token: str, **kwargs: Any) -> None:
        self.row = row
        self.choices = _fields_before(steps[:before])
        initial = {
            **row,
            "token": token,
            "was": row.get("key", ""),
            "join": "any" if "any" in (row.get("when") or {}) else "all",
        }
        super().__init__(data, initial=initial, **kwargs)
        for name in self.needed:
            self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]
        tests = _flat(row.get("when"))
        self._rows("test", self._test_fields, tests, data)

    def _rows(self, name: str, make: Any, rows: list[Row], data: Any) -> None:
        more = sum(f"{name}-{number}-first" in data for number in range(MOST_ROWS)) if data else len(rows) + EMPTY_ROWS
        if data and "add_row" in data:
            more += EMPTY_ROWS
        for number in range(min(more, MOST_ROWS)):
            values = rows[number] if number < len(rows) else {}
            for part, field in make(number + 1).items():
                field.initial = values.get(part, "")
                field.required = False
                # The page says once that a row may stay empty.
                field.needed_sometimes = True
                self.fields[f"{name}-{number}-{part}"] = field

    def _test_fields(self, number: int) -> dict[str, forms.Field]:
        words = {"number": number}
        return {
            "first": forms.ChoiceField(label=_("Condition %(number)s: answer") % words, choices=self._asked()),
            "op": forms.ChoiceField(
                label=_("Condition %(number)s: how") % words, choices=list(formwords.OPERATORS.items())
            ),
            "value": forms.CharField(label=_("Condition %(number)s: value") % words, max_length=200),
            "count": forms.IntegerField(
                label=_("Condition %(number)s: in how many rows") % words, min_value=1, max_value=20
            ),
        }

    def _asked(self) -> list[tuple[str, str]]:
        known = {value for value, _label in self.choices}
        lost = {test["first"] for test in _flat(self.row.get("when"))} - known
        return [
            ("", "—"),
            *self.choices,
            *((name, _("%(name)s (no longer asked before)") % {"name": name}) for name in sorted(lost)),
        ]

    def rows(self, name: str) -> list[list[Any]]:
        """For the template: the bound fields of each row."""
        found: dict[str, list[Any]] = {}
        for field in self.fields:
            if field.startswith(f"{name}-"):
                found.setdefault(field.split("-")[1], []).append(self[field])
        return list(found.values())

    def renew(self, token: str) -> None:
        """What was typed stays; the next saving goes on top of the state that is there now."""
        self.data = {**self.data.dict(), "token": token}  # type: ignore[attr-defined]

    @property
    def test_rows(self) -> list[list[Any]]:
        return self.rows("test")

    @property
    def plain(self) -> list[Any]:
        """Without the way to join conditions, which stands above them."""
        return [self[name] for name in self.fields if "-" not in name and name != "join"]

    def _values(self, name: str) -> list[Row]:
        found: dict[str, Row] = {}
        for field, value in self.cleaned_data.items():
            if field.startswith(f"{name}-"):
                _name, number, part = field.split("-")
                found.setdefault(number, {})[part] = value
        return [row for row in found.values() if row.get("first")]

    def when(self) -> Row | None:
        tests = [_test(row) for row in self._values("test")]
        return {self.cleaned_data["join"]: _grouped(tests)} if tests else None

    def result(self) -> Row:
        """The row as it is kept: what is empty is left out."""
        found = {**self.row, **{name: self.cleaned_data[name] for name in self.texts}, "when": self.when()}
        return {name: value for name, value in found.items() if value not in (None, "", [], False)}


def _fields_before(steps: list[Row]) -> list[tuple[str, str]]:
    found = []
    for step in steps:
        for question in step.get("questions") or []:
            key, label = str(question.get("key")), formwords.own_text(question, "label")
            found.append((key, label))
            for column in GROUPS.get(str(question.get("kind")), ()):
                for quantifier, words in formwords.QUANTIFIERS.items():
                    name = f"{label}: {formwords.COLUMNS[column]}, {words}"
                    found.append((f"{key}/{quantifier}/{column}", name))
    return found


def _flat(when: Row | None) -> list[Row]:
    found = []
    for part in (when or {}).get("all") or (when or {}).get("any") or []:
        if "group" in part:
            for test in part["tests"]:
                first = f"{part['group']}/{part.get('quantifier', 'any')}/{test['field']}"
                found.append({**_flat_test(test), "first": first, "count": part.get("at_least", "")})
        else:
            found.append({**_flat_test(part), "first": part.get("field", "")})
    return found


def _flat_test(test: Row) -> Row:
    value = test.get("value")
    said = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return {"op": test.get("op", ""), "value": said}


def _test(row: Row) -> Row:
    key, _slash, rest = row["first"].partition("/")
    quantifier, _slash, column = rest.partition("/")
    test: Row = {"field": column or key, "op": row["op"]}
    if row["op"] == "one_of":
        test["value"] = [part.strip() for part in row["value"].split(",") if part.strip()]
    elif row["op"] != "answered":
        text = row["value"].strip()
        test["value"] = (
            int(text) if text.isdecimal() and not text.startswith("0") and row["op"].startswith("at_") else text
        )
    if not column:
        return test
    group: Row = {"group": key, "quantifier": quantifier, "tests": [test]}
    return {**group, "at_least": row.get("count") or 1} if quantifier == "count" else group


def _grouped(tests: list[Row]) -> list[Row]:
    """Neighbouring rows on one group are about the same row of it: „дете, родено след 2008“."""
    found: list[Row] = []
    for test in tests:
        last = found[-1] if found else {}
        same = ("group", "quantifier", "at_least")
        if "group" in test and all(last.get(name) == test.get(name) for name in same):
            last["tests"] = [*last["tests"], *test["tests"]]
        else:
            found.append(test)
    return found


_JOIN = [("all", gettext_lazy("all conditions hold")), ("any", gettext_lazy("any of the conditions holds"))]


class StepForm(RowsForm):
    texts = ("key", "title_bg", "title_en", "intro_bg", "intro_en")
    needed = ("title_bg", "title_en")

    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=60,
        help_text=gettext_lazy("Small Latin letters, digits and -; stays the same for ever."),
    )
    title_bg = forms.CharField(label=gettext_lazy("Title in Bulgarian"), max_length=200, required=False)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200, required=False)
    intro_bg = forms.CharField(
        label=gettext_lazy("Introduction in Bulgarian"), required=False, widget=forms.Textarea({"rows": 2})
    )
    intro_en = forms.CharField(
        label=gettext_lazy("Introduction in English"), required=False, widget=forms.Textarea({"rows": 2})
    )
    join = forms.ChoiceField(label=gettext_lazy("Show this step when"), choices=_JOIN)


class QuestionForm(RowsForm):
    texts = (
        "key", "kind", "label_bg", "label_en", "hint_bg", "hint_en", "coded", "past", "autocomplete", "prefill",
        "usual_at_counter", "from_register",
    )  # fmt: skip
    needed = ("label_bg", "label_en")

    key = StepForm.base_fields["key"]
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(formwords.KINDS.items()))
    label_bg = forms.CharField(label=gettext_lazy("Question in Bulgarian"), max_length=300, required=False)
    label_en = forms.CharField(label=gettext_lazy("Question in English"), max_length=300, required=False)
    hint_bg = forms.CharField(label=gettext_lazy("Hint in Bulgarian"), max_length=500, required=False)
    hint_en = forms.CharField(label=gettext_lazy("Hint in English"), max_length=500, required=False)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    coded = forms.BooleanField(label=gettext_lazy("Counted in statistics, without the person's name"), required=False)
    past = forms.BooleanField(label=gettext_lazy("Only a date in the past"), required=False)
    prefill = forms.ChoiceField(
        label=gettext_lazy("Propose from our records"),
        choices=[("", "—"), *((name, f"{name} ({formwords.KINDS[kind]})") for name, kind in PREFILL.items())],
        required=False,
    )
    autocomplete = forms.CharField(
        label=gettext_lazy("What the browser may fill in"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("for example given-name, bday, email; usually empty"),
    )
    usual_at_counter = forms.CharField(
        label=gettext_lazy("Usual answer at the counter"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The value of an option. It is proposed to the clerk, who asks and confirms it."),
    )
    from_register = forms.BooleanField(
        label=gettext_lazy("A document that the municipality can look up itself"), required=False
    )
    join = forms.ChoiceField(label=gettext_lazy("Show this question when"), choices=_JOIN)

    def __init__(self, data: Any, *, row: Row, **kwargs: Any) -> None:
        super().__init__(data, row={"required": True, **row}, **kwargs)
        options = [
            {"first": one.get("value"), "bg": one.get("bg"), "en": one.get("en")} for one in row.get("options") or []
        ]
        self._rows("option", _option_fields, options, data)

    @property
    def option_rows(self) -> list[list[Any]]:
        return self.rows("option")

    def result(self) -> Row:
        found = super().result()
        options = [{"value": row["first"], "bg": row["bg"], "en": row["en"]} for row in self._values("option")]
        found.pop("required", None)
        found.pop("options", None)
        return {
            **found,
            **({} if self.cleaned_data["required"] else {"required": False}),
            **({"options": options} if options else {}),
        }


def _option_fields(number: int) -> dict[str, forms.Field]:
    words = {"number": number}
    return {
        "first": forms.CharField(label=_("Option %(number)s: value") % words, max_length=60),
        "bg": forms.CharField(label=_("Option %(number)s: in Bulgarian") % words, max_length=200),
        "en": forms.CharField(label=_("Option %(number)s: in English") % words, max_length=200),
    }


class SecondLookForm(BaseForm):
    token = forms.CharField(widget=forms.HiddenInput)
    publish_at = forms.DateTimeField(
        label=gettext_lazy("Publish at"),
        required=False,
        help_text=gettext_lazy("Empty: now. Otherwise for example 2026-12-01 08:00."),
        input_formats=["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
    )

    def clean_publish_at(self) -> Any:
        when = self.cleaned_data["publish_at"]
        if when is not None and when <= timezone.now():
            raise forms.ValidationError(_("This time has passed. Leave it empty to publish now."))
        return when


class GiveBackForm(BaseForm):
    token = forms.CharField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=gettext_lazy("What is to be changed?"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
