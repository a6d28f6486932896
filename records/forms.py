"""The one base form: errors in words, values kept, no character that a person cannot have meant to type."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Controls (line breaks and tab aside), bidirectional overrides and isolates, zero-width signs.
UNTYPABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def refuse_untypable(value: str) -> None:
    if isinstance(value, str) and UNTYPABLE.search(value):
        raise ValidationError(
            _("There is a hidden character in the text. Delete it and type the text again."), code="untypable"
        )


class BaseForm(forms.Form):
    """Every form of the house. The template draws label, hint, error and the mark of what may be left empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [refuse_untypable, *field.validators]
                field.max_length = field.max_length or 5000
            if "required" not in field.error_messages or field.error_messages["required"] == _REQUIRED_BY_DJANGO:
                field.error_messages["required"] = _("This answer is needed.")

    def clean(self) -> dict[str, Any]:
        """Text in one normal form (NFC), so that equal words are equal."""
        cleaned = super().clean() or self.cleaned_data
        return {
            name: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


_REQUIRED_BY_DJANGO = forms.Field.default_error_messages["required"]
