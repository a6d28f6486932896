"""What both pages with files do: the draft's documents and the answer to a correction."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from applications.actions import attachments
from applications.forms.apply import DocumentsForm
from applications.models import Application
from applications.steps import Walk, file_slot
from applications.uploads import safe_name
from records.forms import BaseForm
from services.formschema import StepForm


def attach_all(form: DocumentsForm, application: Application, *, by: Any) -> bool:
    """Saves what can be saved, whatever else is missing: nobody chooses a file twice. True when nothing is left."""
    form.is_valid()
    for slot in form.slots:
        uploads, way = form.cleaned_data.get(f"file_{slot.key}"), form.cleaned_data.get(f"how_{slot.key}")
        _add_pages(form, f"file_{slot.key}", application, slot.key, uploads or [], by=by)
        if way and not uploads:
            attachments.answer_without_file(application, slot.key, way, by=by)
    return not form.errors


def _add_pages(
    form: BaseForm, name: str, application: Application, slot: str, uploads: list[UploadedFile], *, by: Any
) -> None:
    """What is refused is said at its field."""
    for upload in uploads:
        try:
            attachments.add(application, slot, upload, by=by)
        except ValidationError as refusal:
            # Of several pages chosen at once, the sentence says which one is meant.
            words = [f"{safe_name(upload.name or '')}: {sentence}" for sentence in refusal.messages]
            form.add_error(name, words if len(uploads) > 1 else refusal)


def attach_shown(form: StepForm, request: HttpRequest, walk: Walk, scope: str, *, by: Any) -> None:
    """The page only shows itself again, with one row more or a file less: chosen files are not chosen twice."""
    if "remove" in request.POST:
        attachments.remove(walk.application, request.POST["remove"], by=by)
        messages.success(request, _("The file was removed."))
    if request.FILES and not attach_step(form, walk.application, scope, by=by):
        for key in form.uploads:
            for sentence in form.errors.get(f"{key}_file", ()):
                messages.error(request, str(sentence))
    walk.files_changed()


def attach_step(form: StepForm, application: Application, scope: str, *, by: Any) -> bool:
    """Documents asked in a step are kept even when another answer must be mended. False when one was refused."""
    form.is_valid()
    for key, uploads in form.uploads.items():
        _add_pages(form, f"{key}_file", application, file_slot(scope, key), uploads, by=by)
    for key, way in form.ways.items():
        attachments.answer_without_file(application, file_slot(scope, key), way, by=by)
    return not form.errors
