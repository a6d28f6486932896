"""Papers of a person in service that the provider may take: the referral to it and the plan that it wrote."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.views.files import as_download
from casework.actions import papers, plans
from casework.models import PlaceHold
from casework.models.plan import SERVED
from casework.views.provider import no_longer, the_hold
from people.access import require
from people.http import Request
from people.roles import Permission
from records import documents
from records.models import Document


@require_safe
def referral(request: Request, uid: UUID) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.USE_PROVIDER_DESK, hold)
    if hold.status not in SERVED:
        return no_longer(request)
    row: Document = get_object_or_404(Document.objects.of(hold.referral.uid, papers.REFERRAL))
    return _file(request, hold, row)


@require_safe
def plan(request: Request, uid: UUID) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_longer(request)
    agreed = get_object_or_404(hold.case.plans.standing().filter(provider=hold.offer.provider_id))
    row: Document = get_object_or_404(Document.objects.of(agreed.uid, plans.KIND), uid=agreed.document_uid)
    return _file(request, hold, row)


def _file(request: Request, hold: PlaceHold, row: Document) -> HttpResponse:
    if row.is_ready:
        return as_download(documents.read(row), "application/pdf", f"{row.kind}-{row.number.replace('#', '-')}.pdf")
    messages.info(request, _("The document is being prepared. It takes a few seconds."))
    return redirect("provider_referral", hold.uid)
