"""The one base form: errors in words, values kept, no character that a person cannot have meant to type."""

import re
import unicodedata
from collections.abc import Callable
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _

# Controls (line breaks and tab aside), bidirectional overrides and isolates, zero-width signs.
UNTYPABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


LONGEST = 5000  # signs, where a field says nothing else


def refuse_untypable(value: str) -> None:
    if isinstance(value, str) and UNTYPABLE.search(value):
        raise ValidationError(
            _("There is a hidden character in the text. Delete it and type the text again."), code="untypable"
        )


class LongestText(MaxLengthValidator):
    """Of a field that makes something else of the text (a day, a uid) nothing is counted."""

    def clean(self, x: Any) -> int:
        return len(x) if isinstance(x, str) else 0


class BaseForm(forms.Form):
    """Every form of the house. The template draws label, hint, error and the mark of what may be left empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                # It refuses NUL as well, in words that people understand.
                others = [one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)]
                field.validators = [refuse_untypable, *others]
                if field.max_length is None:
                    field.max_length = LONGEST
                    field.validators.append(LongestText(LONGEST))
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == _EMPTY_BY_DJANGO:
                field.empty_label = "—"
            if "required" not in field.error_messages or field.error_messages["required"] == _REQUIRED_BY_DJANGO:
                field.error_messages["required"] = _("This answer is needed.")
            if field.error_messages.get("invalid_choice") in _CHOICE_BY_DJANGO:
                field.error_messages["invalid_choice"] = _("Choose from the answers that are shown.")

    def clean(self) -> dict[str, Any]:
        """Text in one normal form, so that equal words are equal."""
        cleaned = super().clean() or self.cleaned_data
        return {name: _plain(value) if isinstance(value, str) else value for name, value in cleaned.items()}


def _plain(text: str) -> str:
    """NFC, and one sign for the end of a line: a browser sends two."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")


_EMPTY_BY_DJANGO = forms.ModelChoiceField(None).empty_label
_REQUIRED_BY_DJANGO = forms.Field.default_error_messages["required"]
_CHOICE_BY_DJANGO = [
    kind.default_error_messages["invalid_choice"]
    for kind in (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
]


class Renderer(TemplatesSetting):
    """Inputs and lists as Django's own templates draw them, which take ten times as long: four templates for each."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = _DRAWN.get(template_name.removeprefix("django/forms/widgets/"))
        if draw is None or any(group for group, _rows, _index in context["widget"].get("optgroups", ())):
            return super().render(template_name, context, request)
        return draw(context["widget"])


def _attrs(attrs: dict[str, Any]) -> str:
    """Attributes with escaped values, bare ones for True, none for False and None."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )


def _input(widget: dict[str, Any]) -> str:
    attrs = _attrs({"type": widget["type"], "name": widget["name"], "value": widget["value"], **widget["attrs"]})
    if not widget.get("wrap_label"):
        return f"<input{attrs}>"
    target = _attrs({"for": widget["attrs"].get("id")})
    return f"<label{target}><input{attrs}> {conditional_escape(widget['label'])}</label>"


def _select(widget: dict[str, Any]) -> str:
    options = "\n".join(
        f"<option{_attrs({'value': row['value'], **row['attrs']})}>{conditional_escape(row['label'])}</option>"
        for _group, rows, _index in widget["optgroups"]
        for row in rows
    )
    attrs = _attrs({"name": widget["name"], **widget["attrs"]})
    return f"<select{attrs}>\n{options}\n</select>"


_DRAWN: dict[str, Callable[[dict[str, Any]], str]] = {
    "select.html": _select,
    **dict.fromkeys(
        ("text.html", "email.html", "password.html", "number.html", "hidden.html", "checkbox.html",
         "radio_option.html", "checkbox_option.html"),
        _input,
    ),
}  # fmt: skip
