"""The calendar of working days: an administrator confirms a year and enters what the Council of Ministers declares."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework import moving
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records import calendars
from records.forms import BaseForm
from services.formschema.dates import TypedDateField

SHOWN = 20


class DayForm(BaseForm):
    """A day that differs from the Labour Code; `sure` comes with the second step, which shows what moves."""

    date = TypedDateField(label=gettext_lazy("Which day?"))
    is_working = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[("off", gettext_lazy("a day off")), ("work", gettext_lazy("a working day"))],
        widget=forms.RadioSelect,
    )
    label = forms.CharField(
        label=gettext_lazy("By which act?"),
        help_text=gettext_lazy("For example: Decision 808 of the Council of Ministers of 19.11.2025"),
        max_length=200,
    )

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        today = timezone.localdate()
        if not today.year - 1 <= day.year <= today.year + 2:
            raise forms.ValidationError(_("Enter a day of this year or of the next two."))
        return day


@require_safe
@permission_required(Permission.KEEP_CALENDAR)
def page(request: Request) -> HttpResponse:
    today = timezone.localdate()
    years = [calendars.look(year) for year in (today.year, today.year + 1)]
    missing = calendars.years_missing(today)
    context = {"years": years, "missing": missing, "nav": "calendar"}
    return render(request, "casework/calendar.html", context)


@require_POST
@permission_required(Permission.KEEP_CALENDAR)
def confirm(request: Request) -> HttpResponse:
    year, today = request.POST.get("year", ""), timezone.localdate()
    if year in {str(today.year), str(today.year + 1)}:
        calendars.confirm(int(year), by=request.user)
        messages.success(request, _("The calendar of %(year)s is confirmed.") % {"year": year})
    return redirect("calendar")


@permission_required(Permission.KEEP_CALENDAR)
def declare(request: Request) -> HttpResponse:
    """First shows which running terms move, then writes it down; a worker moves them."""
    form = DayForm(request.POST or None)
    preview: list[Any] | None = None
    if form.is_valid():
        day, is_working = form.cleaned_data["date"], form.cleaned_data["is_working"] == "work"
        if request.POST.get("sure") == "yes":
            calendars.declare(day, is_working=is_working, label=form.cleaned_data["label"], by=request.user)
            messages.success(request, _("It is written down. The terms move within a few minutes."))
            return redirect("calendar")
        preview = moving.preview(day, is_working=is_working)
    context = {
        "form": form, "nav": "calendar", "is_previewed": preview is not None,
        "moves": (preview or [])[:SHOWN], "number": len(preview or []),
    }  # fmt: skip
    return render(request, "casework/calendar_day.html", context)
