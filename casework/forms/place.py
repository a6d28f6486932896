from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Started
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import Offer, Service


class PlaceAnswerForm(BaseForm):
    """What the person said of the place, and how the clerk heard it."""

    word = forms.ChoiceField(
        label=gettext_lazy("What does the person say?"),
        choices=[
            ("accept", gettext_lazy("Yes, they accept the place")),
            ("another", gettext_lazy("Not there: look for another place")),
            ("decline", gettext_lazy("They do not need this help any more")),
        ],
        widget=forms.RadioSelect,
    )
    through = forms.ChoiceField(
        label=gettext_lazy("How did they say it?"),
        choices=[("counter", gettext_lazy("at the counter")), ("phone", gettext_lazy("by phone"))],
        widget=forms.RadioSelect,
        initial="counter",
    )

    def __init__(self, *args: Any, is_coming: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_coming:
            word: Any = self.fields["word"]
            word.choices = [*word.choices[:2], ("decline", _("No, they stay where they are"))]


class StartForm(BaseForm):
    """Has it begun? The provider says the first day too."""

    word = forms.ChoiceField(
        label=gettext_lazy("Has the help begun?"),
        choices=[(Started.YES, gettext_lazy("Yes, it has begun")), (Started.NO, gettext_lazy("No, it has not"))],
        widget=forms.RadioSelect,
    )
    on = TypedDateField(label=gettext_lazy("On which day?"), required=False, past=True)

    def __init__(self, *args: Any, first: date | None, **kwargs: Any) -> None:
        """`first`: the day on which it was to begin, of who says the day too."""
        super().__init__(*args, **kwargs)
        if first is not None:
            self.fields["on"].initial = f"{min(first, timezone.localdate()):%d.%m.%Y}"
            self.fields["on"].needed_sometimes = True  # type: ignore[attr-defined]
        else:
            del self.fields["on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "on" in self.fields and cleaned.get("word") == Started.YES and not cleaned.get("on"):
            self.add_error("on", _("Write the first day."))
        return cleaned


class DayForm(BaseForm):
    on = TypedDateField(label=gettext_lazy("On which day?"), required=False)
    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("all"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = Service.objects.filter(offers__isnull=False).distinct()
        self.fields["service"].queryset = offered  # type: ignore[attr-defined]


class WhatIfForm(BaseForm):
    more = forms.IntegerField(
        label=gettext_lazy("If there were so many more"), min_value=0, max_value=500, initial=0, required=False
    )
    leave = forms.IntegerField(
        label=gettext_lazy("If so many became free"), min_value=0, max_value=500, initial=0, required=False
    )


class CapacityForm(BaseForm):
    """A number for each offer, and the day from which the numbers hold. The first number is chosen already."""

    starts_on = TypedDateField(label=gettext_lazy("From which day?"))

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        self.offered: date | None = None
        day = self.fields.pop("starts_on")
        for offer in offers:
            self.fields[str(offer.uid)] = _number_of(offer, is_first=not self.is_bound and offer == offers[0])
        self.fields["starts_on"] = day
        day.initial = f"{timezone.localdate():%d.%m.%Y}"

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Write today or a later day."))
        return day

    def changed(self) -> list[tuple[Offer, int]]:
        """What is another number than is in force, or is to begin on a later day."""
        day, given = self.cleaned_data["starts_on"], self.cleaned_data
        later = day > timezone.localdate()
        rows = [(offer, given[str(offer.uid)]) for offer in self.offers]
        return [(offer, amount) for offer, amount in rows if amount != offer.capacity or (later and len(rows) == 1)]

    def refuse(self, offer: Offer, most: int, day: date, instead: date | None) -> None:
        """More are given away on `day`; `instead`: since when the number can hold."""
        said = {"most": most, "day": date_format(day)}
        text = _("On %(day)s there are %(most)s held or taken. It cannot be fewer.")
        if instead is None:
            text = _("On %(day)s there are %(most)s held or taken, and no end of any is known. It cannot be fewer.")
        elif self.offered is None or instead > self.offered:
            self.offered = instead
        self.add_error(str(offer.uid), text % said)


def _number_of(offer: Offer, *, is_first: bool) -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "short", "data-select": ""}
    field = forms.IntegerField(
        label=f"{offer.service.name}, {offer.site}",
        min_value=0,
        max_value=5000,
        initial=offer.capacity,
        widget=forms.TextInput({**attrs, "autofocus": True} if is_first else attrs),
        error_messages={"invalid": _("Write a number.")},
    )
    field.help_text = _("In all (%(unit)s); now %(now)s.") % {
        "unit": offer.get_capacity_unit_display(), "now": offer.capacity
    }  # fmt: skip
    return field
