"""„Не сте съгласни?“: a person appeals here, sees what becomes of it, and may take it back; also through a clerk."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.models import Origin
from applications.views.files import as_download
from casework.actions import appeals
from casework.forms.afterwards import AppealForm, AppealForSomebodyForm
from casework.models import Appeal, Case
from casework.views.appeal import for_somebody, found_in, registered
from casework.views.counter import served
from casework.views.talk import own_case
from people.access import permission_required
from people.http import Request
from people.models import User
from people.roles import Permission
from records import documents
from records.access import note_seen
from records.workflow import WrongStatus


def mine(request: Request, uid: UUID) -> HttpResponse:
    """What an appeal is, how long there is time, and the form, on one page."""
    case = own_case(request, uid)
    found = found_in(case, request)
    waiting = appeals.open_of(case, found.decision)
    if waiting is not None and waiting.registered_by_id == request.user.pk:
        return redirect("mine_appeal_page", waiting.uid)
    form = AppealForm(request.POST or None, request.FILES or None, found=found)
    if form.is_valid():
        said = {**form.said, "lodged_on": timezone.localdate(), "lodged_by": _name(request.user, case)}
        row = registered(case, form, found, by=request.user, origin=Origin.ONLINE, **said)
        if row is not None:
            return redirect("mine_appeal_page", row.uid)
    today = timezone.localdate()
    context = {
        "case": case, "form": form, "found": found, "today": today, "left": found.left(today),
        "is_late": found.is_late(today), "who": _name(request.user, case), "nav": "mine",
    }  # fmt: skip
    return render(request, "mine/appeal.html", context)


def _name(user: User, case: Case) -> str:
    """Whoever appeals: the person behind the login, or else the one who applied."""
    applicant = case.request.application.applicant
    person = user.person or (applicant if case.request.application.applicant_user_id == user.pk else None)
    return (person or case.beneficiary).full_name


def _own(request: Request, uid: UUID, kind: str = "page") -> Appeal:
    rows = Appeal.objects.visible_to(request.user).select_related(
        "data_key", "decision__data_key", "case__data_key", "case__service", "case__unit", "case__beneficiary",
        "case__request__application__applicant", "case__request__application__applicant_user",
    )  # fmt: skip
    row: Appeal = get_object_or_404(rows, uid=uid)
    note_seen(request, row.case.beneficiary.uid, purpose="own application", case_uid=row.case.uid, kind=kind)
    return row


@require_safe
def page(request: Request, uid: UUID) -> HttpResponse:
    """Its number and day, what happens next and by when, and what became of it."""
    return render(request, "mine/appeal_page.html", {"appeal": _own(request, uid), "nav": "mine"})


@require_safe
def receipt(request: Request, uid: UUID) -> HttpResponse:
    return _receipt(request, _own(request, uid, "file"))


def _receipt(request: Request, row: Appeal) -> HttpResponse:
    document = appeals.receipt_of(row)
    if document is None:
        raise Http404
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", f"{row.number}.pdf")


@require_POST
def take_back(request: Request, uid: UUID) -> HttpResponse:
    row = _own(request, uid)
    try:
        appeals.take_back(row, by=request.user)
        messages.success(request, _("Your appeal was taken back."))
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return redirect("mine_appeal_page", uid)


@permission_required(Permission.FILE_AT_COUNTER)
def at_counter(request: Request, uid: UUID) -> HttpResponse:
    """Written down with the person, or handed in on paper."""
    case = served(request, uid)
    found = found_in(case, request)
    form = AppealForSomebodyForm(request.POST or None, request.FILES or None, found=found, initial=for_somebody(case))
    row = registered(case, form, found, by=request.user, **form.said) if form.is_valid() else None
    if row is not None:
        number = {"number": row.number, "day": f"{row.send_by:%d.%m.%Y}"}
        messages.success(request, _("Appeal %(number)s is registered. It goes on by %(day)s.") % number)
        return redirect("counter_case", uid)
    context = {"case": case, "form": form, "found": found, "is_late": found.is_late(timezone.localdate())}
    return render(request, "counter/appeal.html", context)


@require_safe
@permission_required(Permission.FILE_AT_COUNTER)
def counter_receipt(request: Request, uid: UUID) -> HttpResponse:
    """To be printed for the person."""
    rows = Appeal.objects.at_counter(request.user).select_related("data_key", "case__beneficiary")
    row = get_object_or_404(rows, uid=uid)
    note_seen(request, row.case.beneficiary.uid, purpose="counter", case_uid=row.case.uid, kind="file")
    return _receipt(request, row)
