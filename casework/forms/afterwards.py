from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import AppealTo, Outcome, Ruling
from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class AfterForm(BaseForm):
    """An act about an act that stands."""

    outcome = forms.ChoiceField(label=gettext_lazy("What is to be done?"), widget=forms.RadioSelect)
    findings = forms.CharField(
        label=gettext_lazy("Facts and reasons"),
        help_text=gettext_lazy("For a correction: what stood there, and what is right. It goes into the act."),
        widget=forms.Textarea({"rows": 5}),
    )
    starts_on = TypedDateField(label=gettext_lazy("From when; for a help that ends: its last day"), required=False)
    valid_until = TypedDateField(label=gettext_lazy("Valid until"), required=False)

    def __init__(self, *args: Any, possible: list[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(one.value, one.label) for one in possible]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome, starts, ends = (cleaned.get(name) for name in ("outcome", "starts_on", "valid_until"))
        if outcome == Outcome.TERMINATION and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Write the last day of the help."))
        if starts and ends and ends < starts:
            self.add_error("valid_until", _("It ends before it starts. Check both dates."))
        if outcome in (Outcome.CORRECTION, Outcome.REVOCATION):
            cleaned["starts_on"] = cleaned["valid_until"] = None
        return cleaned


class AppealForm(BaseForm):
    to = forms.ChoiceField(label=gettext_lazy("To whom?"), choices=AppealTo.choices, widget=forms.RadioSelect)
    lodged_on = TypedDateField(label=gettext_lazy("On which day was it handed in?"), past=True)
    lodged_by = forms.CharField(label=gettext_lazy("Who appeals?"), max_length=200)
    against = forms.CharField(
        label=gettext_lazy("What do they not agree with?"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )


class SendForm(BaseForm):
    on = TypedDateField(label=gettext_lazy("On which day?"), past=True)
    number = forms.CharField(label=gettext_lazy("Outgoing number"), max_length=40)


class RulingForm(BaseForm):
    ruling = forms.ChoiceField(label=gettext_lazy("What was ruled?"), choices=Ruling.choices, widget=forms.RadioSelect)
    on = TypedDateField(label=gettext_lazy("On which day?"), past=True)
    number = forms.CharField(label=gettext_lazy("Number of the ruling"), max_length=60)
    words = forms.CharField(
        label=gettext_lazy("What it says, in short"),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        max_length=2000,
    )
