"""Answers of several rows: the people of a household, and incomes by kind."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Relation
from records.forms import UNTYPABLE
from services.formschema.inputs import TypedMoneyField, as_typed, read_sum
from services.formschema.sums import IncomeKind, euro, sums_of

MAX_ROWS = 20


class RowsWidget(forms.Widget):
    """Rows of small inputs, drawn by a template of its own. An emptied row is removed."""

    use_fieldset = True
    parts: tuple[str, ...] = ()
    least = 2
    # Where the person was when the page came again: "row" at the first empty one, "sum" at the button.
    focus = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        rows += [{}] * max(1, self.least - len(rows))
        first_empty = next(number for number, row in enumerate(rows) if not any(row.values()))
        context["rows"] = [
            {
                "number": number + 1,
                "prefix": f"{name}-{number}",
                "is_added": self.focus == "row" and number == first_empty,
                **{part: row.get(part, "") for part in self.parts},
            }
            for number, row in enumerate(rows[:MAX_ROWS])
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = []
        for number in range(MAX_ROWS):
            row = {part: str(data.get(f"{name}-{number}-{part}", "")).strip() for part in self.parts}
            if any(row.values()):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-{self.parts[0]}" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class HouseholdWidget(RowsWidget):
    """Each person with name, relation and year of birth."""

    template_name = "components/household.html"
    parts = ("name", "relation", "year")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["relations"] = [choice for choice in Relation.choices if choice[0] != Relation.SELF]
        return context


class IncomeWidget(RowsWidget):
    """Whose income, of what kind, how much; under it what they come to."""

    template_name = "components/income.html"
    parts = ("who", "kind", "amount")
    # Those who live with the person, by name.
    people: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        sums = sums_of(value or [])
        people = [("", _("the person whom the help is for")), *((one, one) for one in self.people)]
        totals = [("who", who, label, euro(sums.by_person.get(who, "0"))) for who, label in people if self.people]
        totals += [("kind", kind, str(label), euro(sums.by_kind.get(kind, "0"))) for kind, label in IncomeKind.choices]
        context = {
            "kinds": IncomeKind.choices,
            "people": people if self.people else [],
            "totals": totals,
            "nothing": euro("0"),
            "whole": euro(sums.whole),
            "left_out": ", ".join(map(str, sums.left_out)),
        }
        found = {**super().get_context(name, value, attrs), **context, "is_summed": self.focus == "sum"}
        for row in found["rows"]:
            row["amount"] = as_typed(row["amount"])
        return found


class RowsField(forms.Field):
    """`problems` says what is wrong with a row; `stored` how it is kept."""

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows = value or []
        problems = [problem for number, row in enumerate(rows, 1) for problem in self.problems(row, number)]
        if problems:
            raise ValidationError(problems)
        if self.required and not rows:
            raise ValidationError(_("This answer is needed."))
        return [self.stored(row) for row in rows]

    def problems(self, row: dict[str, str], number: int) -> list[str]:
        raise NotImplementedError

    def stored(self, row: dict[str, str]) -> dict[str, str]:
        return row


class HouseholdField(RowsField):
    widget = HouseholdWidget

    def problems(self, row: dict[str, str], number: int) -> list[str]:
        found = []
        if not row["name"] or UNTYPABLE.search(row["name"]) or len(row["name"]) > 200:
            found.append(_("Row %(number)s: write the name.") % {"number": number})
        if row["relation"] not in Relation.values:
            found.append(_("Row %(number)s: choose the relation.") % {"number": number})
        year = row["year"]
        if year and not (re.fullmatch("[0-9]{4}", year) and 1880 <= int(year) <= timezone.localdate().year):
            found.append(_("Row %(number)s: write the year of birth with four digits.") % {"number": number})
        return found

    def stored(self, row: dict[str, str]) -> dict[str, str]:
        return {**row, "name": unicodedata.normalize("NFC", row["name"])}


class IncomeField(RowsField):
    widget = IncomeWidget

    def ask_about(self, people: list[str]) -> None:
        """Whose income it is may be asked for each of these, too."""
        self.people = people
        self.widget.people = tuple(people)

    people: list[str] = []

    def problems(self, row: dict[str, str], number: int) -> list[str]:
        found = []
        if row["who"] not in {"", *self.people}:
            found.append(_("Row %(number)s: choose whose income it is.") % {"number": number})
        if row["kind"] not in IncomeKind.values:
            found.append(_("Row %(number)s: choose the kind of income.") % {"number": number})
        if not row["amount"]:
            return [*found, _("Row %(number)s: write the sum.") % {"number": number}]
        try:
            TypedMoneyField().clean(row["amount"])
        except ValidationError as refusal:
            words = {"number": number, "problem": refusal.messages[0]}
            found.append(_("Row %(number)s, the sum. %(problem)s") % words)
        return found

    def stored(self, row: dict[str, str]) -> dict[str, str]:
        return {**row, "amount": str(read_sum(row["amount"]))}
