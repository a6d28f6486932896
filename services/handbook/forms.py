from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import BaseForm
from services.models import Edition


class EditionForm(BaseForm):
    audience = forms.ChoiceField(label=_("For whom"), choices=Edition.Audience, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("bg", _("Bulgarian")), ("en", _("English"))], widget=forms.RadioSelect
    )
