"""Checking everything on one page, sending it once, and what is shown afterwards."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import audience, cosigned, counterflow, duplicates, hooks, invited, mandates, quotas, visiting
from applications.actions import drafts, resuming, submissions, tracking
from applications.forms.apply import AnswerMailForm, WhyAgainForm
from applications.likelihood import doubts_of
from applications.models import CoSignature
from applications.readback import answers_in, is_agreed
from applications.review import sections
from applications.steps import Walk
from applications.views.walking import aside, draft_page
from applications.writers import Part, Right, Writer, sent_by
from records.access import note_seen
from services import admission


@draft_page
def check(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Everything answered on one page; sending it is one POST that may come twice."""
    uid = writer.draft.uid
    form = WhyAgainForm(request.POST or None)
    mail = AnswerMailForm(request.POST or None) if _lacks_mail(writer) else None
    if request.method == "POST":
        writer.require(Right.SEND)
        if "leave_out" in request.POST:
            drafts.leave_out(writer.draft, request.POST["leave_out"], by=writer.by)
            return redirect("apply_check", uid)
        try:
            if _takes_mail(writer, mail):
                return _submitted(request, writer, form.cleaned_data["why"] if form.is_valid() else "")
        except submissions.DuplicateOpen:
            pass  # the page shows what is open already, and asks why it is needed once more
    walk = Walk(writer.draft)
    earlier = duplicates.of_draft(walk, writer.may_see())
    closed = quotas.closed_now(walk.application, walk.answers())
    beside = aside(walk, "check")
    context = {
        **beside,
        "sections": sections(walk, beside["prepared"]),
        "attachments": walk.given(),
        "told": audience.planned(walk, is_helper=writer.part == Part.HELPER),
        **cosigned.beside(walk),
        "mandate_has_ended": mandates.is_expired(walk.answers()),
        "doubts": doubts_of(walk),
        "closed": closed,
        "invitations_over": invited.why_not(request.user, [service for service, _state in closed]) if closed else [],
        "earlier": earlier,
        "is_same": any(one.is_same for one in earlier),
        "form": form if earlier else None,
        "mail": mail,
        "has_errors": bool(mail and mail.errors),
        "may_send": writer.may(Right.SEND),
        "can_leave_out": len(walk.application.asked) > len(closed),
        "back_url": reverse("apply_tasks", args=[uid]),
        "is_agreed": writer.part == Part.CLERK and is_agreed(walk.application, answers_in(walk)),
    }
    return render(request, "applications/check.html", context)


def _lacks_mail(writer: Writer) -> bool:
    """An answer by e-mail was chosen, and nobody has asked for the address yet."""
    return writer.part == Part.VISITOR and audience.lacks_mail(Walk(writer.draft).answers(), writer.draft)


def _takes_mail(writer: Writer, mail: AnswerMailForm | None) -> bool:
    """Keeps the address, if one was typed; False where it is none."""
    if mail is None:
        return True
    if mail.is_valid() and mail.cleaned_data["email"]:
        resuming.note_mail(writer.draft, mail.cleaned_data["email"])
    return mail.is_valid()


def _submitted(request: HttpRequest, writer: Writer, why: str) -> HttpResponse:
    uid, seen = writer.draft.uid, request.POST.get("versions")
    try:
        sent = submissions.submit(writer.draft, by=writer.by, seen=seen, here=writer.may_see(), why=why)
    except submissions.FormChanged:
        messages.info(request, _("The form was changed a moment ago. Look at the answers once more, then send."))
        return redirect("apply_check", uid)
    except submissions.Incomplete:
        return redirect("apply_tasks", uid)
    except admission.NotOpen:
        return redirect("apply_check", uid)
    if writer.part == Part.CLERK:
        return counterflow.slip_with_code(request, writer.draft, by=writer.by)
    if writer.part == Part.VISITOR:
        visiting.sent(request, uid, tracking.issue_code(sent, by=writer.by))
    return redirect("apply_sent", uid)


@login_not_required
def sent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What happens next. Who has no account gets the code to follow it, once."""
    application = sent_by(request).with_parts().filter(uid=uid).first()
    if application is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.path)
    note_seen(request, application.about.uid, purpose="own application")
    progress = hooks.progress_of.one([application]).get(application.pk, [])
    title = _("We have received your application")
    code = tracking.in_halves(visiting.sent_code(request, uid))
    signature = CoSignature.objects.of(application).first()
    context = {"application": application, "progress": progress, "title": title, "code": code, "signature": signature}
    return render(request, "applications/sent.html", context)
