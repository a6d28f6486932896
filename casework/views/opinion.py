"""Asking another body for its opinion: the officer's pages, and the page behind the link, which needs no account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.steps import Walk
from applications.views.files import served
from casework.actions import opinions
from casework.forms.opinion import OpinionAnswerForm, OpinionForm
from casework.models import Fact, Opinion
from casework.provider import needs_of
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records import tries
from records.links import hash_of
from records.workflow import WrongStatus

TRIES_AN_HOUR = 120
# What was done in this browser behind a link, kept in its session.
OPENED, SENT = "opened", "sent"


def ask(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    form = OpinionForm(request.POST or None, case=case)
    if form.is_valid():
        data = dict(form.cleaned_data)
        documents = data.pop("documents", [])
        row, _token = opinions.ask(case, **data, document_uids=documents, rule=form.rule, by=request.user)
        said = {"day": date_format(row.due_on), "silence": row.get_silence_display()}
        messages.success(
            request, _("The request for an opinion is on its way. If nothing comes by %(day)s: %(silence)s.") % said
        )
        return redirect(case)
    context = {
        "case": case, "form": form, "title": _("Ask another body for its opinion"), "remark": "",
        "button": _("Send the question"),
    }  # fmt: skip
    return render(request, "casework/opinion_ask.html", context)


VERBS = {
    "withdraw": opinions.withdraw,
    "again": opinions.ask_again,
    "without": opinions.go_on_without,
    "read": opinions.note,
}


@require_POST
def act(request: Request, uid: UUID, opinion_uid: UUID, verb: str) -> HttpResponse:
    """What an officer does about an opinion that is awaited, late or here."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    row = get_object_or_404(case.opinions.select_related("rule__organisation", "data_key", "case"), uid=opinion_uid)
    try:
        VERBS[verb](row, by=request.user)
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return redirect(case)


@require_safe
def file(request: Request, uid: UUID, opinion_uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    row = get_object_or_404(case.opinions.select_related("data_key"), uid=opinion_uid)
    return served(request, row, str(row.file_name))


def _behind(request: HttpRequest, token: str) -> Opinion | None:
    """None for a link that opens nothing (any more); Http404 for who tries too many."""
    if tries.count_from(request.META.get("REMOTE_ADDR", ""), "opinion") > TRIES_AN_HOUR:
        raise Http404
    return Opinion.objects.answerable(hash_of(token), timezone.localdate()).first()


@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Says only that something is asked; what is asked and shown comes in the browser in which „Open“ was pressed."""
    row, mark = _behind(request, token), f"opinion-{hash_of(token)}"
    done = request.session.get(mark, "")
    if row is None:
        if done != SENT:
            return render(request, "opinion/over.html", status=410)
        return redirect("opinion", token) if request.method == "POST" else render(request, "opinion/thanks.html")
    if request.method != "POST":
        if done == OPENED:
            return _page(request, row, OpinionAnswerForm(), token)
        return render(request, "opinion/cover.html", {"opinion": row, "silence": opinions.said_to(row)})
    if "open" in request.POST:
        if done != OPENED:
            opinions.open_(row)
            request.session[mark] = OPENED
        return redirect("opinion", token)
    form = OpinionAnswerForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            opinions.answer(row, signed_as=data["signed_as"], text=data["text"], upload=data.get("file"))
            request.session[mark] = SENT
            return redirect("opinion", token)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        except WrongStatus:
            return render(request, "opinion/over.html", status=410)
    return _page(request, row, form, token)


def _page(request: HttpRequest, row: Opinion, form: OpinionAnswerForm, token: str) -> HttpResponse:
    case = row.case
    shown: list[tuple[str, Any]] = []
    if Fact.NAME in row.facts:
        shown.append((str(Fact.NAME.label), case.beneficiary.full_name))
    if Fact.ADDRESS in row.facts:
        shown.append((str(Fact.ADDRESS.label), (case.beneficiary.address or {}).get("line") or "—"))
    if Fact.NEEDS in row.facts:
        levels = needs_of(case.assessments.for_reading().last())
        shown.append((str(Fact.NEEDS.label), "; ".join(f"{domain}: {level}" for domain, level in levels) or "—"))
    files = [(label, one) for label, one in Walk(case.request.application).given() if str(one.uid) in row.document_uids]
    context = {
        "opinion": row,
        "form": form,
        "shown": shown,
        "files": files,
        "token": token,
        "silence": opinions.said_to(row),
    }
    return render(request, "opinion/answer.html", context)


@login_not_required
@require_safe
def document(request: HttpRequest, token: str, attachment_uid: UUID) -> HttpResponse:
    """A chosen document, once the request was opened."""
    row = _behind(request, token)
    if row is None or row.opened_at is None or str(attachment_uid) not in row.document_uids:
        raise Http404
    files = row.case.request.application.attachments.select_related("data_key")
    found = get_object_or_404(files, uid=attachment_uid)
    return served(request, found, str(found.name))
