from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from services import admission
from services.formschema.dates import TypedDateField
from services.models import Service

MOST_DAYS = 366


class InviteForm(BaseForm):
    """To which service, and until when. Only services that dates, places or invitations limit: others are open."""

    service = forms.ModelChoiceField(
        queryset=Service.objects.none(), to_field_name="slug", label=gettext_lazy("To which service?")
    )
    until = TypedDateField(label=gettext_lazy("Until when may the person apply?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = admission.limited_services()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        today, until, service = timezone.localdate(), cleaned.get("until"), cleaned.get("service")
        if until and until < today:
            self.add_error("until", _("This day has passed. Choose a later one."))
        elif until and until > today + timedelta(days=MOST_DAYS):
            self.add_error("until", _("At most a year ahead."))
        elif until and service and service.valid_to and until > service.valid_to:
            self.add_error("until", _("The service itself ends before that day."))
        return cleaned
