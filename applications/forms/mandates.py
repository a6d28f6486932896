from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import MandateProof, MandateScope, Organisation
from records.forms import BaseForm
from services.formschema.dates import TypedDateField

# As the person says it of themselves.
OWN_WORDS = [
    (MandateScope.APPLY.value, gettext_lazy("apply for me and see how far it is")),
    (MandateScope.FOLLOW.value, gettext_lazy("only see how far it is")),
]


class MandateForm(BaseForm):
    """Which organisation may help, with what and until when. `at_counter` asks also how the clerk knows."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Which organisation may help?"), queryset=Organisation.objects.none(), to_field_name="slug"
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What may it do?"), choices=MandateScope.choices, widget=forms.RadioSelect
    )
    valid_to = TypedDateField(label=gettext_lazy("Until when?"))
    proof = forms.ChoiceField(
        label=gettext_lazy("How do you know that the person agrees?"),
        choices=[(one.value, one.label) for one in (MandateProof.SIGNED, MandateProof.SAID)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, at_counter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.helping()  # type: ignore[attr-defined]
        self.fields["valid_to"].help_text = _("at most %(days)s days from today") % {
            "days": settings.HELPER_MANDATE_DAYS
        }
        if not at_counter:
            self.fields["scope"].choices = OWN_WORDS  # type: ignore[attr-defined]
            del self.fields["proof"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        until, today = cleaned.get("valid_to"), timezone.localdate()
        if until and until < today:
            self.add_error("valid_to", _("This day has passed. Choose a later one."))
        elif until and until > today + timedelta(days=settings.HELPER_MANDATE_DAYS):
            self.add_error("valid_to", _("This is too far ahead. A mandate is given anew from time to time."))
        return {"proof": MandateProof.LOGIN, **cleaned}
