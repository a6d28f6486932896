from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import WaitingRule
from records.forms import BaseForm


class ExceptionForm(BaseForm):
    """Which rule is to be given to the person or taken from them, and why."""

    rule = forms.ChoiceField(label=gettext_lazy("What is not as the facts say?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("From which document or visit this is known. The head reads it."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args: Any, rules: dict[str, WaitingRule], applied: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given, taken = _("It holds: %(rule)s"), _("It does not hold: %(rule)s")
        words = {code: (taken if code in applied else given) % {"rule": rule} for code, rule in rules.items()}
        self.fields["rule"].choices = list(words.items())  # type: ignore[attr-defined]
        self.applied = applied

    @property
    def is_given(self) -> bool:
        return self.cleaned_data["rule"] not in self.applied


class ChangedForm(BaseForm):
    """What has changed for somebody who waits; the officer reads it among the messages of the case."""

    text = forms.CharField(
        label=gettext_lazy("What has changed?"),
        help_text=gettext_lazy("For example: I live alone now; I came out of hospital; my phone is another."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )
    form_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_uid"].initial = uuid4

    @property
    def words(self) -> str:
        return _("While waiting, something has changed: %(text)s") % {"text": self.cleaned_data["text"]}
