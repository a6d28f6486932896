from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.actions.assignments import AssignReason
from people.models import User
from records.forms import BaseForm


class OfficerChoice(forms.ModelChoiceField):
    """Colleagues with the number of open cases that each answers for."""

    def label_from_instance(self, obj: Any) -> str:
        words = ngettext("%(name)s: %(number)s open case", "%(name)s: %(number)s open cases", obj.burden)
        return words % {"name": obj.name, "number": obj.burden}


class AssignForm(BaseForm):
    """To whom and why. Only who works in every unit of the cases is offered."""

    officer = OfficerChoice(
        label=_("Who answers for it from now on?"),
        queryset=User.objects.none(),
        to_field_name="uid",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = forms.ChoiceField(label=_("Why?"), choices=AssignReason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = User.objects.working_in(units).annotate(burden=Count("cases", filter=Q(cases__is_open=True)))
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
