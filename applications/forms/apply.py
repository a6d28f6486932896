from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import AttachmentKind
from applications.steps import Slot
from records.forms import BaseForm
from services.models import Service

ACCEPT = ".pdf,.jpg,.jpeg,.png"


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

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        for slot in slots:
            label = f"{slot.label} – {slot.when}" if slot.when else slot.label
            self.fields[f"file_{slot.key}"] = forms.FileField(
                label=label,
                required=False,
                allow_empty_file=True,
                help_text=_("PDF, JPG or PNG, up to 10 MB"),
                widget=forms.FileInput({"accept": ACCEPT}),
            )
            self.fields[f"how_{slot.key}"] = forms.ChoiceField(
                label=_("Or: how shall we get it?"),
                choices=self._ways(slot),
                initial=slot.answer,
                required=False,
                widget=forms.RadioSelect,
            )

            for name in (f"file_{slot.key}", f"how_{slot.key}"):
                self.fields[name].needed_sometimes = True  # type: ignore[attr-defined]

    @staticmethod
    def _ways(slot: Slot) -> list[tuple[str, str]]:
        ways = [(AttachmentKind.LATER.value, _("I do not have it now, I will bring it later"))]
        if slot.when:
            ways.append((AttachmentKind.NONE.value, _("There is no such document")))
        if slot.from_register:
            ways.insert(0, (AttachmentKind.OFFICIAL.value, _("Check it for me")))
        return ways

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for slot in self.slots:
            has_new = bool(cleaned.get(f"file_{slot.key}") or cleaned.get(f"how_{slot.key}"))
            if not has_new and not slot.answer and f"file_{slot.key}" not in self.errors:
                self.add_error(f"file_{slot.key}", _("Attach the document or choose how we shall get it."))
        return cleaned


class WithdrawForm(BaseForm):
    """Asks once, in words."""
