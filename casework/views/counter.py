"""A person's case at the counter: how far it is, and what a clerk writes down for the person."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.models import Correction
from applications.views.files import as_download
from casework.actions import decisions
from casework.deadlines import clocks_of
from casework.forms.talk import SaidForm
from casework.models import ANSWERS, Appeal, Case, CaseStatus, Decision, DecisionStatus, Side
from casework.notified import standing
from casework.progress import OF_PERSON, WORDS, clock_in_words
from casework.silence import silence_of
from casework.talking import talk_of
from casework.using import use_of, words_awaited
from casework.views.talk import wrote
from casework.waiting_view import honest_view
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records import documents
from records.access import note_seen
from records.models import Document
from records.workflow import verbs


def served(request: Request, uid: UUID) -> Case:
    """The case of whoever stands at the counter, noted in the access log."""
    case: Case = get_object_or_404(Case.objects.at_counter(request.user).with_parts(), uid=uid)
    note_seen(request, case.beneficiary.uid, purpose="counter", case_uid=case.uid)
    return case


def asked_of_person(case: Case, today: date) -> dict[str, bool]:
    """Whether the person's word is awaited on a kept place, or on whether the help has begun."""
    if case.status not in (CaseStatus.DECIDED, CaseStatus.PLACED):
        return {"place_awaited": False, "start_awaited": False}
    place, beginning = words_awaited(case, today)
    return {"place_awaited": place, "start_awaited": beginning}


@permission_required(Permission.FILE_AT_COUNTER)
def case(request: Request, uid: UUID) -> HttpResponse:
    found = served(request, uid)
    form = SaidForm(request.POST or None, request.FILES or None)
    if form.is_valid() and wrote(found, form, side=Side.PERSON, by=request.user, origin=form.cleaned_data["origin"]):
        messages.success(request, _("It was written down and waits for the officer."))
        return redirect("counter_case", uid)
    tone, label = WORDS[found.status][1], OF_PERSON[found.status]
    context = {"case": found, "form": form, "label": label, "tone": tone, "use": use_of(found)}
    context["honest"] = honest_view(found) if found.status == CaseStatus.WAITING else None
    today = timezone.localdate()
    clock = clocks_of([found], today).get(found.pk)
    context["clock"] = clock_in_words(clock) if clock and not clock.is_met else ""
    context["silence"] = silence_of(found, clock, today)
    context |= asked_of_person(found, today)
    context["may_be_withdrawn"] = "withdraw" in verbs(found)
    published = list(found.decisions.standing())
    context["decision"] = act = next((row for row in published if row.outcome in ANSWERS), None)
    # Without an act and without silence there is nothing to appeal.
    context["appeals"] = appeals = list(Appeal.objects.of(found)) if act or context["silence"] else []
    stands = act is not None and act.status == DecisionStatus.PUBLISHED
    waits = any(appeal.is_open for appeal in appeals)
    context["appeal_with"] = "counter_appeal" if (stands or context["silence"]) and not waits else ""
    context["beside"] = [row for row in published if row.is_beside]
    context["corrections"] = list(Correction.objects.open_at_counter(request.user).filter(case_uid=uid))
    return render(request, "counter/case.html", {**context, "talk": talk_of(found, request.user, Side.PERSON)})


@require_safe
@permission_required(Permission.FILE_AT_COUNTER)
def decision(request: Request, uid: UUID) -> HttpResponse:
    """The published act, printed for the person at the counter."""
    row = standing(served(request, uid))
    return _file(row, decisions.KIND, row.document_uid if row else None)


@require_safe
@permission_required(Permission.FILE_AT_COUNTER)
def decision_easy(request: Request, uid: UUID) -> HttpResponse:
    """The same in easy words."""
    row = standing(served(request, uid))
    return _file(row, decisions.EASY, row.easy_uid if row else None)


def _file(row: Decision | None, kind: str, document_uid: UUID | None) -> HttpResponse:
    if row is None:
        raise Http404
    document = get_object_or_404(Document.objects.of(row.uid, kind), uid=document_uid)
    if not document.is_ready:
        raise Http404
    return as_download(documents.read(document), "application/pdf", f"{row.number}-{kind}.pdf")
