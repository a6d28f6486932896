from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services.actions import reviews
from services.entries import stale
from services.models import Service


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def to_review(request: Request) -> HttpResponse:
    """What has not been checked for longer than agreed, the longest waiting first."""
    services, total = stale.shown(timezone.localdate())
    context = {"services": services, "total": total, "nav": "catalogue-editor"}
    return render(request, "services/to_review.html", context)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def confirm(request: Request, slug: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.published(), slug=slug)
    reviews.confirm(service, by=request.user)
    messages.success(request, _("Thank you. “%(name)s” is marked as checked today.") % {"name": service.name})
    return redirect("catalogue_to_review")
