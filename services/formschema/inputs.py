"""Fields that take answers as people write them."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from records.templatetags.ui import phone

# A space, also a hard or a narrow one, or an apostrophe between thousands.
BETWEEN = re.compile(r"[\s\u00a0\u202f'’]")
EURO = re.compile(r"€|евро|eur(?:o)?", re.IGNORECASE)
LEVA = re.compile(r"(?:лева|лв|bgn)\.?", re.IGNORECASE)
GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
CENT = Decimal("0.01")
KEPT = re.compile(r"[0-9]+\.[0-9]{2}")


def read_sum(typed: str) -> Decimal | None:
    """„1 234,50“, „1.234,50“, „1234.5 €“ → 1234.50; None for what is no sum, or may mean two („1.234“)."""
    bare = BETWEEN.sub("", EURO.sub("", typed))
    whole, point, cents = bare.rpartition("," if bare.rfind(",") > bare.rfind(".") else ".")
    if not point:
        whole, cents = bare, ""
    if GROUPED.fullmatch(whole) and point and point not in whole:
        whole = whole.replace(",", "").replace(".", "")
    if not re.fullmatch("[0-9]{1,9}", whole) or not re.fullmatch("[0-9]{0,2}", cents):
        return None
    return Decimal(f"{whole}.{cents or 0}").quantize(CENT)


def as_typed(amount: Any) -> Any:
    """A kept sum („515.83“) with the decimal sign of the reader's language; everything else as it is."""
    kept = str(amount)
    return kept.replace(".", get_format("DECIMAL_SEPARATOR")) if KEPT.fullmatch(kept) else amount


class TypedMoneyField(forms.CharField):
    """„35,79“, „1 200.50 €“ → Decimal with two places, in euro, below a million."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "class": "short"})
        super().__init__(widget=widget, max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        if LEVA.search(typed):
            raise ValidationError(_in_leva(typed))
        amount = read_sum(typed)
        if amount is None or amount >= 1_000_000:
            raise ValidationError(_wrong_sum(typed))
        return amount


def _in_leva(typed: str) -> str:
    leva = read_sum(LEVA.sub("", typed))
    if leva is None:
        return _("Write the sum in euro, not in leva.")
    euro = (leva / settings.LEVA_IN_A_EURO).quantize(CENT, ROUND_HALF_UP)
    return _("Write the sum in euro: %(leva)s leva are %(euro)s €.") % {
        "leva": f"{leva}".replace(".", ","), "euro": f"{euro}".replace(".", ","),
    }  # fmt: skip


def _wrong_sum(typed: str) -> str:
    if GROUPED.fullmatch(BETWEEN.sub("", EURO.sub("", typed))):
        return _("Is the sum in thousands? Write it without a point or comma between: 1234 or 1234,50.")
    return _("Write the sum in euro, for example 35,79.")


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
        dialled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        # A number that is read as another one when it is shown again is none (noughts alone).
        if phonenumbers.format_number(phonenumbers.parse(dialled), phonenumbers.PhoneNumberFormat.E164) != dialled:
            raise ValidationError(_("This is not a phone number. For example: 0888 123 456."))
        return dialled


def as_dialled(number: str) -> str:
    """A kept number as people say it, where it is read back as the same."""
    said = phone(number)
    try:
        return said if PhoneField().clean(said) == number else number
    except ValidationError:
        return number
