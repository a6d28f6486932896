from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class ClaimForm(BaseForm):
    """The code of the letter; the date of birth of whoever has not shown who they are."""

    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("12 letters and digits, for example ABCD-2345-EFGH"),
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
    )
    born_on = TypedDateField(birth=True, label=_("Your date of birth"), help_text=_("for example 12.3.1947"))

    def __init__(self, *args: Any, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["born_on"]
