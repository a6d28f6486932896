"""Beginning to apply: the open draft is offered first, then what else to ask for at the same time."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import duplicates, invited, keeping, visiting
from applications.actions import drafts, resuming
from applications.forms.apply import StartForm
from applications.models import Application
from services import admission
from services.models import Service


@login_not_required
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers the open drafts; a further one is begun only by somebody who says that it is meant.

    An account is offered and not demanded.
    """
    service = get_object_or_404(Service.objects.online(), slug=slug)
    existing = keeping.with_last_day(_begun(request, service))
    others = Service.objects.online().exclude(pk=service.pk).exclude(form_versions=None)
    open_to_me = invited.services_of_login(request.user)
    closed = dict(admission.closed_among([service, *others], timezone.localdate(), open_to_me))
    sent = []
    if request.user.is_authenticated:
        sent = duplicates.sent_for(service, Application.objects.visible_to(request.user))
    context = {"service": service, "existing": existing, "sent": sent, "back_url": service.get_absolute_url()}
    if service in closed:
        return render(
            request,
            "applications/closed.html",
            {**context, "standing": closed[service], "over": invited.why_not(request.user, [service])},
        )
    others = others.exclude(pk__in=[row.pk for row in closed])
    form = StartForm(request.POST or None, others=others, has_begun=bool(existing))
    if request.method == "POST" and form.is_valid():
        chosen = [service, *form.cleaned_data["more"]]
        if request.user.is_authenticated:
            return redirect("apply_tasks", drafts.start(request.user, chosen, by=request.user).uid)
        if resuming.may_begin(request.META.get("REMOTE_ADDR", "")):
            draft = drafts.start(None, chosen, by=request.user)
            visiting.enter(request, draft.uid)
            return redirect("apply_tasks", draft.uid)
        form.add_error(None, _("Too many applications were begun from this network. Sign in, or call us."))
    return render(request, "applications/start.html", {**context, "form": form})


def _begun(request: HttpRequest, service: Service) -> list[Application]:
    found = drafts.open_in_visit(visiting.open_uids(request), service)
    return [*found, *drafts.open_drafts(request.user, service)] if request.user.is_authenticated else found
