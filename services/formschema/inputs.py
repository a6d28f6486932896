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

TYPED_DATE = re.compile(r"^\s*(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})\s*(?:г\.?)?\s*$")
BARE_DATE = re.compile(r"^\s*(\d{2})(\d{2})(\d{4})\s*$")
OLDEST = 1880
ISO_DATE = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")


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
