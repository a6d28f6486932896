"""What a provider writes down of a contract: its terms, when the draft was given, when it was signed, why it ended."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms.assessment import chosen, long_text
from casework.models.contract import GivenHow, SignedHow
from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class TermsForm(BaseForm):
    starts_on = TypedDateField(label=gettext_lazy("Starts on"))
    ends_on = TypedDateField(label=gettext_lazy("Ends on"), required=False)
    fee = long_text(gettext_lazy("Fee"), required=True)
    payment = forms.CharField(label=gettext_lazy("How and until when it is paid"), max_length=300, required=False)
    more = long_text(gettext_lazy("What else was agreed"), rows=3)

    def __init__(self, *args: Any, asked_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_on = asked_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and starts < self.asked_on:
            self.add_error("starts_on", _("No help begins before it was asked for. Check the year."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It ends before it starts. Check both dates."))
        return cleaned


def today_typed() -> str:
    return f"{timezone.localdate():%d.%m.%Y}"


class GivingForm(BaseForm):
    given_on = TypedDateField(label=gettext_lazy("On which day the person got the draft"), past=True)
    given_how = chosen(gettext_lazy("How"), GivenHow.choices)
    given_to = forms.CharField(label=gettext_lazy("Who took it"), max_length=150)


class ContractSigningForm(BaseForm):
    """`given_on`: nobody signs before they got the draft."""

    signed_on = TypedDateField(label=gettext_lazy("Signed by both on"), past=True)
    signed_how = chosen(gettext_lazy("How it was signed"), SignedHow.choices)
    witness = forms.CharField(label=gettext_lazy("Name of the witness"), max_length=150, required=False)

    def __init__(self, *args: Any, given_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given_on = given_on
        self.fields["witness"].needed_sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        signed_on = cleaned.get("signed_on")
        if signed_on and signed_on < self.given_on:
            self.add_error("signed_on", _("The person got the draft later than this. Check the date."))
        if cleaned.get("signed_how") == SignedHow.WITNESS and not cleaned.get("witness"):
            self.add_error("witness", _("Write who was there as a witness."))
        return cleaned


class EndingForm(BaseForm):
    """`signed_on`: nothing ends before it was signed."""

    ended_on = TypedDateField(label=gettext_lazy("Ends on"))
    end_reason = long_text(gettext_lazy("Why, in words that the person reads"), required=True)

    def __init__(self, *args: Any, signed_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signed_on = signed_on

    def clean_ended_on(self) -> date:
        ended: date = self.cleaned_data["ended_on"]
        if ended < self.signed_on:
            raise forms.ValidationError(_("It ends before it was signed. Check the date."))
        return ended
