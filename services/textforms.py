"""The form in which an editor writes what a message says."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import placeholders, sensitive
from records.forms import BaseForm
from records.notices import Notice
from services import messagetexts
from services.actions.messagetexts import PARTS, Wording
from services.formschema.dates import TypedDateField
from services.models import Service

SHORT = ("subject_bg", "subject_en", "brief_bg", "brief_en")


class MessageTextForm(BaseForm):
    """Subject and short sentence leave the house: they are the same for everybody and say nothing of the matter."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("For which service"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("for all services"),
    )
    subject_bg = forms.CharField(label=gettext_lazy("Subject in Bulgarian"), max_length=120)
    brief_bg = forms.CharField(
        label=gettext_lazy("Short sentence in Bulgarian"),
        help_text=gettext_lazy("It goes out by e-mail and text message. Name no service, illness or person."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    body_bg = forms.CharField(
        label=gettext_lazy("Full text in Bulgarian"),
        help_text=gettext_lazy("It stands in the profile and in a letter."),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
    )
    subject_en = forms.CharField(label=gettext_lazy("Subject in English"), max_length=120)
    brief_en = forms.CharField(
        label=gettext_lazy("Short sentence in English"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    body_en = forms.CharField(
        label=gettext_lazy("Full text in English"), max_length=5000, widget=forms.Textarea({"rows": 6})
    )
    valid_from = TypedDateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Today or later. Messages that were written before stay as they are."),
    )

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        field: Any = self.fields["service"]
        field.queryset = Service.objects.published().order_by("name_bg")
        for name in ("subject_en", "brief_en", "body_en"):
            self.fields[name].widget.attrs["lang"] = "en"

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = messagetexts.names_of_services()
        for part in PARTS:
            if part in cleaned:
                for complaint in self._complaints(part, cleaned[part], names):
                    self.add_error(part, complaint)
        return cleaned

    def _complaints(self, part: str, text: str, names: list[tuple[str, bool]]) -> list[str]:
        is_short = part in SHORT
        found = []
        try:
            placeholders.check(text, () if is_short else self.notice.names)
        except placeholders.TemplateError as error:
            found.append(str(error))
        word = sensitive.word_in(text) if is_short else None
        if word:
            found.append(
                _("“%(word)s” says too much: others may see the screen or the envelope. Write without it.")
                % {"word": word}
            )
        named = next(
            (name for name, secret in names if (is_short or secret) and name.casefold() in text.casefold()), None
        )
        if named:
            found.append(
                _("“%(name)s” tells what somebody is helped with. Write “your application”.") % {"name": named}
            )
        return found

    @property
    def wording(self) -> Wording:
        data = self.cleaned_data
        service = data["service"].slug if data["service"] else ""
        return Wording(service, {part: data[part] for part in PARTS}, data["valid_from"])
