"""The second signature: named by the applicant, read and given by the named person alone, online or at the counter."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import cosigned
from applications.actions import cosigning
from applications.forms.cosigning import CoSignerForm, CounterSignForm, RefuseForm, SignForm
from applications.models import CoSignature
from applications.review import sections_of
from applications.steps import Walk
from applications.views.walking import aside, draft_page
from applications.writers import Writer
from people.access import permission_required
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus


@draft_page
def name_cosigner(request: HttpRequest, writer: Writer) -> HttpResponse:
    walk, uid = Walk(writer.draft), writer.draft.uid
    known = CoSignature.objects.of(writer.draft).first()
    if "remove" in request.POST:
        cosigning.unname(writer.draft, by=writer.by)
        return redirect("apply_check", uid)
    form = CoSignerForm(request.POST or None, initial=known.named if known else None)
    answers = walk.answers()
    if form.is_valid():
        if form.named["id_number"] and form.named["id_number"] == answers.get("identity_number"):
            form.add_error("id_number", _("This is your own number. The second signature is another person's."))
        else:
            cosigning.name(writer.draft, form.named, by=writer.by)
            return redirect("apply_check", uid)
    capacity = answers.get("capacity", "")
    slugs = [service.slug for service in writer.draft.asked]
    context = {
        **aside(walk, "check"),
        "form": form,
        "known": known,
        "is_needed": cosigned.is_needed(slugs, capacity, timezone.localdate()),
        "back_url": reverse("apply_check", args=[uid]),
    }
    return render(request, "applications/cosigner.html", context)


def _opened(request: Request, uid: UUID) -> CoSignature:
    rows = CoSignature.objects.for_signer(request.user).exclude(status=CoSignature.Status.NAMED)
    row: CoSignature = get_object_or_404(rows.with_parts(), uid=uid)
    note_seen(request, row.application.about.uid, purpose="second signature")
    return row


def _read(row: CoSignature) -> dict[str, Any]:
    """Exactly what was written, and what came with it."""
    application = row.application
    return {
        "row": row,
        "application": application,
        "sections": sections_of(application),
        "attachments": Walk(application).given(),
        "services": [service.name for service in application.asked],
    }


def cosign(request: Request, uid: UUID) -> HttpResponse:
    """Reading and signing; what was changed after it was read is read again."""
    row = _opened(request, uid)
    form = SignForm(request.POST or None)
    if form.is_valid() and _signed(request, row, form):
        return redirect("cosign", uid)
    fresh = {"seen": cosigned.digest_of(row.application)}
    if not form.is_bound or form.is_valid():
        form = SignForm(initial=fresh)
    return render(request, "applications/cosign.html", {**_read(row), "form": form, "nav": "mine"})


def _signed(request: Request, row: CoSignature, form: SignForm | CounterSignForm) -> bool:
    """False when it must be read again."""
    seen = form.cleaned_data.get("document_seen", "")
    try:
        cosigning.sign(row, seen=form.cleaned_data["seen"], document_seen=seen, by=request.user)
        messages.success(request, _("Thank you. The signature is there, and the application goes on."))
    except cosigning.Changed:
        messages.error(request, _("Something was changed while you were reading. Please read it again."))
        return False
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return True


def refuse(request: Request, uid: UUID) -> HttpResponse:
    row = _opened(request, uid)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            cosigning.refuse(row, form.cleaned_data["reason"], by=request.user)
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
        return redirect("cosign", uid)
    return render(request, "applications/cosign_refuse.html", {"row": row, "form": form, "nav": "mine"})


@permission_required(Permission.USE_COUNTER)
def at_counter(request: Request, uid: UUID, cosignature_uid: UUID) -> HttpResponse:
    """The named person stands at the counter with a document."""
    person: Person = get_object_or_404(Person.objects.at_counter(request.user), uid=uid)
    rows = CoSignature.objects.at_counter(request.user, person).exclude(status=CoSignature.Status.NAMED)
    row: CoSignature = get_object_or_404(rows.with_parts(), uid=cosignature_uid)
    note_seen(request, person.uid, row.application.about.uid, purpose="counter")
    form = CounterSignForm(request.POST or None)
    if form.is_valid() and _signed(request, row, form):
        return redirect("counter_person", uid)
    if not form.is_bound or form.is_valid():
        form = CounterSignForm(initial={"seen": cosigned.digest_of(row.application)})
    return render(request, "counter/cosign.html", {**_read(row), "person": person, "form": form})
