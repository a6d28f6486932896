from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class AbsenceForm(BaseForm):
    """Between which days somebody is away and who answers for the work; the head may write it for others."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Who will be away?"), queryset=User.objects.none(), to_field_name="uid"
    )
    substitute = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in?"), queryset=User.objects.none(), to_field_name="uid"
    )
    starts_on = TypedDateField(label=gettext_lazy("First day away"))
    ends_on = TypedDateField(label=gettext_lazy("Last day away"))

    def __init__(self, *args: Any, by: User, colleagues: Any, may_for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        people: Any = self.fields["user"]
        people.queryset, people.initial = colleagues, by.uid
        self.fields["substitute"].queryset = colleagues  # type: ignore[attr-defined]
        for name in ("user", "substitute"):
            self.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        if not may_for_others:
            del self.fields["user"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.setdefault("user", self.by)
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if ends and ends < timezone.localdate():
            self.add_error("ends_on", _("This day has passed."))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It ends before it starts. Check both dates."))
        if cleaned.get("substitute") and cleaned.get("substitute") == cleaned.get("user"):
            self.add_error("substitute", _("Choose somebody else: nobody stands in for themselves."))
        return cleaned
