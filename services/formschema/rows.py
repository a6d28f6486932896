"""Answers of several rows: the people of a household, and incomes by kind."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Relation
from records.forms import UNTYPABLE
from services.formschema.inputs import TypedMoneyField

MAX_ROWS = 20


class IncomeKind(models.TextChoices):
    SALARY = "salary", gettext_lazy("salary")
    PENSION = "pension", gettext_lazy("pension")
    BENEFIT = "benefit", gettext_lazy("benefit or allowance")
    RENT = "rent", gettext_lazy("rent")
    OTHER = "other", gettext_lazy("something else")


class RowsWidget(forms.Widget):
    """Rows of small inputs, drawn by a template of its own. An emptied row is removed."""

    use_fieldset = True
    parts: tuple[str, ...] = ()
    least = 2

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        rows += [{}] * max(1, self.least - len(rows))
        context["rows"] = [
            {
                "number": number + 1,
                "prefix": f"{name}-{number}",
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
    """Each person with name, relation, year of birth and income."""

    template_name = "components/household.html"
    parts = ("name", "relation", "year", "income")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["relations"] = [choice for choice in Relation.choices if choice[0] != Relation.SELF]
        return context


class IncomeWidget(RowsWidget):
    template_name = "components/income.html"
    parts = ("kind", "amount")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "kinds": IncomeKind.choices}


class RowsField(forms.Field):
    """`problems` says what is wrong with a row; sums are stored with two places after a full stop."""

    money = ""

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows = value or []
        problems = [problem for number, row in enumerate(rows, 1) for problem in self.problems(row, number)]
        if problems:
            raise ValidationError(problems)
        if self.required and not rows:
            raise ValidationError(_("This answer is needed."))
        return [{**row, self.money: _stored(row[self.money])} for row in rows]

    def problems(self, row: dict[str, str], number: int) -> list[str]:
        raise NotImplementedError


def _sum(typed: str) -> Decimal | None:
    amount: Decimal | None = TypedMoneyField(required=False).clean(typed)
    return amount


def _stored(typed: str) -> str:
    amount = _sum(typed)
    return "" if amount is None else str(amount)


def _is_sum(typed: str) -> bool:
    try:
        _sum(typed)
    except ValidationError:
        return False
    return True


class HouseholdField(RowsField):
    widget = HouseholdWidget
    money = "income"

    def problems(self, row: dict[str, str], number: int) -> list[str]:
        found = []
        if not row["name"] or UNTYPABLE.search(row["name"]) or len(row["name"]) > 200:
            found.append(_("Row %(number)s: write the name.") % {"number": number})
        if row["relation"] not in Relation.values:
            found.append(_("Row %(number)s: choose the relation.") % {"number": number})
        year = row["year"]
        if year and not (re.fullmatch("[0-9]{4}", year) and 1880 <= int(year) <= timezone.localdate().year):
            found.append(_("Row %(number)s: write the year of birth with four digits.") % {"number": number})
        if not _is_sum(row["income"]):
            found.append(_("Row %(number)s: write the income in euro.") % {"number": number})
        return found


class IncomeField(RowsField):
    widget = IncomeWidget
    money = "amount"

    def problems(self, row: dict[str, str], number: int) -> list[str]:
        found = []
        if row["kind"] not in IncomeKind.values:
            found.append(_("Row %(number)s: choose the kind of income.") % {"number": number})
        if not row["amount"] or not _is_sum(row["amount"]):
            found.append(_("Row %(number)s: write the income in euro.") % {"number": number})
        return found
