"""What both pages with files do: the draft's documents and the answer to a correction."""

from django.core.exceptions import ValidationError

from applications.actions import attachments
from applications.forms.apply import DocumentsForm
from applications.models import Application
from applications.steps import file_slot
from applications.uploads import safe_name
from people.models import User
from services.formschema import StepForm


def attach_all(form: DocumentsForm, application: Application, *, by: User) -> bool:
    """Saves what can be saved, whatever else is missing: nobody chooses a file twice. True when nothing is left."""
    form.is_valid()
    for slot in form.slots:
        uploads, way = form.cleaned_data.get(f"file_{slot.key}"), form.cleaned_data.get(f"how_{slot.key}")
        for upload in uploads or ():
            try:
                attachments.add(application, slot.key, upload, by=by)
            except ValidationError as refusal:
                # Of several pages chosen at once, the sentence says which one is meant.
                words = [f"{safe_name(upload.name or '')}: {sentence}" for sentence in refusal.messages]
                form.add_error(f"file_{slot.key}", words if len(uploads or ()) > 1 else refusal)
        if way and not uploads:
            attachments.answer_without_file(application, slot.key, way, by=by)
    return not form.errors


def attach_step(form: StepForm, application: Application, scope: str, *, by: User) -> bool:
    """Documents asked in a step are kept even when another answer must be mended. False when one was refused."""
    for key, upload in form.uploads.items():
        try:
            attachments.add(application, file_slot(scope, key), upload, by=by)
        except ValidationError as refusal:
            form.add_error(f"{key}_file", refusal)
    for key, way in form.ways.items():
        attachments.answer_without_file(application, file_slot(scope, key), way, by=by)
    return not form.errors
