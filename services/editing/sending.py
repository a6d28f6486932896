from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from services.editing.fields import DayField
from services.models import CatalogueChange, Feedback

MOST_VOICES = 30


class SendForm(BaseForm):
    """What goes with a change to the second pair of eyes."""

    told_bg = forms.CharField(
        label=gettext_lazy("What changes for people, in Bulgarian"), max_length=300, required=False,
        help_text=gettext_lazy("One sentence for the page of changes. Leave it empty for a small repair."),
    )  # fmt: skip
    told_en = forms.CharField(label=gettext_lazy("What changes for people, in English"), max_length=300, required=False)
    publish_on = DayField(
        label=gettext_lazy("Publish on"), required=False,
        help_text=gettext_lazy("Leave it empty to publish as soon as it is approved."),
    )  # fmt: skip
    publish_time = forms.TimeField(
        label=gettext_lazy("At"), required=False, widget=forms.TextInput({"class": "short"}),
        help_text=gettext_lazy("For example 08:00. Without an hour: at the beginning of the day."),
    )  # fmt: skip
    because_of = forms.ModelChoiceField(
        label=gettext_lazy("Because a reader told us"), queryset=Feedback.objects.none(), required=False,
        empty_label="—",
    )  # fmt: skip

    def __init__(self, *args: Any, change: CatalogueChange, **kwargs: Any) -> None:
        moment = timezone.localtime(change.publish_at) if change.publish_at else None
        kwargs["initial"] = {
            "told_bg": change.told_bg, "told_en": change.told_en, "because_of": change.because_of_id,
            "publish_on": moment and moment.date(), "publish_time": moment and f"{moment:%H:%M}",
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        voices: Any = self.fields["because_of"]
        recent = list(Feedback.objects.order_by("-pk").values_list("pk", flat=True)[:MOST_VOICES])
        voices.queryset = Feedback.objects.filter(pk__in=[*recent, change.because_of_id]).select_related(
            "service", "data_key"
        )
        voices.label_from_instance = _voice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, hour = cleaned.pop("publish_on", None), cleaned.pop("publish_time", None)
        if hour and not day and "publish_on" not in self.errors:
            self.add_error("publish_on", _("Write the day as well."))
        moment = timezone.make_aware(datetime.combine(day, hour or time())) if day else None
        if moment and moment <= timezone.now():
            self.add_error("publish_on", _("This moment has passed. Leave it empty to publish at once."))
        if bool(cleaned.get("told_bg")) != bool(cleaned.get("told_en")):
            empty = "told_en" if cleaned.get("told_bg") else "told_bg"
            self.add_error(empty, _("Write it in both languages, or in none."))
        return {**cleaned, "publish_at": moment}


def _voice(voice: Feedback) -> str:
    where = str(voice.service) if voice.service else voice.page
    words = (voice.text or "")[:80]
    day = date_format(timezone.localtime(voice.created_at), "SHORT_DATE_FORMAT")
    return " · ".join(part for part in (day, where, str(voice.get_kind_display()), words) if part)


class ReturnForm(BaseForm):
    remark = forms.CharField(
        label=gettext_lazy("What should be mended"), max_length=500, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("The author sees it on the change."),
    )  # fmt: skip
