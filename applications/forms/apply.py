from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.steps import PROOF, Slot
from records.forms import BaseForm
from services.formschema.files import document_fields, ways
from services.models import Service


class StartForm(BaseForm):
    """Which further services are asked for in the same application."""

    more = forms.ModelMultipleChoiceField(
        queryset=Service.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Would you like to ask for something else at the same time?"),
        help_text=gettext_lazy("The questions that are the same are asked only once."),
    )

    another = forms.BooleanField(
        label=gettext_lazy("I need one more application, for example for another person"),
        error_messages={"required": gettext_lazy("You have already begun. Go on with it, or tick this box.")},
    )

    def __init__(self, *args: Any, others: Any, has_begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["more"].queryset = others  # type: ignore[attr-defined]
        if not has_begun:
            del self.fields["another"]


class DocumentsForm(BaseForm):
    """A file for each needed document, or how else the municipality gets it."""

    def __init__(self, *args: Any, slots: list[Slot], may_lack: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots, self.may_lack = slots, may_lack
        for slot in slots:
            label = f"{slot.label} – {slot.when}" if slot.when else slot.label
            choices = ways(from_register=slot.from_register, may_be_none=slot.key != PROOF)
            pages, how = document_fields(label, slot.note, choices, slot.answer)
            self.fields.update({f"file_{slot.key}": pages, f"how_{slot.key}": how})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for slot in self.slots:
            has_new = bool(cleaned.get(f"file_{slot.key}") or cleaned.get(f"how_{slot.key}"))
            if not self.may_lack and not has_new and not slot.answer and f"file_{slot.key}" not in self.errors:
                self.add_error(f"file_{slot.key}", _("Attach the document or choose how we shall get it."))
        return cleaned


class WhyAgainForm(BaseForm):
    """The same service is asked for once more: the officer reads why."""

    why = forms.CharField(
        label=gettext_lazy("Why do you need it once more?"),
        help_text=gettext_lazy(
            "One sentence is enough, for example: my mother came home from hospital in a worse state."
        ),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class ResumeForm(BaseForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("8 letters and digits, for example ABCD-2345"),
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
    )


class HelperForm(BaseForm):
    name = forms.CharField(
        label=gettext_lazy("Who is it?"),
        help_text=gettext_lazy("A name that you recognise, for example: my daughter Maria"),
        max_length=80,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail, if we shall send the address"),
        help_text=gettext_lazy("The code is not in the message: tell it yourself."),
        required=False,
    )


class SendLinkForm(BaseForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))


class AnswerMailForm(BaseForm):
    """Where the answer goes to, of whoever has no account and chose e-mail; without one the code alone tells."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail at which we write to you"),
        help_text=gettext_lazy("Without it you see the answer only with the number and the code."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class WithdrawForm(BaseForm):
    """Asks once, in words; nobody has to say why."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("The officer who works on it reads this."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
