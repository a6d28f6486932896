from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm

LARGEST_FILE = 10 * 1024 * 1024


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
