"""What is done with many cases at once: chosen in the list, asked once, all of them or none."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casework.actions import assignments
from casework.forms.assignment import AssignForm
from casework.models import Case
from casework.views.case import opened
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records import audit
from records.access import note_seen

NAMED = 5


def _uids(request: Request) -> list[UUID]:
    """Ticked in the list, or handed on by the page that asked once; in the order of the list."""
    found = dict.fromkeys([*request.POST.getlist("case"), *request.POST.get("cases", "").split()])
    try:
        return [UUID(text) for text in found]
    except ValueError:
        raise Http404 from None


def _cases(request: Request, verb: Permission) -> list[Case]:
    """All of them or 404: one foreign case among them is an attempt, and is written down."""
    uids = _uids(request)
    cases = list(Case.objects.visible_to(request.user).filter(uid__in=uids).select_related("beneficiary", "service"))
    if len(cases) != len(uids):
        audit.denied(verb.value, None, by=request.user)
        raise Http404
    note_seen(request, *(case.beneficiary.uid for case in cases), purpose="desk", kind="list")
    return cases


def _back(request: Request) -> HttpResponse:
    """The list as it was; its state is in the address."""
    state = QueryDict(request.POST.get("list", "")[:2000]).urlencode()
    return redirect(f"{reverse('desk')}?{state}" if state else "desk")


def _too_many_or_none(request: Request, cases: Sequence[Case]) -> bool:
    if not cases:
        messages.error(request, _("Nothing is chosen. Tick the cases first."))
    elif len(cases) > assignments.MOST:
        messages.error(request, _("Choose at most %(most)s cases at once.") % {"most": assignments.MOST})
    else:
        return False
    return True


@require_POST
@permission_required(Permission.ASSIGN_CASE)
def assign(request: Request) -> HttpResponse:
    """First asks to whom and why, with the number of the cases; then acts."""
    cases = _cases(request, Permission.ASSIGN_CASE)
    if _too_many_or_none(request, cases):
        return _back(request)
    answer = request.POST if "sure" in request.POST else None
    form = AssignForm(answer, units=[case.unit_id for case in cases])
    if form.is_valid():
        _assign(request, cases, form)
        return _back(request)
    context = {"form": form, "cases": cases, "named": cases[:NAMED], "more": len(cases) - NAMED}
    return render(request, "casework/assign_many.html", {**context, "list": request.POST.get("list", "")})


def _assign(request: Request, cases: Sequence[Case], form: AssignForm) -> None:
    officer = form.cleaned_data["officer"]
    try:
        done = assignments.assign(
            [case.uid for case in cases], to=officer, reason=form.cleaned_data["reason"], by=request.user
        )
    except assignments.NotAll as refusal:
        messages.error(request, _none(refusal.cases))
    except (assignments.NotInUnit, assignments.NotThere):
        messages.error(request, _("None was assigned: some of them have gone to another unit. Look at the list anew."))
    else:
        messages.success(request, _done(done, officer.name))


def _done(number: int, name: str) -> str:
    if not number:
        return _("Nothing changed: %(name)s answers for them already.") % {"name": name}
    words = ngettext(
        "%(number)s case was assigned to %(name)s.", "%(number)s cases were assigned to %(name)s.", number
    )  # fmt: skip
    return words % {"number": number, "name": name}


def _none(cases: list[Case]) -> str:
    """„Нито една не е възложена: 2 вече са решени: СУ-…“."""
    by_status = Counter(case.get_status_display() for case in cases)
    parts = ", ".join(f"{status}: {number}" for status, number in by_status.items())
    numbers = ", ".join(case.number for case in cases[:NAMED])
    rest = ", …" if len(cases) > NAMED else ""
    words = _("None was assigned. Some are finished already (%(statuses)s): %(numbers)s.")
    return words % {"statuses": parts, "numbers": f"{numbers}{rest}"}


def assign_one(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.ASSIGN_CASE, case)
    form = AssignForm(request.POST or None, units=[case.unit_id])
    if form.is_valid():
        _assign(request, [case], form)
        return redirect(case)
    context = {"case": case, "form": form, "title": _("Assign to an officer"), "remark": ""}
    return render(request, "casework/form.html", context)
