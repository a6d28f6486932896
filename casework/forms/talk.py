from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Origin
from records.forms import BaseForm
from services.formschema.files import ACCEPT


class TalkForm(BaseForm):
    """A message with at most one file. `form_uid` tells a form that was sent twice."""

    text = forms.CharField(
        label=gettext_lazy("Your message"), widget=forms.Textarea({"rows": 4}), required=False, max_length=4000
    )
    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy("PDF, JPG or PNG, up to 10 MB"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    form_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_uid"].initial = uuid4
        self.fields["text"].needed_sometimes = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("text") and not cleaned.get("file") and "text" not in self.errors:
            self.add_error("text", _("Write what you want to say, or attach a file."))
        return cleaned


class SaidForm(TalkForm):
    """What a clerk writes down for the person."""

    origin = forms.ChoiceField(
        label=gettext_lazy("How did the person say it?"),
        choices=[(Origin.COUNTER, Origin.COUNTER.label), (Origin.PHONE, Origin.PHONE.label)],
        initial=Origin.COUNTER,
        widget=forms.RadioSelect,
    )
    field_order = ["origin", "text", "file"]
