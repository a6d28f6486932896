"""Inviting the person whose page is open: by the head of the counter there, by an officer from the case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import inviting
from applications.forms.invitation import InviteForm
from applications.models import Invitation
from applications.models.invitation import InvitationQuerySet
from people.access import permission_required
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen

SHOWN = 20


@permission_required(Permission.INVITE)
def at_counter(request: Request, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    return invitations(request, person, Invitation.objects.of_person(person), reverse("counter_person", args=[uid]))


def invitations(request: Request, person: Person, shown: InvitationQuerySet, back: str) -> HttpResponse:
    """The invitations that are `shown`, a new one, and taking one back. `back`: the page that one came from."""
    form = InviteForm(request.POST if "withdraw" not in request.POST and request.method == "POST" else None)
    if "withdraw" in request.POST:
        chosen = {str(row.uid): row for row in shown.with_parts()}.get(request.POST["withdraw"])
        if chosen is not None and inviting.withdraw(chosen, by=request.user):
            messages.success(request, _("The invitation is withdrawn. The person is told."))
        else:
            messages.error(request, _("This invitation cannot be withdrawn any more."))
        return redirect(request.path)
    if form.is_valid():
        inviting.invite(person, form.cleaned_data["service"], until=form.cleaned_data["until"], by=request.user)
        messages.success(request, _("The invitation is made. The person is told by the ways that they allow."))
        return redirect(request.path)
    context = {"form": form, "person": person, "rows": list(shown.with_parts()[:SHOWN]), "back": back}
    return render(request, "counter/invitations.html", context)
