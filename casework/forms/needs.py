from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models.need import TOLD, AgeGroup, ShortfallKind, ShortfallSource
from people.models import Settlement
from records.forms import BaseForm
from services.models import Need, Service, TargetGroup


class ShortfallForm(BaseForm):
    """What was asked for and where; what happened is the button that is pressed. Nobody is named."""

    service = forms.ModelChoiceField(
        label=_("Which service was asked for?"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        help_text=_("If we have no such service, leave it empty and say below what help is needed."),
    )
    need = forms.ModelChoiceField(
        label=_("What help is needed?"), queryset=Need.objects.none(), to_field_name="slug", required=False
    )
    settlement = forms.ModelChoiceField(
        label=_("In which settlement?"), queryset=Settlement.objects.none(), to_field_name="ekatte"
    )
    age_group = forms.ChoiceField(label=_("How old is the person?"), choices=AgeGroup.choices, widget=forms.RadioSelect)
    target_group = forms.ModelChoiceField(
        label=_("Which group is the person in?"), queryset=TargetGroup.objects.none(), to_field_name="slug",
        required=False,
    )  # fmt: skip
    source = forms.ChoiceField(
        label=_("Where was it told?"),
        choices=[(one.value, one.label) for one in TOLD],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(choices=ShortfallKind.choices, widget=forms.HiddenInput, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        usual = {"once": uuid4(), "source": ShortfallSource.COUNTER, "age_group": AgeGroup.UNKNOWN, **(initial or {})}
        super().__init__(*args, initial=usual, **kwargs)
        rows = {
            "service": Service.objects.published().order_by("name_bg"),
            "need": Need.objects.order_by("position"),
            "settlement": Settlement.objects.local(),
            "target_group": TargetGroup.objects.order_by("position"),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("kind"):
            self.add_error(None, _("Press the button that says what happened."))
        if not (cleaned.get("service") or cleaned.get("need")):
            self.add_error("service", _("Choose the service, or say below what help is needed."))
        return cleaned
