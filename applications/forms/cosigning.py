from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.identifiers import clean, is_egn
from people.models import IdType, NoIdReason
from records.forms import BaseForm
from services.formschema.inputs import PhoneField


class CoSignerForm(BaseForm):
    """The second parent or guardian, as the applicant knows them."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=60)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80)
    id_number = forms.CharField(
        label=gettext_lazy("Personal number (EGN)"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("If you do not know it, the person can sign at a counter with an identity card."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )
    email = forms.EmailField(label=gettext_lazy("Their e-mail"), required=False)
    phone = PhoneField(label=gettext_lazy("Their phone"), required=False)

    def clean_id_number(self) -> str:
        number = clean(self.cleaned_data["id_number"])
        if number and not is_egn(number, timezone.localdate()):
            raise forms.ValidationError(
                _("This is not a right EGN. It has 10 digits: compare it with the identity card.")
            )
        return number

    @property
    def named(self) -> dict[str, Any]:
        data = self.cleaned_data
        without = {} if data["id_number"] else {"id_type": IdType.NONE, "no_id_reason": NoIdReason.UNKNOWN}
        return {**data, **without}


class SignForm(BaseForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agree = forms.BooleanField(label=gettext_lazy("I have read everything above and I agree with it."))


class CounterSignForm(BaseForm):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    document_seen = forms.CharField(
        label=gettext_lazy("Which identity document did the person show?"),
        max_length=120,
        help_text=gettext_lazy("Kind and last four digits; the document is not copied."),
    )
    agree = forms.BooleanField(label=gettext_lazy("The person read it, or it was read to them, and signs."))


class RefuseForm(BaseForm):
    reason = forms.CharField(
        label=gettext_lazy("Why do you not sign?"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )


class WaiveForm(BaseForm):
    ground = forms.CharField(
        label=gettext_lazy("On what ground do you go on without the signature?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
