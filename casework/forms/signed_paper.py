from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.formschema.files import ACCEPT


class SignedPaperForm(BaseForm):
    """`held_on`: nobody signs an assessment before the meeting that it tells of."""

    file = forms.FileField(
        label=gettext_lazy("The scan of the signed paper"),
        help_text=gettext_lazy("PDF, JPG or PNG, up to 10 MB; all pages in one file."),
        widget=forms.FileInput({"accept": ACCEPT}),
        allow_empty_file=True,
    )
    signed_on = TypedDateField(label=gettext_lazy("Signed by the person on"), past=True)

    def __init__(self, *args: Any, held_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_on = held_on

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if self.held_on and day < self.held_on:
            raise forms.ValidationError(_("The meeting was later than this. Check the date."))
        return day
