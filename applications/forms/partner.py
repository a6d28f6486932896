from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Scope
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import Service


class PartnerForm(BaseForm):
    """Who the institution is, for which services it may prepare drafts, from when and until when."""

    name_bg = forms.CharField(label=gettext_lazy("Name in Bulgarian"), max_length=160)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=160)
    contact = forms.CharField(
        label=gettext_lazy("Whom we call there"),
        help_text=gettext_lazy("an office and its phone, not a person's own number"),
        max_length=200,
        required=False,
    )
    valid_from = TypedDateField(label=gettext_lazy("From when?"))
    valid_to = TypedDateField(
        label=gettext_lazy("Until when?"), required=False, help_text=gettext_lazy("empty: until you end it")
    )
    services = forms.ModelMultipleChoiceField(
        queryset=Service.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Which services is it about?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Service.objects.online().order_by("name_bg")
        self.fields["services"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first one."))
        return cleaned


class KeyForm(BaseForm):
    """A new key; the ones before may go on for some days, so that the institution has time to change over."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What is the key for?"),
        choices=Scope.choices,
        initial=[Scope.DRAFTS.value],
        widget=forms.CheckboxSelectMultiple,
    )
    former_until = TypedDateField(
        label=gettext_lazy("Until when do the keys of now go on?"),
        required=False,
        help_text=gettext_lazy("empty: until you end them yourself"),
    )
    until = TypedDateField(
        label=gettext_lazy("Last day of the new key"), required=False, help_text=gettext_lazy("empty: no last day")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("former_until", "until"):
            if cleaned.get(name) and cleaned[name] < timezone.localdate():
                self.add_error(name, _("This day has passed. Choose a later one."))
        return cleaned
