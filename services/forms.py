from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm


class CompareForm(BaseForm):
    """Two revisions of an entry, by number."""

    one = forms.IntegerField(label=_("Compare revision"), min_value=1)
    other = forms.IntegerField(label=_("with revision"), min_value=1)

    def __init__(self, *args: Any, newest: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"one": max(newest - 1, 1), "other": newest}, **kwargs)
        for field in self.fields.values():
            field.validators.append(MaxValueValidator(newest, _("The newest revision is %(limit_value)s.")))
