"""Beginning to apply: the open draft is offered first, then what else to ask for at the same time."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from applications.actions import drafts
from applications.forms.apply import StartForm
from people.http import Request
from services import admission
from services.models import Service


def start(request: Request, slug: str) -> HttpResponse:
    """Offers the open draft, otherwise asks what else to apply for at the same time."""
    service = get_object_or_404(Service.objects.online(), slug=slug)
    existing = drafts.open_draft(request.user, service)
    others = Service.objects.online().exclude(pk=service.pk).exclude(form_versions=None)
    closed = dict(admission.closed_among([service, *others], timezone.localdate()))
    form = StartForm(request.POST or None, others=others.exclude(pk__in=[row.pk for row in closed]))
    if service in closed:
        context = {"service": service, "standing": closed[service], "existing": existing}
        return render(request, "applications/closed.html", {**context, "back_url": service.get_absolute_url()})
    if request.method == "POST" and form.is_valid():
        chosen = [service, *form.cleaned_data["more"]]
        application = drafts.start(request.user, chosen, by=request.user)
        return redirect("apply_tasks", application.uid)
    context = {"service": service, "existing": existing, "form": form, "back_url": service.get_absolute_url()}
    return render(request, "applications/start.html", context)
