from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Case, Decision
from casework.notified import addressees
from records import notifications
from records.forms import BaseForm
from records.models import Method
from services.formschema.dates import TypedDateField

# The rest is written down by the house itself: the portal, the secure delivery.
BY_OFFICIALS = (Method.BY_HAND, Method.ORAL, Method.POST, Method.REFUSED, Method.NOTICE)


class NotificationForm(BaseForm):
    """How somebody came to know the decision, as the rule in force wants it proved."""

    person = forms.ChoiceField(label=gettext_lazy("Who was told?"), widget=forms.RadioSelect)
    method = forms.ChoiceField(label=gettext_lazy("How?"), widget=forms.RadioSelect)
    on = TypedDateField(label=gettext_lazy("On which day?"), past=True)
    received_by = forms.CharField(
        label=gettext_lazy("Who took it, if it was somebody else of the household"), required=False, max_length=120
    )
    witness = forms.CharField(
        label=gettext_lazy("Witness: name and address, if the person refused"), required=False, max_length=200
    )
    proof = forms.CharField(
        label=gettext_lazy("Number of the proof: of the advice of delivery, the receipt or the notice"),
        required=False,
        max_length=60,
    )

    def __init__(self, *args: Any, case: Case, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision
        self.people = {str(person.uid): person for person in addressees(case)}
        self.fields["person"].choices = [(uid, person.full_name) for uid, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["method"].choices = [(method.value, method.label) for method in BY_OFFICIALS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        on, method = cleaned.get("on"), cleaned.get("method")
        if not on or not method:
            return cleaned
        if self.decision.published_at and on < timezone.localdate(self.decision.published_at):
            self.add_error("on", _("This day is before the decision was published."))
        rule = notifications.rule_for(method, on)
        if rule.needs_proof and not cleaned.get("proof"):
            self.add_error("proof", _("This way of telling needs the number of its proof."))
        if rule.needs_witness and not cleaned.get("witness"):
            self.add_error("witness", _("A refusal needs a witness."))
        return cleaned

    @property
    def details(self) -> dict[str, str]:
        names = ("received_by", "witness")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}
