"""What did not arrive: somebody takes it, and says what was done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import undelivered
from applications.actions import undelivered as actions
from applications.forms.undelivered import ResolveForm
from applications.models import Undelivered
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.channels import bounces
from records.workflow import WrongStatus


@require_safe
@permission_required(Permission.WORK_ON_UNDELIVERED)
def listing(request: Request) -> HttpResponse:
    tab = request.GET.get("tab", "open")
    tab = tab if tab in undelivered.TABS else "open"
    page = undelivered.page_of(request.user, tab, request.GET.get("after", ""))
    note_seen(request, *(line.person.uid for line in page.lines if line.person), purpose="undelivered", kind="list")
    context = {"tabs": undelivered.counts(request.user), "tab": tab, "page": page}
    return render(request, "undelivered/list.html", context)


def _opened(request: Request, uid: UUID) -> Undelivered:
    row = get_object_or_404(Undelivered.objects.visible_to(request.user).with_parts(), uid=uid)
    require(request.user, Permission.WORK_ON_UNDELIVERED, row)
    return row


def one(request: Request, uid: UUID) -> HttpResponse:
    row = _opened(request, uid)
    form = ResolveForm(request.POST or None, row=row) if row.status == "open" else None
    line = undelivered.lines_of([row], by=request.user)[0]
    if line.person:
        note_seen(request, line.person.uid, purpose="undelivered")
    if form is not None and form.is_valid():
        try:
            actions.resolve(row, how=form.cleaned_data["how"], note=form.cleaned_data["note"], by=request.user)
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
        except actions.CannotSend:
            row.refresh_from_db()
            form.add_error(None, _("This message is already on its way again, or has arrived. See below."))
        else:
            messages.success(request, _("Written down. The list is shorter by one."))
            return redirect("undelivered")
    message = row.delivery.message
    context = {
        "line": line,
        "row": row,
        "form": form,
        "ways": undelivered.ways_of(message),
        "is_dead": row.delivery.channel == "email" and bounces.goes_nowhere(message),
    }
    return render(request, "undelivered/one.html", context)


@require_POST
def take(request: Request, uid: UUID) -> HttpResponse:
    row = _opened(request, uid)
    try:
        actions.take(row, by=request.user)
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return redirect(row)
