from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Reason, ReasonKind
from records.forms import BaseForm
from services.formschema.dates import TypedDateField

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
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 4, "class": "control"}),
                error_messages={
                    "invalid": _("Write a number."),
                    "max_value": _("At most %(limit_value)s in a month."),
                    "min_value": _("Write a number."),
                },
            )


class EndingForm(BaseForm):
    """`earliest`: the first day that can be the last one."""

    reason = forms.ModelChoiceField(
        label=gettext_lazy("Why?"),
        queryset=Reason.objects.filter(kind=ReasonKind.ENDING),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    last_day = TypedDateField(label=gettext_lazy("Which is the last day?"))

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = Reason.objects.in_force(timezone.localdate()).filter(kind=ReasonKind.ENDING)  # type: ignore[attr-defined]
        self.fields["last_day"].initial = f"{earliest:%d.%m.%Y}"
        words = _("The earliest day is %(day)s; where the person died or moved away, any day since the help began.")
        self.fields["last_day"].help_text = words % {"day": date_format(earliest)}

    def too_early(self, day: date) -> None:
        self.add_error("last_day", _("The earliest day is %(day)s.") % {"day": date_format(day)})
