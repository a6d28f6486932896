"""How somebody may be reached: their own page, and the clerk's for who says it at the counter."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.access import permission_required
from people.actions import contact
from people.contact_forms import ChoicesForm, PersonChoicesForm, SafeContactForm, choices_initial, safe_initial
from people.http import Request
from people.models import Person, SafeContact
from people.roles import Permission
from records.access import note_seen


def _person(request: Request, uid: UUID) -> Person:
    person: Person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    return person


@permission_required(Permission.SET_CONTACT)
def safe_contact(request: Request, uid: UUID) -> HttpResponse:
    """Sets the rule, or ends it: both only after a word with the person alone."""
    person = _person(request, uid)
    rule = SafeContact.objects.of(person)
    form = SafeContactForm(request.POST or None, initial=safe_initial(rule))
    if form.is_valid():
        if "end" in request.POST:
            contact.end_safe(person, by=request.user)
            messages.success(request, _("The rule has ended. Messages go out again as the person chose before."))
        else:
            contact.set_safe(person, form.rules, by=request.user)
            messages.success(request, _("Saved. It holds from the next message on."))
        return redirect("counter_person", person.uid)
    return render(request, "people/safe_contact.html", {"person": person, "rule": rule, "form": form})


@permission_required(Permission.SET_CONTACT)
def person_choices(request: Request, uid: UUID) -> HttpResponse:
    person = _person(request, uid)
    initial = {**choices_initial(contact.choice_of(person=person)), "channels": person.channels}
    form = PersonChoicesForm(request.POST or None, initial=initial)
    if form.is_valid():
        contact.allow_channels(person, form.cleaned_data["channels"], by=request.user)
        contact.choose(form.choices, person=person, by=request.user)
        messages.success(request, _("Saved. It holds from the next message on."))
        return redirect("counter_person", person.uid)
    return render(request, "people/person_choices.html", {"person": person, "form": form})


def my_choices(request: Request) -> HttpResponse:
    """A login's own. Whoever has a checked person changes what the counter sees, too."""
    user = request.user
    person = user.person if user.identity_checked_at else None
    row = contact.choice_of(person=person, user=user)
    form = ChoicesForm(request.POST or None, initial=choices_initial(row))
    if form.is_valid():
        contact.choose(form.choices, person=person, user=user, by=user)
        messages.success(request, _("Saved. It holds from the next message on."))
        return redirect("my_choices")
    return render(request, "people/my_choices.html", {"form": form, "nav": "mine", "email": user.email})
