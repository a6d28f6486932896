"""Protection of somebody who hides: set from their own page, ended from the list that only heads of a counter see."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from people.access import permission_required
from people.actions import protection
from people.http import Request
from people.models import Person, Protection
from people.roles import Permission
from records.access import note_seen
from records.forms import BaseForm

SHOWN = 40


class ReasonForm(BaseForm):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Who said so, and on what ground. It is kept encrypted, with your name and the day."),
    )  # fmt: skip


@permission_required(Permission.PROTECT_PERSON)
def protect(request: Request, uid: UUID) -> HttpResponse:
    person: Person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        protection.protect(person, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("From now on this person is protected."))
        return redirect("counter_person", person.uid)
    return render(request, "people/protect.html", {"person": person, "form": form})


@require_safe
@permission_required(Permission.PROTECT_PERSON)
def protected(request: Request) -> HttpResponse:
    """The newest first, by keyset."""
    rows = Protection.objects.visible_to(request.user).in_force().with_person()
    before = _uid(request.GET.get("before"))
    edge = rows.filter(uid=before).first() if before else None
    if edge is not None:
        rows = rows.filter(pk__lt=edge.pk)
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    note_seen(request, *(row.person.uid for row in found[:SHOWN]), purpose="counter", kind="list")
    more = found[SHOWN - 1].uid if len(found) > SHOWN else ""
    return render(request, "people/protected.html", {"rows": found[:SHOWN], "more": more})


def _uid(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None


@permission_required(Permission.PROTECT_PERSON)
def lift(request: Request, uid: UUID) -> HttpResponse:
    rows = Protection.objects.visible_to(request.user).in_force().with_person()
    row: Protection = get_object_or_404(rows, uid=uid)
    note_seen(request, row.person.uid, purpose="counter")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        protection.lift(row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The protection has ended. This person is found as anybody is."))
        return redirect("counter_protected")
    return render(request, "people/lift.html", {"row": row, "person": row.person, "form": form})
