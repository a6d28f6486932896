from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services import pages
from services.actions import catalogue
from services.forms import ServiceTextForm
from services.models import Service


@permission_required(Permission.EDIT_CATALOGUE)
def editor(request: Request) -> HttpResponse:
    return render(request, "services/editor.html", {"groups": pages.cards()})


@permission_required(Permission.EDIT_CATALOGUE)
def edit_service(request: Request, slug: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.published(), slug=slug)
    form = ServiceTextForm(request.POST or None, initial=ServiceTextForm.initial_of(service))
    if form.is_valid():
        try:
            catalogue.edit_texts(service, form.cleaned_data, by=request.user)
        except catalogue.ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The public page shows it now."))
            return redirect("catalogue_editor")
    return render(request, "services/edit.html", {"form": form, "service": service})
