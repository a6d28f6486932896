from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import placeholders
from casework.models import Reason, ReasonKind
from records.forms import BaseForm
from services.formschema.dates import TypedDateField
from services.models import DecisionAct, Service

# A contract is the provider's; what ends without an act has no text.
WITHOUT_WORDING = (DecisionAct.CONTRACT, DecisionAct.NONE)
LONG = forms.Textarea({"rows": 3, "lang": "bg"})


class WordingForm(BaseForm):
    """What an act says, in the placeholder grammar. Never Django or Jinja: those run code."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("For which service? Leave it empty for every service"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
    )
    title_bg = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    legal_grounds_bg = forms.CharField(label=gettext_lazy("Legal grounds"), widget=LONG, max_length=400)
    body_bg = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea({"rows": 16, "lang": "bg"}), max_length=20_000
    )
    execution_bg = forms.CharField(
        label=gettext_lazy("Clause of preliminary execution"), widget=LONG, required=False, max_length=1000
    )
    appeal_bg = forms.CharField(label=gettext_lazy("Where and until when it is appealed"), widget=LONG, max_length=1000)
    signatory_bg = forms.CharField(label=gettext_lazy("Under the signature"), max_length=200)
    valid_from = TypedDateField(label=gettext_lazy("In force from"))

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Service.objects.published().filter(decision_act=act).order_by("position", "pk")
        self.fields["service"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("body_bg", "execution_bg", "appeal_bg", "signatory_bg"):
            try:
                placeholders.check_lines(cleaned.get(name) or "")
            except placeholders.TemplateError as error:
                self.add_error(name, str(error))
        appeal = cleaned.get("appeal_bg")
        if appeal and not ("((appeal_days))" in appeal and "((appeal_body))" in appeal):
            self.add_error("appeal_bg", _("It must say until when and before whom: ((appeal_days)), ((appeal_body))."))
        return cleaned


class ReasonForm(BaseForm):
    kind = forms.ChoiceField(label=gettext_lazy("Whose reason?"), choices=ReasonKind.choices, widget=forms.RadioSelect)
    code = forms.SlugField(label=gettext_lazy("Code, in Latin letters"), max_length=50)
    text_bg = forms.CharField(label=gettext_lazy("Text in Bulgarian"), max_length=400)
    text_en = forms.CharField(label=gettext_lazy("Text in English"), max_length=400)
    legal_ground_bg = forms.CharField(label=gettext_lazy("Legal ground in Bulgarian"), max_length=200, required=False)
    legal_ground_en = forms.CharField(label=gettext_lazy("Legal ground in English"), max_length=200, required=False)
    valid_from = TypedDateField(label=gettext_lazy("In force from"))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Reason.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is such a code already. Choose another."))
        return code


def acts() -> list[tuple[str, Any]]:
    return [(value, label) for value, label in DecisionAct.choices if value not in WITHOUT_WORDING]
