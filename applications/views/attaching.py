"""What both pages with files do: the draft's documents and the answer to a correction."""

from django.core.exceptions import ValidationError

from applications.actions import attachments
from applications.forms.apply import DocumentsForm
from applications.models import Application
from people.models import User


def attach_all(form: DocumentsForm, application: Application, *, by: User) -> bool:
    """Saves what can be saved, whatever else is missing: nobody chooses a file twice. True when nothing is left."""
    form.is_valid()
    for slot in form.slots:
        upload, way = form.cleaned_data.get(f"file_{slot.key}"), form.cleaned_data.get(f"how_{slot.key}")
        try:
            if upload:
                attachments.add(application, slot.key, upload, by=by)
            elif way:
                attachments.answer_without_file(application, slot.key, way, by=by)
        except ValidationError as refusal:
            form.add_error(f"file_{slot.key}", refusal)
    return not form.errors
