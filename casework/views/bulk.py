"""What is done with many cases at once: chosen in the list, asked once, all of them or none."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casework import desk, exporting, wanted
from casework.actions import assignments, reminders
from casework.forms.assignment import AssignForm
from casework.models import Case
from casework.views.case import opened
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records import audit
from records.access import note_seen
from services.exports import sheets

NAMED = 5
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _state(request: Request) -> wanted.Wanted:
    return wanted.read(QueryDict(request.POST.get("list", "")[:2000]).dict())


def _uids(request: Request, most: int) -> list[UUID]:
    """The whole list, or what was ticked in it or handed on by the page that asked once; in the order of the list."""
    if "all" in request.POST:
        return desk.uids_of(desk.desk_of(request.user, _state(request), timezone.localdate()), most + 1)
    found = dict.fromkeys([*request.POST.getlist("case"), *request.POST.get("cases", "").split()])
    try:
        return [UUID(text) for text in found]
    except ValueError:
        raise Http404 from None


def _cases(request: Request, verb: str, most: int = assignments.MOST) -> list[Case]:
    """In the order of the list. One foreign case among them is an attempt: 404 for all, and it is written down."""
    uids = _uids(request, most)
    rows = Case.objects.visible_to(request.user).filter(uid__in=uids)
    found = {case.uid: case for case in rows.select_related("beneficiary", "service", "settlement", "unit", "assignee")}
    if len(found) != len(set(uids)):
        audit.denied(verb, None, by=request.user)
        raise Http404
    note_seen(request, *(case.beneficiary.uid for case in found.values()), purpose="desk", kind="list")
    return [found[uid] for uid in uids]


def _back(request: Request) -> HttpResponse:
    """The list as it was; its state is in the address."""
    address = _state(request).address
    return redirect(f"{reverse('desk')}?{address}" if address else "desk")


def _refused(request: Request, cases: Sequence[Case], most: int = assignments.MOST) -> bool:
    if not cases:
        messages.error(request, _("Nothing is chosen. Tick the cases first."))
    elif len(cases) > most:
        messages.error(request, _("Choose at most %(most)s cases at once.") % {"most": most})
    else:
        return False
    return True


def _page(request: Request, template: str, cases: Sequence[Case], **more: object) -> HttpResponse:
    shown = {"cases": cases, "named": cases[:NAMED], "more": len(cases) - NAMED, "list": _state(request).address}
    return render(request, template, {**shown, **more})


@require_POST
@permission_required(Permission.ASSIGN_CASE)
def assign(request: Request) -> HttpResponse:
    """First asks to whom and why, with the number of the cases; then acts."""
    cases = _cases(request, Permission.ASSIGN_CASE.value)
    if _refused(request, cases):
        return _back(request)
    form = AssignForm(request.POST if "sure" in request.POST else None, units=[case.unit_id for case in cases])
    if form.is_valid():
        _assign(request, cases, form)
        return _back(request)
    return _page(request, "casework/assign_many.html", cases, form=form)


def _assign(request: Request, cases: Sequence[Case], form: AssignForm) -> None:
    officer = form.cleaned_data["officer"]
    uids = [case.uid for case in cases]
    try:
        done, receiver = assignments.assign(uids, to=officer, reason=form.cleaned_data["reason"], by=request.user)
    except assignments.NotAll as refusal:
        first = _("None was assigned. Some are finished already (%(statuses)s): %(numbers)s.")
        messages.error(request, first % _which(refusal.cases))
    except (assignments.NotInUnit, assignments.NotThere):
        messages.error(request, _("None was assigned: some of them have gone to another unit. Look at the list anew."))
    else:
        messages.success(request, _done(done, receiver.name))
        if receiver != officer:
            words = _("%(name)s is away; %(substitute)s stands in.")
            messages.warning(request, words % {"name": officer.name, "substitute": receiver.name})


def _done(number: int, name: str) -> str:
    if not number:
        return _("Nothing changed: %(name)s answers for them already.") % {"name": name}
    words = ngettext(
        "%(number)s case was assigned to %(name)s.", "%(number)s cases were assigned to %(name)s.", number
    )  # fmt: skip
    return words % {"number": number, "name": name}


def _which(cases: list[Case]) -> dict[str, str]:
    """How many in which status, and the first numbers."""
    by_status = Counter(case.get_status_display() for case in cases)
    numbers = ", ".join(case.number for case in cases[:NAMED])
    rest = ", …" if len(cases) > NAMED else ""
    statuses = ", ".join(f"{status}: {number}" for status, number in by_status.items())
    return {"statuses": statuses, "numbers": f"{numbers}{rest}"}


def assign_one(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.ASSIGN_CASE, case)
    form = AssignForm(request.POST or None, units=[case.unit_id])
    if form.is_valid():
        _assign(request, [case], form)
        return redirect(case)
    context = {"case": case, "form": form, "title": _("Assign to an officer"), "remark": ""}
    return render(request, "casework/form.html", context)


@require_POST
@permission_required(Permission.WORK_ON_CASE)
def remind(request: Request) -> HttpResponse:
    """First says who will be told; then reminds."""
    cases = _cases(request, "remind")
    if _refused(request, cases):
        return _back(request)
    if "sure" not in request.POST:
        return _page(request, "casework/remind_many.html", cases)
    try:
        done = reminders.remind([case.uid for case in cases], by=request.user)
    except assignments.NotAll as refusal:
        words = _("Nobody was reminded. In some cases we wait for nobody's answer (%(statuses)s): %(numbers)s.")
        messages.error(request, words % _which(refusal.cases))
    except assignments.NotThere:
        messages.error(
            request, _("Nobody was reminded: some of them have gone to another unit. Look at the list anew.")
        )
    else:
        words = _("Reminded: questions to people %(citizens)s, providers %(providers)s.")
        messages.success(request, words % {"citizens": done.citizens, "providers": done.providers})
    return _back(request)


@require_POST
@permission_required(Permission.USE_DESK)
def export(request: Request, kind: str) -> HttpResponse:
    """The chosen cases as a table. Nothing changes, so nothing is asked."""
    if kind not in TYPES:
        raise Http404
    cases = _cases(request, "export", exporting.MOST)
    if _refused(request, cases, exporting.MOST):
        return _back(request)
    audit.record("cases_exported", None, by=request.user, number=len(cases), kind=kind)
    table = sheets.TABLES[kind](exporting.columns(), exporting.rows(cases))
    name = f"cases-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        table, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
