"""Forms about how somebody may be reached."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.actions.contact import Choices, SafeRules
from people.identifiers import clean, is_egn, is_lnch
from people.models import ContactChoice, SafeContact
from people.models.person import offered_channels
from records.forms import BaseForm
from records.notices import CHOSEN_TOPICS

TYPED_TIME = re.compile(r"(\d{1,2})(?:[:., ](\d{2}))?(?:\s*ч\.?)?")


class TypedTimeField(forms.CharField):
    """„10“, „10:30“, „10.30 ч.“ → a time. „24“ is midnight."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"class": "short", "autocomplete": "off"}), max_length=12, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if not typed:
            return None
        found = TYPED_TIME.fullmatch(typed)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if (hour, minute) == (24, 0):
            return time(0)
        if hour > 23 or minute > 59:
            raise ValidationError(_("This is not a time. Write it as 10 or 10:30."))
        return time(hour, minute)


class HoursForm(BaseForm):
    """`hours_from` and `hours_until`: both ends or none, and not the same."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("hours_from"), cleaned.get("hours_until")
        names = ("hours_from", "hours_until")
        missing = next((name for name in names if name not in self.errors and cleaned.get(name) is None), "")
        if missing and (begin or end):
            self.add_error(missing, _("Write both times, or leave both empty."))
        elif begin is not None and begin == end:
            self.add_error("hours_until", _("The end must differ from the beginning."))
        return cleaned

    @property
    def hours(self) -> tuple[time, time] | None:
        begin, end = self.cleaned_data["hours_from"], self.cleaned_data["hours_until"]
        return None if begin is None else (begin, end)


class SafeContactForm(HoursForm):
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("By what may we write?"),
        help_text=gettext_lazy("With nothing chosen, messages wait in the profile and at the counter alone."),
        choices=offered_channels,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours_from = TypedTimeField(label=gettext_lazy("Call and write from"), required=False)
    hours_until = TypedTimeField(
        label=gettext_lazy("until"), help_text=gettext_lazy("For example from 10 until 12:30"), required=False
    )
    code_phrase = forms.CharField(
        label=gettext_lazy("Code phrase"),
        help_text=gettext_lazy("What we say first on the phone, and what the person answers."),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    never_leave_messages = forms.BooleanField(
        label=gettext_lazy("Never leave a message on a machine or with somebody else"), required=False
    )
    hide_from_others = forms.BooleanField(
        label=gettext_lazy("Hidden from everybody else: who lives with the person, helps them or applied for them"),
        help_text=gettext_lazy("With this tick the number and the code from a slip open nothing, in anybody's hand."),
        required=False,
    )
    hidden_from = forms.CharField(
        label=gettext_lazy("Hidden from these people and accounts"),
        help_text=gettext_lazy(
            "One on a line: an e-mail of an account, or a personal number. They get no message about the person, "
            "and files about the person vanish from their profile, those that they sent themselves too. "
            "They may notice that something is gone."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )
    spoke_alone = forms.BooleanField(
        label=gettext_lazy("I have spoken with the person alone, and I am sure who they are."),
        error_messages={
            "required": gettext_lazy("First speak with the person alone. Another may be speaking for them.")
        },
    )

    def clean_hidden_from(self) -> tuple[str, ...]:
        lines = [line.strip().lower() for line in self.cleaned_data["hidden_from"].splitlines() if line.strip()]
        return tuple(_named(line) for line in lines)

    @property
    def rules(self) -> SafeRules:
        data = self.cleaned_data
        names = ("code_phrase", "never_leave_messages", "hide_from_others", "hidden_from")
        return SafeRules(channels=tuple(data["channels"]), hours=self.hours, **{name: data[name] for name in names})


def safe_initial(rule: SafeContact | None) -> dict[str, Any]:
    if rule is None:
        return {}
    names = ("channels", "hours_from", "hours_until", "code_phrase", "never_leave_messages", "hide_from_others")
    return {**{name: getattr(rule, name) for name in names}, "hidden_from": rule.hidden_list}


def _named(line: str) -> str:
    number = clean(line)
    if is_egn(number, timezone.localdate()) or is_lnch(number):
        return number
    try:
        validate_email(line)
    except ValidationError:
        words = _("“%(line)s” is neither an e-mail nor a right personal number.") % {"line": line}
        raise ValidationError(words) from None
    return line


class ChoicesForm(HoursForm):
    """Topics that may be switched off, one mail a day, own quiet hours. Notices by law are not in it."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Write to me about"),
        help_text=gettext_lazy("Without a tick the message waits in your profile, and we do not write to you of it."),
        choices=[(topic.value, topic.label) for topic in CHOSEN_TOPICS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    daily = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[("0", gettext_lazy("at once")), ("1", gettext_lazy("everything in one e-mail a day"))],
        widget=forms.RadioSelect,
    )
    hours_from = TypedTimeField(label=gettext_lazy("Do not ring or write from"), required=False)
    hours_until = TypedTimeField(
        label=gettext_lazy("until"), help_text=gettext_lazy("For example from 20 until 9:30"), required=False
    )

    @property
    def choices(self) -> Choices:
        data = self.cleaned_data
        off = tuple(topic.value for topic in CHOSEN_TOPICS if topic.value not in data["topics"])
        return Choices(topics_off=off, is_daily=data["daily"] == "1", quiet=self.hours)


class PersonChoicesForm(ChoicesForm):
    """The same, said at the counter; and by what the person lets us write."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("The person allows us to write by"),
        choices=offered_channels,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("channels",)


def choices_initial(row: ContactChoice | None) -> dict[str, Any]:
    off = row.topics_off if row else []
    return {
        "topics": [topic.value for topic in CHOSEN_TOPICS if topic.value not in off],
        "daily": "1" if row and row.is_daily else "0",
        "hours_from": row.quiet_from if row else None,
        "hours_until": row.quiet_until if row else None,
    }
