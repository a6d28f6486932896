"""What was asked for and could not be given, written down in two presses. Nobody is named."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions import needs
from casework.forms.needs import ShortfallForm
from casework.models.need import TOLD, AgeGroup, ShortfallKind, age_group_of
from people.access import permission_required
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen


@permission_required(Permission.NOTE_NEED)
def new(request: Request) -> HttpResponse:
    form = ShortfallForm(request.POST or None, initial=_known(request))
    if form.is_valid():
        told = form.cleaned_data
        needs.note(**told, by=request.user)
        messages.success(request, _("Written down. It counts in the analysis of needs."))
        place = {"settlement": told["settlement"].ekatte, "source": told["source"]}
        return redirect(f"{reverse('shortfall')}?{urlencode(place)}")
    context = {
        "form": form,
        "kinds": ShortfallKind.choices,
        "told": needs.told_today(request.user, timezone.localdate()),
        "nav": "needs",
    }
    return render(request, "casework/shortfall.html", context)


def _known(request: Request) -> dict[str, Any]:
    """Place and age of whom the clerk serves; without such a person, the place of the last entry, from the address."""
    known: dict[str, Any] = {}
    if request.GET.get("source") in TOLD:
        known["source"] = request.GET["source"]
    if (ekatte := request.GET.get("settlement", "")).isdecimal():
        known["settlement"] = ekatte
    station = getattr(request, "station", None)
    if station and station.person_uid:
        person = Person.objects.at_counter(request.user).filter(uid=station.person_uid).first()
        if person:
            note_seen(request, person.uid, purpose="counter")
            age: AgeGroup = age_group_of(person.birth_year, timezone.localdate().year)
            known |= {"age_group": age, "settlement": person.settlement.ekatte if person.settlement else ""}
    return known
