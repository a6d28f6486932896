"""The queue: where a clerk sits, and which rows a hall has."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Hall, Row
from records.forms import BaseForm

MOST_ROWS = 6


class SeatForm(BaseForm):
    place = forms.CharField(
        label=gettext_lazy("Your work place, as its sign says"),
        help_text=gettext_lazy("It is shown and said beside the number, for example: 3"),
        max_length=20,
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "autofocus": True}),
    )
    letters = forms.MultipleChoiceField(
        label=gettext_lazy("Whom do you call?"),
        help_text=gettext_lazy("Nothing marked: everybody, in the order in which they came."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, hall: Hall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"].choices = [(row.letter, f"{row.letter} – {row}") for row in hall.rows.all()]  # type: ignore[attr-defined]


class HallForm(BaseForm):
    """Up to six rows; one without a letter is left out."""

    is_on = forms.BooleanField(label=gettext_lazy("Numbers are given out in this hall"), required=False)

    def __init__(self, *args: Any, rows: list[Row], **kwargs: Any) -> None:
        kept = {f"{part}_{at}": getattr(row, part) for at, row in enumerate(rows) for part in PARTS}
        kwargs["initial"] = {**kept, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for at in range(MOST_ROWS):
            for part, field in _row_fields(at + 1).items():
                field.required = False
                field.needed_sometimes = True  # type: ignore[attr-defined]
                self.fields[f"{part}_{at}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        letters = [cleaned.get(f"letter_{at}") for at in range(MOST_ROWS)]
        for at, letter in enumerate(letters):
            self._check_row(at, letter, letters)
        if cleaned.get("is_on") and not any(letters) and not self.errors:
            self.add_error("letter_0", _("A queue needs at least one row."))
        return cleaned

    def _check_row(self, at: int, letter: str | None, letters: list[str | None]) -> None:
        missing = [name for part in PARTS[1:] if not self.cleaned_data.get(name := f"{part}_{at}")]
        if letter and letters.index(letter) != at:
            self.add_error(f"letter_{at}", _("Another row has this letter."))
        if not letter and len(missing) < len(PARTS[1:]) and f"letter_{at}" not in self.errors:
            self.add_error(f"letter_{at}", _("One capital letter."))
        for name in missing if letter else ():
            self.add_error(name, _("Write what people come for, in both languages."))

    @property
    def rows(self) -> list[dict[str, str]]:
        found = ({part: self.cleaned_data[f"{part}_{at}"] for part in PARTS} for at in range(MOST_ROWS))
        return [row for row in found if row["letter"]]


PARTS = ("letter", "name_bg", "name_en")


def _row_fields(number: int) -> dict[str, forms.Field]:
    words = {"number": number}
    return {
        "letter": forms.RegexField(
            r"^[А-ЯA-Z]$",
            label=_("Row %(number)s: letter") % words,
            error_messages={"invalid": _("One capital letter.")},
            widget=forms.TextInput({"class": "short", "autocomplete": "off"}),
        ),
        "name_bg": forms.CharField(label=_("Row %(number)s: in Bulgarian") % words, max_length=80),
        "name_en": forms.CharField(label=_("Row %(number)s: in English") % words, max_length=80),
    }
