from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Origin
from casework.appealing import Appealable
from casework.models import AppealTo, Decision, Outcome, Ruling
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.formschema.files import ACCEPT


class AfterForm(BaseForm):
    """An act about an act that stands."""

    outcome = forms.ChoiceField(label=gettext_lazy("What is to be done?"), widget=forms.RadioSelect)
    findings = forms.CharField(
        label=gettext_lazy("Facts and reasons"),
        help_text=gettext_lazy("For a correction: what stood there, and what is right. It goes into the act."),
        widget=forms.Textarea({"rows": 5}),
        max_length=10_000,
    )
    starts_on = TypedDateField(label=gettext_lazy("From when; for a help that ends: its last day"), required=False)
    valid_until = TypedDateField(label=gettext_lazy("Valid until"), required=False)

    def __init__(self, *args: Any, possible: list[Outcome], earlier: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holds_from = earlier.holds_from
        self.fields["outcome"].choices = [(one.value, one.label) for one in possible]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome, starts, ends = (cleaned.get(name) for name in ("outcome", "starts_on", "valid_until"))
        if outcome == Outcome.TERMINATION and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Write the last day of the help."))
        if starts and self.holds_from and starts < self.holds_from:
            self.add_error("starts_on", _("This is before the decision that it is about. Check the year."))
        if starts and ends and ends < starts:
            self.add_error("valid_until", _("It ends before it starts. Check both dates."))
        if outcome in (Outcome.CORRECTION, Outcome.REVOCATION):
            cleaned["starts_on"] = cleaned["valid_until"] = None
        return cleaned


class AppealForm(BaseForm):
    """What the person does not agree with, in their own words. `form_uid` tells a form that was sent twice."""

    to = forms.ChoiceField(label=gettext_lazy("Who should look at it?"), widget=forms.RadioSelect)
    against = forms.CharField(
        label=gettext_lazy("What do you not agree with, and what do you want?"),
        help_text=gettext_lazy("In your own words. It goes on exactly as you write it."),
        widget=forms.Textarea({"rows": 8}),
        max_length=6000,
        strip=False,
    )
    file = forms.FileField(
        label=gettext_lazy("A file, if you have one"),
        help_text=gettext_lazy("PDF, JPG or PNG, up to 10 MB"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    form_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: Appealable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        route = found.route
        bodies = {AppealTo.BODY: route.body, AppealTo.COURT: route.court}
        self.fields["to"].choices = [(to.value, capfirst(bodies[to])) for to in AppealTo]  # type: ignore[attr-defined]
        self.fields["to"].initial = AppealTo.BODY
        self.fields["form_uid"].initial = uuid4

    def clean_against(self) -> str:
        text: str = self.cleaned_data["against"]
        if not text.strip():
            raise forms.ValidationError(_("Write what you do not agree with. A few words are enough."))
        return text

    @property
    def said(self) -> dict[str, Any]:
        """As `appeals.register` takes it."""
        data = dict(self.cleaned_data)
        file = data.pop("file", None)
        return {**data, "files": [file] if file else []}


class AppealForSomebodyForm(AppealForm):
    """The same, written down for the person, or handed in on paper."""

    origin = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[(one.value, one.label) for one in (Origin.COUNTER, Origin.PAPER, Origin.POST)],
        initial=Origin.COUNTER,
        widget=forms.RadioSelect,
    )
    lodged_on = TypedDateField(label=gettext_lazy("On which day was it handed in?"), past=True)
    lodged_by = forms.CharField(label=gettext_lazy("Who appeals?"), max_length=200)
    field_order = ["origin", "lodged_on", "lodged_by", "to", "against", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["against"].label = _("What do they not agree with, and what do they want?")
        self.fields["against"].help_text = _("In their own words. It goes on exactly as it is written.")


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
