"""What a person asks of a help in use. Everything that most people want is chosen already."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Origin
from casework.actions import capacity
from casework.models import UseKind, UsePart
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import Offer

UNTIL, OPEN = "until", "open"
# Beyond it a year was mistyped.
FURTHEST = timedelta(days=366)
LENGTHS = [
    ("3", gettext_lazy("for 3 days")),
    ("7", gettext_lazy("for 1 week")),
    ("14", gettext_lazy("for 2 weeks")),
    (UNTIL, gettext_lazy("until a day that I write below")),
    (OPEN, gettext_lazy("until I tell you")),
]
TOPICS = [
    ("days", gettext_lazy("the days")),
    ("hours", gettext_lazy("the hours")),
    ("address", gettext_lazy("the address")),
    ("diet", gettext_lazy("the diet")),
    ("other", gettext_lazy("something else")),
]
BY_CLERK = [(Origin.COUNTER.value, Origin.COUNTER.label), (Origin.PHONE.value, Origin.PHONE.label)]


class UseForm(BaseForm):
    """`earliest`: the first day that is possible. A clerk says besides how the person asked."""

    starts_label: Any = gettext_lazy("From which day?")
    starts_on = TypedDateField()
    origin = forms.ChoiceField(
        label=gettext_lazy("How did the person say it?"),
        choices=BY_CLERK,
        initial=Origin.COUNTER,
        widget=forms.RadioSelect,
    )
    form_uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, earliest: date, parts: list[Any], by_clerk: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        starts = self.fields["starts_on"]
        starts.label, starts.initial = self.starts_label, f"{earliest:%d.%m.%Y}"
        starts.help_text = _("The earliest day is %(day)s.") % {"day": date_format(earliest)}
        self.fields["form_uid"].initial = uuid4
        if not by_clerk:
            del self.fields["origin"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("starts_on", "ends_on"):
            if cleaned.get(name) and cleaned[name] > timezone.localdate() + FURTHEST:
                self.add_error(name, _("This is more than a year ahead. Check the year."))
                cleaned.pop(name)
        return cleaned

    def too_early(self, day: date) -> None:
        words = _("This is too early for those who help you. The earliest day is %(day)s.") % {"day": date_format(day)}
        self.add_error("starts_on", words)

    @property
    def wish(self) -> dict[str, Any]:
        """What the action is told."""
        data = self.cleaned_data
        return {
            "starts_on": data["starts_on"],
            "ends_on": data.get("ends_on"),
            "parts": data.get("parts") or [],
            "text": data.get("text") or "",
            "origin": data.get("origin") or Origin.ONLINE,
            "form_uid": data["form_uid"],
        }


class PauseForm(UseForm):
    """Three presses on a phone: the link, how long, „Изпратете“."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What shall we stop?"), choices=[], widget=forms.CheckboxSelectMultiple
    )
    length = forms.ChoiceField(
        label=gettext_lazy("For how long?"), choices=LENGTHS, initial="7", widget=forms.RadioSelect
    )
    ends_on = TypedDateField(
        label=gettext_lazy("Last day without the help"),
        required=False,
        help_text=gettext_lazy("Only if you chose above to write the day yourself."),
    )
    text = forms.CharField(label=gettext_lazy("Something that we should know"), max_length=500, required=False)
    field_order = ["origin", "parts", "starts_on", "length", "ends_on", "text"]

    def __init__(self, *args: Any, parts: list[UsePart], **kwargs: Any) -> None:
        super().__init__(*args, parts=parts, **kwargs)
        self.fields["ends_on"].needed_sometimes = True  # type: ignore[attr-defined]
        if not parts:
            del self.fields["parts"]
            return
        chosen: Any = self.fields["parts"]
        chosen.choices = [(part.code, str(part)) for part in parts]
        chosen.initial = [part.code for part in parts if part.is_usual] or [part.code for part in parts]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, length, last = cleaned.get("starts_on"), cleaned.get("length"), cleaned.get("ends_on")
        if length == UNTIL and not last and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Write the last day, or choose how long."))
        elif length == UNTIL and first and last and last < first:
            self.add_error("ends_on", _("It ends before it starts. Check both dates."))
        elif length == OPEN:
            cleaned["ends_on"] = None
        elif first and length and length != UNTIL:
            cleaned["ends_on"] = first + timedelta(days=int(length) - 1)
        return cleaned


class ChangeForm(UseForm):
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What shall be different?"), choices=TOPICS, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=gettext_lazy("How do you want it to be?"), widget=forms.Textarea({"rows": 3}), max_length=2000
    )
    field_order = ["origin", "parts", "text", "starts_on"]


class EndForm(UseForm):
    starts_label = gettext_lazy("Which is the last day with the help?")
    text = forms.CharField(
        label=gettext_lazy("Why? It helps us to become better."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        required=False,
    )
    field_order = ["origin", "starts_on", "text"]


class ResumeForm(UseForm):
    """The day from which the help comes again."""

    starts_label = gettext_lazy("From which day shall it come again?")


class TransferForm(UseForm):
    """`parts`: the offers of others, of which the person chooses one first and perhaps more."""

    starts_label = gettext_lazy("From which day, if they have a place?")
    first = forms.ChoiceField(label=gettext_lazy("Who shall help instead?"), choices=[], widget=forms.RadioSelect)
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Who else would do, if they have no place?"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Why? It helps us to become better."),
        help_text=gettext_lazy("Only the officer reads it."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        required=False,
    )
    agree = forms.BooleanField(
        label=gettext_lazy(
            "I agree that those whom I have chosen get the name, phone, address and what help is needed."
        )
    )
    field_order = ["origin", "first", "others", "starts_on", "text", "agree"]

    def __init__(self, *args: Any, parts: list[Offer], by_clerk: bool, **kwargs: Any) -> None:
        super().__init__(*args, parts=[], by_clerk=by_clerk, **kwargs)
        free = capacity.free_by_offer(parts)
        choices = [(str(offer.uid), _named(offer, free[offer.pk])) for offer in parts]
        for name in ("first", "others"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["first"].initial = choices[0][0]
            del self.fields["others"]
        if by_clerk:
            self.fields["agree"].label = _(
                "The person agrees that we give the provider name, phone, address and what help is needed."
            )

    @property
    def wish(self) -> dict[str, Any]:
        chosen = [self.cleaned_data["first"], *self.cleaned_data.get("others", [])]
        return {**super().wish, "parts": list(dict.fromkeys(chosen))}


def _named(offer: Offer, free: int) -> str:
    said = _("%(offer)s: %(free)s free now") if free else _("%(offer)s: nothing free now")
    return said % {"offer": offer, "free": free}


FORMS: dict[UseKind, type[UseForm]] = {
    UseKind.PAUSE: PauseForm,
    UseKind.CHANGE: ChangeForm,
    UseKind.END: EndForm,
    UseKind.TRANSFER: TransferForm,
}
