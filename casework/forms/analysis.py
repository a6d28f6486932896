from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.models import AnalysisRule
from casework.reports.analyses import Section
from records.forms import BaseForm

NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0]?\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?")
MOST = 60


class BeginForm(BaseForm):
    """Which analysis, of which year that has ended."""

    kind = forms.ChoiceField(label=_("Which analysis?"))
    year = forms.TypedChoiceField(label=_("Of which year?"), coerce=int)

    def __init__(self, *args: Any, rules: list[AnalysisRule], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(rule.kind, rule.title) for rule in rules]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class SectionForm(BaseForm):
    """The text of a section, and the cells of its table: `cell-ROW-COLUMN`. Nothing has to be filled in."""

    def __init__(self, *args: Any, part: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        if part.wants_text:
            area = forms.Textarea({"rows": 12, "lang": "bg"})
            self.fields["text"] = forms.CharField(
                label=_("Text"), required=False, widget=area, max_length=20_000, initial=part.text,
                help_text=_("In Bulgarian, without names of people."),
            )  # fmt: skip
        if part.filled:
            for row in part.filled.rows:
                for column in part.filled.columns:
                    self._add_cell(row, column, part.filled.typed.get(row["code"], {}).get(column["code"], ""))

    def _add_cell(self, row: dict[str, str], column: dict[str, str], initial: str) -> None:
        is_number = column.get("kind") == "number"
        attrs = {"inputmode": "decimal"} if is_number else {}
        self.fields[f"cell-{row['code']}-{column['code']}"] = forms.CharField(
            label=f"{row['title']}, {column['title']}", required=False, max_length=MOST, initial=initial,
            validators=[_only_number] if is_number else [], widget=forms.TextInput(attrs),
        )  # fmt: skip

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """(title of the line, its (title of the column, field))."""
        if not self.part.filled:
            return []
        columns = self.part.filled.columns
        return [
            (row["title"], [(column["title"], self[f"cell-{row['code']}-{column['code']}"]) for column in columns])
            for row in self.part.filled.rows
        ]

    @property
    def cells(self) -> dict[str, dict[str, str]]:
        """What is not empty, as it is kept."""
        found: dict[str, dict[str, str]] = {}
        if self.part.filled:
            for row in self.part.filled.rows:
                typed = {
                    column["code"]: self.cleaned_data[f"cell-{row['code']}-{column['code']}"].strip()
                    for column in self.part.filled.columns
                }
                if line := {code: text for code, text in typed.items() if text}:
                    found[row["code"]] = line
        return found


def _only_number(value: str) -> None:
    if not NUMBER.fullmatch(value.strip()):
        raise ValidationError(_("Write a number, for example 12 or 1 250,50."), code="number")


class ReturnForm(BaseForm):
    remark = forms.CharField(label=_("What is still to be done?"), widget=forms.Textarea({"rows": 3}), max_length=2000)
