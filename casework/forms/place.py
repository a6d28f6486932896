from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Started
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import Service


class PlaceAnswerForm(BaseForm):
    """What the person said of the place, and how the clerk heard it."""

    word = forms.ChoiceField(
        label=gettext_lazy("What does the person say?"),
        choices=[
            ("accept", gettext_lazy("Yes, they accept the place")),
            ("another", gettext_lazy("Not there: look for another place")),
            ("decline", gettext_lazy("They do not need this help any more")),
        ],
        widget=forms.RadioSelect,
    )
    through = forms.ChoiceField(
        label=gettext_lazy("How did they say it?"),
        choices=[("counter", gettext_lazy("at the counter")), ("phone", gettext_lazy("by phone"))],
        widget=forms.RadioSelect,
        initial="counter",
    )


class StartForm(BaseForm):
    """Has it begun? The provider says the first day too."""

    word = forms.ChoiceField(
        label=gettext_lazy("Has the help begun?"),
        choices=[(Started.YES, gettext_lazy("Yes, it has begun")), (Started.NO, gettext_lazy("No, it has not"))],
        widget=forms.RadioSelect,
    )
    on = TypedDateField(label=gettext_lazy("On which day?"), required=False, past=True)

    def __init__(self, *args: Any, with_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_day:
            self.fields["on"].initial = f"{timezone.localdate():%d.%m.%Y}"
        else:
            del self.fields["on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "on" in self.fields and cleaned.get("word") == Started.YES and not cleaned.get("on"):
            self.add_error("on", _("Write the first day."))
        return cleaned


class DayForm(BaseForm):
    on = TypedDateField(label=gettext_lazy("On which day?"), required=False)
    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("all"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = Service.objects.filter(offers__isnull=False).distinct()
        self.fields["service"].queryset = offered  # type: ignore[attr-defined]


class WhatIfForm(BaseForm):
    more = forms.IntegerField(
        label=gettext_lazy("If there were so many more"), min_value=0, max_value=500, initial=0, required=False
    )
    leave = forms.IntegerField(
        label=gettext_lazy("If so many became free"), min_value=0, max_value=500, initial=0, required=False
    )


class CapacityForm(BaseForm):
    amount = forms.IntegerField(label=gettext_lazy("How many in all?"), min_value=0, max_value=5000)
    starts_on = TypedDateField(label=gettext_lazy("From which day?"))

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Write today or a later day."))
        return day
