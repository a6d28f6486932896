from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.actions.assignments import AssignReason
from casework.models import Absence, Case
from people.models import User
from records.forms import BaseForm


class OfficerChoice(forms.ModelChoiceField):
    """Colleagues with the number of open cases that each answers for."""

    def label_from_instance(self, obj: Any) -> str:
        words = ngettext("%(name)s: %(number)s open case", "%(name)s: %(number)s open cases", obj.burden)
        said = words % {"name": obj.name, "number": obj.burden}
        if obj.away_until is None:
            return said
        away = {"said": said, "day": date_format(obj.away_until), "substitute": obj.away_covered}
        return _("%(said)s. Away until %(day)s: it goes to %(substitute)s") % away


class AssignForm(BaseForm):
    """To whom and why. Only who works in every unit of the cases is offered."""

    officer = OfficerChoice(
        label=gettext_lazy("Who answers for it from now on?"),
        queryset=User.objects.none(),
        to_field_name="uid",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why?"), choices=AssignReason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        away = Absence.objects.on(timezone.localdate()).filter(user=OuterRef("pk"))
        # Read from the index of open cases: a join would read all that an officer ever had.
        open_cases = Case.objects.open().filter(assignee=OuterRef("pk")).order_by()
        burden = open_cases.values("assignee").annotate(number=Count("pk")).values("number")
        officers = User.objects.working_in(units).annotate(
            burden=Coalesce(Subquery(burden), 0),
            away_until=Subquery(away.values("ends_on")[:1]),
            away_covered=Subquery(away.values("substitute__name")[:1]),
        )
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        if len(set(units)) > 1:
            self.fields["officer"].help_text = _(
                "These cases belong to different units, so only who works in all of them can be chosen. "
                "For the others, go back and mark cases of one unit."
            )
