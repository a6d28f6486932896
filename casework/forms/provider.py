from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm

MOST_DAYS, MOST_UNITS = 31, 744


class ProviderTalkForm(BaseForm):
    text = forms.CharField(label=gettext_lazy("Your message"), widget=forms.Textarea({"rows": 4}), max_length=4000)
    form_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_uid"].initial = uuid4


class AttendanceForm(BaseForm):
    """A number for each person of an offer in a month; what is left empty is not known yet."""

    def __init__(self, *args: Any, names: dict[str, str], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name in names.items():
            self.fields[key] = forms.IntegerField(
                label=name,
                required=False,
                min_value=0,
                max_value=most,
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 4}),
                error_messages={
                    "invalid": _("Write a number."),
                    "max_value": _("At most %(limit_value)s in a month."),
                    "min_value": _("Write a number."),
                },
            )
