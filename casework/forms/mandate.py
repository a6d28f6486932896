from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class MandateForm(BaseForm):
    is_right = forms.TypedChoiceField(
        label=gettext_lazy("Is the proof right?"),
        choices=[
            ("yes", gettext_lazy("yes, I saw it")),
            ("no", gettext_lazy("no, it gives no right to act for the person")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(label=gettext_lazy("Which document did you see?"), max_length=200, required=False)
    valid_to = TypedDateField(
        label=gettext_lazy("Valid until"), required=False, help_text=gettext_lazy("If it has no end, leave it empty.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].needed_sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_right") and not cleaned.get("seen"):
            self.add_error("seen", _("Write kind and number of the document."))
        return cleaned
