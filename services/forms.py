from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm
from services.entries import history

LONGEST = 80
LARGEST_FILE = 10 * 1024 * 1024


class EverydayWordsField(forms.CharField):
    """The words with which people look for a service, separated by commas: goes out as a list."""

    widget = forms.Textarea
    default_error_messages = {"long": _("„%(word)s“ is too long. Write a few words at most, and commas between them.")}

    def __init__(self, **kwargs: Any) -> None:
        hint = _("How people ask for it, with commas between. The search finds the service by these words.")
        super().__init__(required=False, max_length=5000, help_text=hint, **kwargs)

    def clean(self, value: str) -> Any:
        words = [word.strip() for word in super().clean(value).split(",")]
        for word in words:
            if len(word) > LONGEST:
                raise forms.ValidationError(self.error_messages["long"], code="long", params={"word": f"{word[:40]}…"})
        return list(dict.fromkeys(word for word in words if word))


class ServiceTextForm(BaseForm):
    """The bilingual texts of a service, side by side."""

    name_bg = forms.CharField(label=_("Name in Bulgarian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    summary_bg = forms.CharField(label=_("Summary in Bulgarian"), widget=forms.Textarea)
    summary_en = forms.CharField(label=_("Summary in English"), widget=forms.Textarea)
    fee_note_bg = forms.CharField(label=_("What it costs, in Bulgarian"), max_length=300, required=False)
    fee_note_en = forms.CharField(label=_("What it costs, in English"), max_length=300, required=False)
    aliases_bg = EverydayWordsField(label=_("Everyday words in Bulgarian"))
    aliases_en = EverydayWordsField(label=_("Everyday words in English"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(service: Any) -> dict[str, Any]:
        names = ("name_bg", "name_en", "summary_bg", "summary_en", "fee_note_bg", "fee_note_en")
        return {
            **{name: getattr(service, name) for name in names},
            "version": history.last_number("service", service.slug),
            "aliases_bg": ", ".join(service.aliases_bg),
            "aliases_en": ", ".join(service.aliases_en),
        }


class CompareForm(BaseForm):
    """Two revisions of an entry, by number."""

    one = forms.IntegerField(label=_("Compare revision"), min_value=1)
    other = forms.IntegerField(label=_("with revision"), min_value=1)

    def __init__(self, *args: Any, newest: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"one": max(newest - 1, 1), "other": newest}, **kwargs)
        for field in self.fields.values():
            field.validators.append(MaxValueValidator(newest, _("The newest revision is %(limit_value)s.")))


class UploadForm(BaseForm):
    """A file of the catalogue."""

    file = forms.FileField(
        label=_("File with entries of the catalogue"),
        help_text=_("YAML or JSON, up to 10 MB, as it is downloaded here."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Load it with the command load_catalogue."))
        return file


class ApplyForm(forms.Form):
    """Which file was looked at, and what it would have done then."""

    key = forms.RegexField(r"^[0-9a-f]{64}$")
    digest = forms.RegexField(r"^[0-9a-f]{64}$")
