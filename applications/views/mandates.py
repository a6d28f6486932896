"""Whom a person allowed to help: given and ended at the counter or with the person's own profile."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.actions import mediating
from applications.forms.mandates import MandateForm
from people.access import permission_required
from people.actions import mandates
from people.http import Request
from people.models import HelperMandate, Person
from people.roles import Permission
from records.access import note_seen


@permission_required(Permission.FILE_AT_COUNTER)
def at_counter(request: Request, uid: UUID) -> HttpResponse:
    """The clerk writes down what the person agrees to, and ends what the person takes back."""
    person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    form = MandateForm(request.POST or None, at_counter=True)
    if form.is_valid():
        mediating.allow(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("It was written down. The person is told too."))
        return redirect("counter_helpers", uid)
    given = HelperMandate.objects.at_counter(request.user).in_force().with_parts()
    return render(request, "counter/helpers.html", {"form": form, "person": person, "given": given})


@require_POST
@permission_required(Permission.FILE_AT_COUNTER)
def end_at_counter(request: Request, uid: UUID) -> HttpResponse:
    mandate = get_object_or_404(HelperMandate.objects.at_counter(request.user).with_parts(), uid=uid)
    mandates.end(mandate, by=request.user)
    messages.success(request, _("It has ended."))
    return redirect("counter_helpers", mandate.person.uid)


def mine(request: Request) -> HttpResponse:
    """Only of somebody whose identity was checked: the mandate speaks in the name of that very person."""
    person = Person.objects.of_login(request.user).with_key().first()
    form = MandateForm(request.POST or None, at_counter=False)
    if request.method == "POST" and person is None:
        raise PermissionDenied
    if person is not None and form.is_valid():
        mediating.allow(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("From now on the organisation may help you. You can end it at any time."))
        return redirect("mine_helpers")
    given = HelperMandate.objects.given_by(request.user).in_force().with_parts()
    context = {"form": form, "given": given, "is_checked": person is not None, "nav": "mine"}
    return render(request, "mine/helpers.html", context)


@require_POST
def end_mine(request: Request, uid: UUID) -> HttpResponse:
    mandate = get_object_or_404(HelperMandate.objects.given_by(request.user).with_parts(), uid=uid)
    mandates.end(mandate, by=request.user)
    messages.success(request, _("It has ended. The organisation sees nothing of yours any more."))
    return redirect("mine_helpers")
