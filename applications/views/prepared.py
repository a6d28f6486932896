"""Where a person opens what an institution prepared for them: the short address of the letter."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import visiting
from applications.actions import claiming, drafts
from applications.actions.claiming import Proof, Refusal, Refused
from applications.forms.prepared import ClaimForm
from people.access import permission_required
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen


@login_not_required
def claim(request: HttpRequest) -> HttpResponse:
    """With the code and the date of birth; who is signed in and known here is asked for the code alone."""
    user = request.user if request.user.is_authenticated else None
    person = Person.objects.of_login(user).with_key().first() if user else None
    form = ClaimForm(request.POST or None, is_known=person is not None)
    status = 200
    if form.is_valid():
        proof = claiming.person_is(person) if person else claiming.born(form.cleaned_data["born_on"])
        draft, status = _claimed(request, form, proof, lambda services: drafts.start_prepared(user, services))
        if draft is not None:
            if user is None:
                visiting.enter(request, draft.uid)
            return redirect("apply_known", draft.uid)
    context = {"form": form, "is_known": person is not None}
    return render(request, "applications/prepared.html", context, status=status)


@permission_required(Permission.FILE_AT_COUNTER)
def at_counter(request: Request, uid: UUID) -> HttpResponse:
    """The person came with the letter: the number of the draft must be that of the person who is served."""
    person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    form = ClaimForm(request.POST or None, is_known=True)
    status = 200
    if form.is_valid():
        draft, status = _claimed(
            request,
            form,
            claiming.person_is(person),
            lambda services: drafts.start_at_counter(person, services, by=request.user, origin="partner"),
        )
        if draft is not None:
            return redirect("apply_known", draft.uid)
    return render(request, "counter/prepared.html", {"form": form, "person": person}, status=status)


def _claimed(request: HttpRequest, form: ClaimForm, proof: Proof, begin: Any) -> tuple[Any, int]:
    """(the draft or None, the status of the page); the form says why not."""
    code = form.cleaned_data["code"]
    if not claiming.may_try(code, request.META.get("REMOTE_ADDR", "")):
        form.add_error(None, _("Too many tries. Wait ten minutes, or call us."))
        return None, 429
    try:
        return claiming.claim(code, proof, begin, by=request.user), 200
    except Refused as refused:
        form.add_error("code", _in_words(refused, form))
        return None, 200


def _in_words(refused: Refused, form: ClaimForm) -> str:
    match refused.why:
        case Refusal.TAKEN:
            return _(
                "This was opened already. Go on with it in your profile, or with the address and the code that you "
                "took then."
            )
        case Refusal.ENDED:
            return _(
                "It waited as long as it could and was deleted, or the institution took it back. You can begin an "
                "application yourself, or ask the institution again."
            )
    if "born_on" in form.fields:
        return _("The code and the date of birth open nothing together. Compare both with the letter.")
    return _("This code opens nothing for this person. Compare it with the letter: it may be for somebody else.")
