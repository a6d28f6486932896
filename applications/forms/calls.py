from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import CallOutcome
from people.models import Settlement
from records.forms import BaseForm
from services.models import Service


class CallForm(BaseForm):
    """One choice is enough; the rest is for planning."""

    outcome = forms.ChoiceField(
        label=_("What came of the call?"),
        choices=[
            (CallOutcome.INFORMATION, _("I gave information")),
            (CallOutcome.REQUEST, _("The caller asks for a service: I write it up")),
            (CallOutcome.SIGNAL, _("The caller tells of somebody in need: I write it down")),
        ],
        widget=forms.RadioSelect,
    )
    service = forms.ModelChoiceField(
        label=_("About which service?"), queryset=Service.objects.none(), to_field_name="slug", required=False
    )
    settlement = forms.ModelChoiceField(
        label=_("From which settlement?"), queryset=Settlement.objects.none(), to_field_name="ekatte", required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.published().order_by("name_bg")  # type: ignore[attr-defined]
        self.fields["settlement"].queryset = Settlement.objects.local()  # type: ignore[attr-defined]
