"""The page of the person who is served now, and the mending of their record."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.counterflow import focus_first
from applications.forms.persons import CorrectionForm, HomeSeenForm, IdentityForm
from applications.personpage import everything_of
from people.access import permission_required, require
from people.actions import corrections, households, identity
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen


def served(request: Request, uid: UUID) -> Person:
    person: Person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    return person


@require_safe
@permission_required(Permission.USE_COUNTER)
def person(request: Request, uid: UUID) -> HttpResponse:
    return render(request, "counter/person.html", everything_of(served(request, uid), request.user))


@permission_required(Permission.USE_COUNTER)
def correct(request: Request, uid: UUID) -> HttpResponse:
    found = served(request, uid)
    require(request.user, Permission.CORRECT_PERSON, found)
    form = CorrectionForm(found, request.POST or None)
    if form.is_valid() and _corrected(request, found, form):
        messages.success(request, _("The record was corrected. The person is told."))
        return redirect("counter_person", uid)
    focus_first(form)
    context = {"form": form, "person": found, "title": _("Correct the record"), "verb": _("Correct it")}
    return render(request, "counter/mend.html", context)


def _corrected(request: Request, found: Person, form: CorrectionForm) -> bool:
    data = form.cleaned_data
    try:
        corrections.correct(
            found, form.values, reason=data["reason"], proof=data["proof"], seen=data["seen"], by=request.user
        )
    except corrections.NothingChanged:
        form.add_error(None, _("Nothing was changed: correct what is wrong, or go back."))
    except corrections.ProofNeeded:
        form.add_error("proof", _("A number is corrected only by a document that you see."))
    except corrections.ChangedSince:
        form.add_error(None, _("A colleague has just corrected this record. Open it again and look what is there now."))
    except corrections.NumberKnown:
        form.add_error("id_number", _("Another record has this number. Look at it: it may be the same person."))
    return not form.errors


@require_POST
@permission_required(Permission.USE_COUNTER)
def undo_correction(request: Request, uid: UUID, correction_uid: UUID) -> HttpResponse:
    found = served(request, uid)
    row = get_object_or_404(found.corrections.select_related("data_key", "person", "undone_by"), uid=correction_uid)
    require(request.user, Permission.MERGE_PERSONS, found)
    try:
        corrections.undo(row, by=request.user)
    except corrections.ChangedSince:
        messages.error(request, _("This can no longer be undone: the record was corrected again."))
    return redirect("counter_person", uid)


@permission_required(Permission.USE_COUNTER)
def check_identity(request: Request, uid: UUID) -> HttpResponse:
    found = served(request, uid)
    require(request.user, Permission.CHECK_IDENTITY, found)
    form = IdentityForm(request.POST or None)
    if form.is_valid() and _checked(request, found, form):
        messages.success(request, _("It is written down that you saw a document."))
        return redirect("counter_person", uid)
    focus_first(form)
    context = {"form": form, "person": found, "title": _("Identity document seen"), "verb": _("I saw it")}
    return render(request, "counter/mend.html", context)


def _checked(request: Request, found: Person, form: IdentityForm) -> bool:
    data = form.cleaned_data
    try:
        account = identity.account_of(data["email"]) if data["email"] else None
        identity.check(found, proof=data["proof"], account=account, by=request.user)
    except identity.NoSuchAccount:
        form.add_error("email", _("There is no citizen's account with this confirmed e-mail. Ask how it is written."))
    except identity.Taken:
        form.add_error("email", _("This account or this person is joined to another one already. Call the head."))
    return not form.errors


@permission_required(Permission.USE_COUNTER)
def home_seen(request: Request, uid: UUID) -> HttpResponse:
    """Documents that show who lives in the home: looked at, not copied."""
    found = served(request, uid)
    require(request.user, Permission.CORRECT_PERSON, found)
    home = households.household_of(found)
    if home is None:
        raise Http404
    form = HomeSeenForm(home[1], request.POST or None)
    if form.is_valid():
        households.note_seen(found, form.documents, form.cleaned_data["day"], by=request.user)
        messages.success(request, _("It is written down which documents you saw."))
        return redirect("counter_person", uid)
    focus_first(form)
    context = {"form": form, "person": found, "title": _("Documents of the household"), "verb": _("I saw them")}
    return render(request, "counter/mend.html", context)


@require_POST
@permission_required(Permission.USE_COUNTER)
def undo_check(request: Request, uid: UUID, check_uid: UUID) -> HttpResponse:
    found = served(request, uid)
    row = get_object_or_404(found.identity_checks.select_related("account"), uid=check_uid)
    require(request.user, Permission.MERGE_PERSONS, found)
    identity.undo(row, by=request.user)
    messages.success(request, _("The account is no longer joined to this person."))
    return redirect("counter_person", uid)
