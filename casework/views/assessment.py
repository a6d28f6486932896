"""The preliminary assessment: written, read back to the person, signed; read by a colleague; its versions."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.views.files import as_download
from casework import suggestions
from casework.actions import assessments
from casework.assessing import Choices, Start, choices_for, levels_of
from casework.forms.assessment import AssessmentForm, SigningForm
from casework.forms.casework import TextForm
from casework.models import Assessment, Case
from casework.reading import Line, parts_of, signature_in_words
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records import documents
from records.access import note_seen
from records.models import Document
from records.workflow import WrongStatus


def write(request: Request, uid: UUID) -> HttpResponse:
    """Every press keeps what was typed; „check“ goes on only when nothing is missing."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    start, choices = Start(case), choices_for(case, timezone.localdate())
    sent = request.POST if request.method == "POST" else None
    form = AssessmentForm(sent, choices=choices, initial=start.initial)
    seen = start.draft.saves if start.draft else 0
    if request.method == "POST":
        answer = _keep(request, case, form)
        if answer is not None:
            return answer
        seen = _number(request.POST.get("seen"))
    return render(request, "casework/assessment.html", _context(case, start, form, seen, theirs=[]))


def _keep(request: Request, case: Case, form: AssessmentForm) -> HttpResponse | None:
    """None where the form has to be shown again."""
    try:
        draft = assessments.save_draft(case, form.typed, seen=_number(request.POST.get("seen")), by=request.user)
    except assessments.WroteMeanwhile as conflict:
        return _both(request, case, form, conflict.draft)
    except WrongStatus as refusal:
        form.add_error(None, str(refusal))
        return None
    if "check" in request.POST:
        if form.is_valid():
            return redirect("case_assess_check", case.uid)
        start = Start(case)
        return render(request, "casework/assessment.html", _context(case, start, form, draft.saves, theirs=[]))
    messages.success(request, _("Saved. You can go on later."))
    return redirect("case_assess", case.uid)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else 0


def _both(request: Request, case: Case, form: AssessmentForm, theirs: Assessment) -> HttpResponse:
    """Two people wrote: mine stays in the fields, theirs stands above with what differs; the next press keeps mine."""
    differing = [
        line
        for part in parts_of(form, theirs.content, former=form.typed)
        for line in part.lines
        if line.before is not None
    ]
    form.full_clean()
    form.errors.clear()
    context = _context(case, Start(case), form, theirs.saves, theirs=differing)
    return render(request, "casework/assessment.html", context | {"colleague": theirs.made_by.name}, status=409)


def _context(case: Case, start: Start, form: AssessmentForm, seen: int, theirs: Sequence[Line]) -> dict[str, object]:
    typed = form.typed if form.is_bound else start.initial
    return {
        "case": case,
        "form": form,
        "seen": seen,
        "draft": start.draft,
        "former": start.former,
        "domains": list(form.domains(start.known)),
        "theirs": theirs,
        "suggestions": suggestions.for_case(case, levels_of(typed)),
    }


def check(request: Request, uid: UUID) -> HttpResponse:
    """What was written, read to the person before anybody signs. Then it holds, or waits for a colleague."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    start, choices = Start(case), choices_for(case, timezone.localdate())
    if start.draft is None or start.draft.proposed_at is not None:
        return _nothing_to_sign(request, case, start)
    written = AssessmentForm(_as_sent(start.draft.content), choices=choices)
    if not written.is_valid():
        messages.error(request, _("Something is still missing in the assessment."))
        return redirect("case_assess", uid)
    form = SigningForm(request.POST or None, held_on=written.cleaned_data["held_on"])
    if request.method == "POST" and _number(request.POST.get("seen")) != start.draft.saves:
        form.add_error(None, _("The assessment was changed after it was read. Read the new text to the person too."))
    if form.is_valid():
        try:
            _finish(request, case, written, form)
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(case)
    former = start.former.content if start.former else None
    parts = parts_of(written, start.draft.content, former)
    context = {"case": case, "form": form, "parts": parts, "draft": start.draft, "has_former": former is not None}
    return render(request, "casework/assessment_check.html", context)


def _nothing_to_sign(request: Request, case: Case, start: Start) -> HttpResponse:
    """Pressed twice, or pressed in an older tab: what was signed holds, and no new version is begun by that."""
    if start.draft is not None:
        messages.info(request, _("The assessment waits for a colleague to read it."))
    elif start.former is not None:
        messages.info(request, _("The assessment is already finished."))
    else:
        return redirect("case_assess", case.uid)
    return redirect(case)


def _as_sent(content: dict[str, object]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, value in content.items():
        if isinstance(value, list):
            sent.setlist(name, value)
        else:
            sent[name] = str(value)
    return sent


def _finish(request: Request, case: Case, written: AssessmentForm, form: SigningForm) -> None:
    said = written.cleaned_data
    assessment = assessments.finish(
        case,
        held_on=said["held_on"],
        place=said["place"],
        person_took_part=said["took_part"] == "yes",
        is_eligible=said["is_eligible"] == "yes",
        content={**written.typed, "signature": form.signature},
        by=request.user,
    )
    if assessment.finished_at is None:
        messages.success(request, _("The assessment waits for a colleague to read it."))
    else:
        messages.success(request, _("The assessment holds. The document is being prepared."))


def approve(request: Request, uid: UUID) -> HttpResponse:
    """A colleague reads the whole text, then lets it hold or returns it. Never its author."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    start, choices = Start(case), choices_for(case, timezone.localdate())
    draft = start.draft
    if draft is None or draft.proposed_at is None:
        return redirect(case)
    form = TextForm(request.POST if "return" in request.POST else None)
    is_other = _number(request.POST.get("seen")) != draft.saves and draft.made_by_id != request.user.pk
    if request.method == "POST" and "return" not in request.POST and is_other:
        messages.error(
            request, _("The text was changed after you opened it. Read it once more; nothing is signed yet.")
        )
        return redirect("case_assess_approve", uid)
    if request.method == "POST" and ("return" not in request.POST or form.is_valid()):
        draft.case = case
        try:
            if "return" in request.POST:
                assessments.send_back(draft, form.cleaned_data["text"], by=request.user)
            else:
                assessments.approve(draft, by=request.user)
        except assessments.SamePerson as same:
            raise PermissionDenied from same
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
        return redirect(case)
    parts = _parts(choices, draft, start.former)
    context = {"case": case, "form": form, "parts": parts, "draft": draft, "has_former": start.former is not None}
    return render(request, "casework/assessment_approve.html", context)


def _parts(choices: Choices, assessment: Assessment, former: Assessment | None) -> list[object]:
    before = former.content if former else None
    return list(parts_of(AssessmentForm(choices=choices), assessment.content, before))


@require_safe
def read(request: Request, uid: UUID, version: int) -> HttpResponse:
    """One finished version, with what the one before it said."""
    case = opened(request, uid)
    start = Start(case)
    shown = _version(case, version)
    former = next((row for row in reversed(start.finished) if row.version < version), None)
    context = {
        "case": case,
        "shown": shown,
        "versions": start.finished,
        "parts": _parts(choices_for(case, timezone.localdate()), shown, former),
        "has_former": former is not None,
        "signature": signature_in_words(shown.content.get("signature")),
        "paper": shown.signed_papers.standing().first(),
        "suggestions": suggestions.for_case(case, shown.need_codes),
    }
    return render(request, "casework/assessment_read.html", context)


def _version(case: Case, version: int) -> Assessment:
    rows = case.assessments.finished().select_related("data_key", "made_by", "approved_by")
    found: Assessment = get_object_or_404(rows, version=version)
    return found


@require_safe
def document(request: Request, uid: UUID, version: int) -> HttpResponse:
    row = _sealed(_version(opened(request, uid), version))
    if row.is_ready:
        return _file(row)
    messages.info(request, _("The document is being prepared. It takes a few seconds."))
    return redirect("case_assessment", uid, version)


@require_safe
def mine(request: Request, uid: UUID) -> HttpResponse:
    """The sealed document, for the person whose needs it is about."""
    rows = Assessment.objects.of_citizen(request.user).select_related("case__beneficiary")
    assessment = get_object_or_404(rows.distinct(), uid=uid)
    note_seen(
        request,
        assessment.case.beneficiary.uid,
        purpose="own application",
        case_uid=assessment.case.uid,
        kind="file",
    )
    row = _sealed(assessment)
    if row.is_ready:
        return _file(row)
    return render(request, "applications/preparing.html", {"title": row.title}, status=202)


def _sealed(assessment: Assessment) -> Document:
    found = Document.objects.of(assessment.uid, assessments.KIND)
    row: Document = get_object_or_404(found, uid=assessment.document_uid)
    return row


def _file(row: Document) -> HttpResponse:
    return as_download(documents.read(row), "application/pdf", f"{row.number.replace('#', '-')}.pdf")
