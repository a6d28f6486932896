from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.actions.signals import Told
from applications.models import Signal
from applications.models.signal import AgeGroup
from people.models import Settlement
from records.forms import BaseForm
from services.formschema.inputs import PhoneField


class SignalForm(BaseForm):
    """Of a person in need. Name and phone of who tells may be left empty."""

    what = forms.CharField(
        label=_("What have you seen? What help is needed?"), max_length=3000, widget=forms.Textarea({"rows": 5})
    )
    is_danger = forms.TypedChoiceField(
        label=_("Is the person in danger now?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("If yes, call 112 first."),
    )
    age_group = forms.ChoiceField(label=_("Who is it?"), choices=AgeGroup.choices, widget=forms.RadioSelect)
    whom = forms.CharField(
        label=_("What is the person called?"), max_length=200, required=False, help_text=_("If you know it.")
    )
    settlement = forms.ModelChoiceField(
        label=_("In which settlement?"), queryset=Settlement.objects.local(), to_field_name="ekatte"
    )
    where = forms.CharField(
        label=_("Where exactly?"), max_length=300, help_text=_("Street and number, or how we can find the place.")
    )
    caller_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("You may leave it empty. Then we check what you told us, but cannot answer you."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    caller_phone = PhoneField(
        label=_("Your phone"), required=False, widget=forms.TextInput({"autocomplete": "tel", "class": "short"})
    )
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid4()}, **kwargs)

    @property
    def told(self) -> Told:
        return Told(**{name: value for name, value in self.cleaned_data.items() if name != "once"})


class FinishSignalForm(BaseForm):
    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Signal.Outcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label=_("What was done"), max_length=3000, widget=forms.Textarea({"rows": 4}))
