"""Fields that take answers as people write them."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Relation
from records.forms import UNTYPABLE

TYPED_DATE = re.compile(r"^\s*(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})\s*(?:г\.?)?\s*$")
BARE_DATE = re.compile(r"^\s*(\d{2})(\d{2})(\d{4})\s*$")
OLDEST = 1880
ISO_DATE = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")
MAX_ROWS = 20


class TypedDateField(forms.CharField):
    """„1.2.1950“, „01/02/50“, „1950-02-01“ → a date. Two digits of a year mean the last hundred years."""

    def __init__(self, *, past: bool = False, autocomplete: str = "", **kwargs: Any) -> None:
        self.past = past
        # The whole keyboard: some phones' number pads have no full stop.
        attrs = {"class": "short"}
        if autocomplete:
            attrs["autocomplete"] = autocomplete
        super().__init__(widget=forms.TextInput(attrs), max_length=30, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = read_date(typed, timezone.localdate())
        if found is not None and found.year < OLDEST:
            raise ValidationError(_("This date is too long ago. Check the year."))
        if found is None:
            example = "12.3.1947" if self.past else f"{timezone.localdate():%d.%m.%Y}"
            raise ValidationError(
                _("This is not a date. Write day, month and year, for example %(example)s.") % {"example": example}
            )
        if self.past and found > timezone.localdate():
            raise ValidationError(_("This date is still ahead. Check the year."))
        return found


def read_date(typed: str, today: date) -> date | None:
    if match := ISO_DATE.match(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := TYPED_DATE.match(typed) or BARE_DATE.match(typed):
        day, month, year = (int(part) for part in match.groups())
        if len(match.group(3)) == 2:
            year += 2000 if year <= today.year % 100 else 1900
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class TypedMoneyField(forms.CharField):
    """„35,79“, „1 200.50 €“ → Decimal with two places, in euro."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "class": "short"})
        super().__init__(widget=widget, max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        bare = re.sub(r"[\s\u00a0€]|евро|eur", "", typed, flags=re.IGNORECASE).replace(",", ".")
        try:
            amount = Decimal(bare).quantize(Decimal("0.01"))
            is_a_sum = amount.is_finite() and 0 <= amount < 1_000_000
        except InvalidOperation:
            is_a_sum = False
        if not is_a_sum:
            raise ValidationError(_("Write the sum in euro, for example 35,79."))
        return amount


class PhoneField(forms.CharField):
    """A Bulgarian or foreign number as typed → E.164."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "BG")
        except phonenumbers.NumberParseException as error:
            raise ValidationError(_("This is not a phone number. For example: 0888 123 456.")) from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(_("This is not a phone number. For example: 0888 123 456."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class HouseholdWidget(forms.Widget):
    """Rows of people, each with name, relation, year of birth and income. An emptied row is removed."""

    template_name = "components/household.html"
    use_fieldset = True
    parts = ("name", "relation", "year", "income")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        rows += [{}] * max(1, 2 - len(rows))
        context["rows"] = [
            {
                "number": number + 1,
                "prefix": f"{name}-{number}",
                **{part: row.get(part, "") for part in self.parts},
            }
            for number, row in enumerate(rows[:MAX_ROWS])
        ]
        context["relations"] = [choice for choice in Relation.choices if choice[0] != Relation.SELF]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = []
        for number in range(MAX_ROWS):
            row = {part: str(data.get(f"{name}-{number}-{part}", "")).strip() for part in self.parts}
            if any(row.values()):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-name" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class HouseholdField(forms.Field):
    widget = HouseholdWidget
    default_error_messages = {"name": gettext_lazy("Row %(number)s: write the name.")}

    def clean(self, value: Any) -> list[dict[str, str]]:
        rows = value or []
        problems = [problem for number, row in enumerate(rows, 1) for problem in self._problems(row, number)]
        if problems:
            raise ValidationError(problems)
        if self.required and not rows:
            raise ValidationError(_("This answer is needed."))
        return list(rows)

    @staticmethod
    def _problems(row: dict[str, str], number: int) -> list[str]:
        found = []
        if not row["name"] or UNTYPABLE.search(row["name"]) or len(row["name"]) > 200:
            found.append(_("Row %(number)s: write the name.") % {"number": number})
        if row["relation"] not in Relation.values:
            found.append(_("Row %(number)s: choose the relation.") % {"number": number})
        year = row["year"]
        if year and not (re.fullmatch("[0-9]{4}", year) and 1880 <= int(year) <= timezone.localdate().year):
            found.append(_("Row %(number)s: write the year of birth with four digits.") % {"number": number})
        if row["income"]:
            try:
                TypedMoneyField(required=False).clean(row["income"])
            except ValidationError:
                found.append(_("Row %(number)s: write the income in euro.") % {"number": number})
        return found
