from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm


class ServiceTextForm(BaseForm):
    """The bilingual texts of a service, side by side."""

    name_bg = forms.CharField(label=_("Name in Bulgarian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    summary_bg = forms.CharField(label=_("Summary in Bulgarian"), widget=forms.Textarea)
    summary_en = forms.CharField(label=_("Summary in English"), widget=forms.Textarea)
    fee_note_bg = forms.CharField(label=_("What it costs, in Bulgarian"), max_length=300, required=False)
    fee_note_en = forms.CharField(label=_("What it costs, in English"), max_length=300, required=False)
    aliases_bg = forms.CharField(
        label=_("Everyday words"), help_text=_("Separated by commas"), required=False, max_length=1000
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_aliases_bg(self) -> list[str]:
        typed: str = self.cleaned_data["aliases_bg"]
        return [word.strip()[:80] for word in typed.split(",") if word.strip()]

    @staticmethod
    def initial_of(service: Any) -> dict[str, Any]:
        names = ("name_bg", "name_en", "summary_bg", "summary_en", "fee_note_bg", "fee_note_en", "version")
        return {
            **{name: getattr(service, name) for name in names},
            "aliases_bg": ", ".join(service.aliases_bg),
        }
