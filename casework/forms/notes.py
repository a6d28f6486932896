from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import NoteKind
from records.forms import BaseForm
from services.formschema.dates import TypedDateField


class NoteForm(BaseForm):
    """A private note. `form_uid` tells a form that was sent twice."""

    kind = forms.ChoiceField(label=_("What was it?"), choices=NoteKind.choices, widget=forms.RadioSelect)
    happened_on = TypedDateField(label=_("Day"), past=True)
    text = forms.CharField(label=_("What happened"), widget=forms.Textarea({"rows": 4}), max_length=4000)
    is_pinned = forms.BooleanField(label=_("Keep it on top of the notes"), required=False)
    form_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_uid"].initial = uuid4
        self.fields["happened_on"].initial = f"{timezone.localdate():%d.%m.%Y}"

    @property
    def facts(self) -> dict[str, Any]:
        """As the actions take them."""
        return {name: self.cleaned_data[name] for name in ("kind", "happened_on", "text", "is_pinned")}
