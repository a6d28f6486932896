"""Analyses that the law asks for: the list, one with its sections, what is done with it, and its files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.views.files import as_download
from casework import analysing
from casework.actions import analyses as actions
from casework.actions.decisions import SamePerson
from casework.forms.analysis import BeginForm, ReturnForm, SectionForm
from casework.models import Analysis
from casework.reports import analyses
from casework.views.figures import TOPICS, XLSX
from people.access import allows, permission_required, require
from people.http import Request
from people.roles import Permission
from records import documents
from records.models import Document
from records.workflow import WrongStatus
from services.exports import sheets

SEE = permission_required(Permission.SEE_FIGURES)


@SEE
def listing(request: Request) -> HttpResponse:
    """What is due, what there is, and the way to begin one."""
    today = timezone.localdate()
    rules, years = analysing.rules(today), analysing.years(today)
    writes = allows(request.user, Permission.WRITE_ANALYSIS)
    if request.method == "POST":
        require(request.user, Permission.WRITE_ANALYSIS)
    form = BeginForm(request.POST or None, rules=rules, years=years) if writes else None
    if form is not None and form.is_valid():
        rule = next(rule for rule in rules if rule.kind == form.cleaned_data["kind"])
        try:
            return redirect(actions.begin(rule, form.cleaned_data["year"], by=request.user))
        except actions.NotCounted:
            form.add_error(None, _("The figures are not counted yet. They are counted twice a day; try again later."))
    context = {
        "form": form,
        "due": analysing.due(rules, today) if writes or allows(request.user, Permission.APPROVE_ANALYSIS) else [],
        "rows": list(Analysis.objects.visible_to(request.user).listed()[: analysing.SHOWN]),
        **_frame(),
    }
    return render(request, "casework/analyses.html", context)


def _frame() -> dict[str, Any]:
    return {"nav": "figures", "topics": [(name, label) for name, (label, _make) in TOPICS.items()]}


def _found(request: Request, uid: UUID) -> Analysis:
    rows = Analysis.objects.visible_to(request.user).with_parts()
    row: Analysis = get_object_or_404(rows, uid=uid)
    return row


@require_safe
@SEE
def page(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, _found(request, uid), ReturnForm())


def _page(request: Request, analysis: Analysis, form: ReturnForm) -> HttpResponse:
    parts = analyses.sections(analysis)
    context = {
        "analysis": analysis,
        "sections": parts,
        "open_sections": [part for part in parts if part.is_open],
        "writes": analysis.is_draft and allows(request.user, Permission.WRITE_ANALYSIS),
        "approves": analysis.status == "sent" and allows(request.user, Permission.APPROVE_ANALYSIS),
        "return_form": form,
        "form": form if form.is_bound else None,
        "due_on": analysis.rule.due_on(analysis.year),
        **_frame(),
    }
    return render(request, "casework/analysis.html", context)


@SEE
def section(request: Request, uid: UUID, section: str) -> HttpResponse:
    """The figures above, the text and the table to fill below; every save keeps one section."""
    analysis = _found(request, uid)
    require(request.user, Permission.WRITE_ANALYSIS, analysis)
    rule = analysis.section(section)
    if rule is None or not analysis.is_draft:
        raise Http404
    part = analyses.section(analysis, rule)
    form = SectionForm(request.POST if request.method == "POST" else None, part=part)
    context: dict[str, Any] = {"analysis": analysis, "part": part, "form": form, **_frame()}
    context["seen"] = analyses.mark(analysis, section)
    if form.is_valid():
        try:
            actions.save(
                analysis, section, form.cleaned_data.get("text", ""), form.cells,
                seen=request.POST.get("seen", ""), by=request.user,
            )  # fmt: skip
        except actions.SavedMeanwhile as other:
            now = other.analysis
            context |= {"theirs": analyses.section(now, rule), "seen": analyses.mark(now, section)}
            return render(request, "casework/analysis_section.html", context, status=409)
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
            return redirect(analysis)
        messages.success(request, _("Saved."))
        return redirect(f"{analysis.get_absolute_url()}#{section}")
    return render(request, "casework/analysis_section.html", context)


@require_POST
@SEE
def act(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """What one press does: take the figures anew, send, give back, approve."""
    analysis = _found(request, uid)
    wanted = {"figures": Permission.WRITE_ANALYSIS, "send": Permission.WRITE_ANALYSIS,
              "return": Permission.APPROVE_ANALYSIS, "approve": Permission.APPROVE_ANALYSIS}  # fmt: skip
    if verb not in wanted:
        raise Http404
    require(request.user, wanted[verb], analysis)
    if verb == "return" and not (form := ReturnForm(request.POST)).is_valid():
        return _page(request, analysis, form)
    try:
        if verb == "figures":
            actions.take_anew(analysis, by=request.user)
        elif verb == "send":
            actions.send(analysis, by=request.user)
        elif verb == "return":
            actions.give_back(analysis, form.cleaned_data["remark"], by=request.user)
        else:
            actions.approve(analysis, by=request.user)
    except SamePerson as same:
        raise PermissionDenied from same
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
        return redirect(analysis)
    messages.success(request, _DONE[verb]())
    return redirect(analysis)


_DONE = {
    "figures": lambda: _("The figures are those of the last count now."),
    "send": lambda: _("It waits for approval by the leadership."),
    "return": lambda: _("It was given back with your remark."),
    "approve": lambda: _("Approved. The sealed document is being prepared; it takes a few seconds."),
}


@require_safe
@SEE
def file(request: Request, uid: UUID, form: str) -> HttpResponse:
    """Every table as a workbook, or the sealed document."""
    analysis = _found(request, uid)
    name = f"{analysis.kind}-{analysis.year}-v{analysis.version}.{form}"
    if form == "xlsx":
        return as_download(sheets.workbook(analyses.sheets(analysis)), XLSX, name)
    if form != "pdf" or analysis.document_uid is None:
        raise Http404
    row = get_object_or_404(Document.objects.of(analysis.uid, actions.KIND), uid=analysis.document_uid)
    if row.is_ready:
        return as_download(documents.read(row), "application/pdf", name)
    messages.info(request, _("The document is being prepared. It takes a few seconds."))
    return redirect(analysis)
