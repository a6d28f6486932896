"""The registers of incoming, outgoing and internal documents: looked into, kept as a file, mended by remarks."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casework import registers
from casework.actions import registry
from casework.models import Case, Direction, RegisterEntry
from people.access import allows, require
from people.http import Request
from people.roles import Permission
from records.forms import BaseForm
from services.formschema.dates import read_date


class RemarkForm(BaseForm):
    text = forms.CharField(
        label=gettext_lazy("What was entered wrongly, and what is right?"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
    )


def _require_register(request: Request) -> None:
    """Whoever handles the post, and whoever works on cases."""
    if not allows(request.user, Permission.HANDLE_POST):
        require(request.user, Permission.USE_DESK)


def _sought(request: Request) -> registers.Sought:
    asked, today = request.GET, timezone.localdate()
    since, until = (read_date(asked.get(name, ""), today, is_past=False) for name in ("since", "until"))
    direction = asked.get("direction", "")
    number = asked.get("number", "").replace("\x00", "").strip()[:40]
    return registers.Sought(number, direction if direction in Direction.values else "", since, until)


@require_safe
def page(request: Request) -> HttpResponse:
    _require_register(request)
    sought = _sought(request)
    filters = request.GET.copy()
    filters.pop("after", None)
    context = {
        "page": registers.page_of(request.user, sought, request.GET.get("after", "")),
        "sought": sought,
        "directions": Direction.choices,
        "filters": filters.urlencode(),
        "nav": "registers",
    }
    return render(request, "casework/registers.html", context)


@require_safe
def file(request: Request) -> HttpResponseBase:
    """As CSV, for a period of at most a year."""
    _require_register(request)
    sought = _sought(request)
    if not sought.is_period:
        messages.error(request, _("Choose the first and the last day, at most a year apart, and then take the file."))
        return redirect("registers")
    answer = StreamingHttpResponse(registers.lines(request.user, sought), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{sought.since}-{sought.until}.csv"'
    return answer


def entry(request: Request, uid: UUID) -> HttpResponse:
    """One entry with its remarks; a further remark is all that can be done to it."""
    rows = RegisterEntry.objects.visible_to(request.user).with_parts()
    row: RegisterEntry = get_object_or_404(rows, uid=uid)
    _require_register(request)
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        registry.remark(row, form.cleaned_data["text"], by=request.user)
        return redirect("register_entry", uid)
    context = {
        "entry": row,
        "remarks": list(row.remarks.select_related("data_key")),
        "may_open": Case.objects.visible_to(request.user).filter(pk=row.case_id).exists(),
        "form": form,
        "nav": "registers",
    }
    return render(request, "casework/register_entry.html", context)
