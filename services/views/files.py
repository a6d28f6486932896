"""The catalogue as a file: taken home whole, brought back only after it was looked at."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import allows, permission_required, require
from people.http import Request
from people.roles import Permission
from services.actions import imports
from services.entries import files
from services.forms import ApplyForm, UploadForm

TYPES = {"yaml": "application/yaml", "json": "application/json"}
FAULTS_SHOWN = 50


@permission_required(Permission.EDIT_CATALOGUE)
def files_page(request: Request) -> HttpResponse:
    """GET: both ways. POST: what the chosen file would change; nothing is changed yet."""
    is_sent = request.method == "POST"
    if is_sent:
        require(request.user, Permission.IMPORT_CATALOGUE)
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    faults: list[tuple[int, str]] = []
    if form.is_valid():
        try:
            found = imports.look(form.cleaned_data["file"].read(), by=request.user)
        except imports.BrokenFile as error:
            faults = error.faults
            form.add_error("file", _("The file has faults. Nothing was changed."))
        except imports.Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            context = {"look": found, "nav": "catalogue-editor"}
            return render(request, "services/files_look.html", context)
    context = {
        "form": form, "faults": faults[:FAULTS_SHOWN], "more": max(len(faults) - FAULTS_SHOWN, 0),
        "may_import": allows(request.user, Permission.IMPORT_CATALOGUE), "nav": "catalogue-editor",
    }  # fmt: skip
    return render(request, "services/files.html", context)


@require_POST
@permission_required(Permission.IMPORT_CATALOGUE)
def apply_file(request: Request) -> HttpResponse:
    form = ApplyForm(request.POST)
    if form.is_valid():
        try:
            done = imports.apply(form.cleaned_data["key"], form.cleaned_data["digest"], by=request.user)
        except (imports.Refused, imports.BrokenFile) as refusal:
            messages.error(request, str(refusal))
        else:
            counts = {"created": done.created, "changed": done.changed}
            messages.success(request, _("Loaded: %(created)s new entries, %(changed)s changed ones.") % counts)
    return redirect("catalogue_files")


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def download(request: Request, form: str) -> StreamingHttpResponse:
    name = f"catalogue-{timezone.localdate():%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(files.stream(form), content_type=TYPES[form], headers=headers)
