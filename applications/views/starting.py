"""Beginning to apply: the open draft is offered first, then what else to ask for at the same time."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from applications import keeping
from applications.actions import drafts
from applications.forms.apply import StartForm
from people.http import Request
from services import admission
from services.models import Service


def start(request: Request, slug: str) -> HttpResponse:
    """Offers the open drafts; a further one is begun only by somebody who says that it is meant."""
    service = get_object_or_404(Service.objects.online(), slug=slug)
    existing = keeping.with_last_day(drafts.open_drafts(request.user, service))
    others = Service.objects.online().exclude(pk=service.pk).exclude(form_versions=None)
    closed = dict(admission.closed_among([service, *others], timezone.localdate()))
    context = {"service": service, "existing": existing, "back_url": service.get_absolute_url()}
    if service in closed:
        return render(request, "applications/closed.html", {**context, "standing": closed[service]})
    others = others.exclude(pk__in=[row.pk for row in closed])
    form = StartForm(request.POST or None, others=others, has_begun=bool(existing))
    if request.method == "POST" and form.is_valid():
        chosen = [service, *form.cleaned_data["more"]]
        application = drafts.start(request.user, chosen, by=request.user)
        return redirect("apply_tasks", application.uid)
    return render(request, "applications/start.html", {**context, "form": form})
