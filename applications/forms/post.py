from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.forms import BaseForm
from records.models import Letter
from records.models.letter import ReturnReason
from services.formschema.dates import TypedDateField


class FindLetterForm(BaseForm):
    q = forms.CharField(
        label=gettext_lazy("Number of the letter or number at the post, as on the envelope"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "data-key-search": ""}),
    )


class PostedForm(BaseForm):
    """Which letters of a batch were given to the post, when, and the numbers of the registered ones."""

    posted_on = TypedDateField(label=gettext_lazy("Given to the post on"), past=True)

    def __init__(self, *args: Any, letters: list[Letter], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"posted_on": f"{timezone.localdate():%d.%m.%Y}"})
        super().__init__(*args, **kwargs)
        self.letters = letters
        for letter in letters:
            self.fields[f"posted_{letter.uid}"] = forms.BooleanField(
                label=_("%(number)s: posted") % {"number": letter.number}, required=False, initial=True
            )
            if letter.is_registered:
                self.fields[f"proof_{letter.uid}"] = forms.CharField(
                    label=_("%(number)s: number at the post") % {"number": letter.number},
                    required=False,
                    max_length=40,
                    widget=forms.TextInput({"autocomplete": "off"}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for letter in self.letters:
            name = f"proof_{letter.uid}"
            if letter.is_registered and cleaned.get(f"posted_{letter.uid}") and not cleaned.get(name):
                self.add_error(name, _("A registered letter has a number from the post."))
        return cleaned

    @property
    def posted(self) -> list[tuple[Letter, str]]:
        """Letters that were posted, with their numbers at the post."""
        data = self.cleaned_data
        return [
            (letter, data.get(f"proof_{letter.uid}", "").upper())
            for letter in self.letters
            if data.get(f"posted_{letter.uid}")
        ]


class LetterEndForm(BaseForm):
    """What the post told us of a letter."""

    what = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[("received", gettext_lazy("The person received it")), ("returned", gettext_lazy("It came back"))],
        widget=forms.RadioSelect,
    )
    on = TypedDateField(label=gettext_lazy("On which day? See the advice of delivery or the envelope"), past=True)
    reason = forms.ChoiceField(
        label=gettext_lazy("If it came back: why?"), choices=[("", "—"), *ReturnReason.choices], required=False
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posted_on = letter.posted_on

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if self.posted_on and on < self.posted_on:
            raise forms.ValidationError(_("This day is before the letter was posted."))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("what") == "returned" and not cleaned.get("reason"):
            self.add_error("reason", _("Choose why it came back: it is written on the envelope."))
        return cleaned
