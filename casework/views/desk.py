"""„Днес“ and every other list of cases: the state lives in the address."""

from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import analysing, desk
from casework.actions import filters
from casework.desk_words import drawn
from casework.forms.desk import FilterForm, SaveFilterForm
from casework.models import SavedFilter
from casework.models.case import units_of
from casework.wanted import FILTERS, NOBODY, Wanted, read
from people.access import allows, permission_required
from people.http import Request
from people.models import User
from people.roles import Permission, Role
from records.access import note_seen
from records.statements import Statement


@require_safe
@permission_required(Permission.USE_DESK)
def today(request: Request) -> HttpResponse:
    """Tabs with counts, filters in the address, keyset paging."""
    user, day, wanted = request.user, timezone.localdate(), read(request.GET)
    found = desk.desk_of(user, wanted, day)
    page = desk.page_of(found, request.GET.get("after", ""))
    note_seen(request, *(row.person_uid for row in page.rows), purpose="desk", kind="list")
    tabs, whole = desk.counts(found)
    writes = allows(user, Permission.WRITE_ANALYSIS)
    context = {
        "due": analysing.due(analysing.rules(day), day) if writes else [],
        "tabs": tabs, "whole": whole, "wanted": wanted, "kept": _kept(wanted), "page": page, "lines": drawn(page.rows),
        "today": day,
        "away": found.away,
        "state": wanted.address,
        "chips": _chips(wanted, user), "on": _on(wanted, found.found.names), "heads": _heads(wanted),
        "verbs": verbs_for(user), "next": wanted.address + ("&" if wanted.address else ""),
    }  # fmt: skip
    return render(request, "casework/desk.html", context)


SAVED = Statement(lambda: SavedFilter.objects.listed().values_list("query", "name")[: filters.MOST * 2])


def _kept(wanted: Wanted) -> list[tuple[str, str]]:
    """What a new search keeps of the list."""
    return parse_qsl(wanted.with_(q="").address)


def verbs_for(user: User) -> list[tuple[str, str]]:
    """What may be done with the chosen cases: (address, label)."""
    found = [(reverse("desk_assign"), _("Assign to an officer"))] if allows(user, Permission.ASSIGN_CASE) else []
    return [
        *found,
        (reverse("desk_remind"), _("Remind")),
        (reverse("desk_export", args=["csv"]), _("Table, CSV")),
        (reverse("desk_export", args=["xlsx"]), _("Table, Excel")),
    ]


def _chips(wanted: Wanted, user: User) -> list[tuple[str, str, bool]]:
    """Lists under a name: (address, name, whether it is the one that is shown)."""
    standing = [("", _("All open cases")), ("officer=me", _("My cases")), (f"officer={NOBODY}", _("Nobody's yet"))]
    saved = SAVED.rows(user=user.pk, units=units_of(user))
    return [(query, name, query == wanted.address) for query, name in [*standing, *saved]]


def _on(wanted: Wanted, names: dict[str, str]) -> list[tuple[str, str]]:
    """The filters that are on: (name, the address without it)."""
    return [
        (names.get(name, _("is not there any more")), wanted.with_(**{name: ""}).address)
        for name in FILTERS
        if getattr(wanted, name)
    ]


def _heads(wanted: Wanted) -> dict[str, tuple[str, str]]:
    """For the two columns that sort: the address that turns the order, and how it is sorted now."""
    found = {}
    for column in ("due", "came"):
        is_on = wanted.sort.lstrip("-") == column
        turned = f"-{column}" if wanted.sort == column else column
        way = "descending" if wanted.sort.startswith("-") else "ascending"
        found[column] = (wanted.with_(sort=turned).address, way if is_on else "none")
    return found


@require_safe
@permission_required(Permission.USE_DESK)
def narrow(request: Request) -> HttpResponse:
    """Every filter on one page; it answers with the address of the list."""
    wanted = read(request.GET)
    form = FilterForm(initial=vars(wanted), user=request.user)
    shares = bool(_shared_by(request.user))
    saved = SavedFilter.objects.droppable_by(request.user, shares=shares).select_related("unit")
    return render(request, "casework/filters.html", {"filters": form, "wanted": wanted, "saved": list(saved)})


def _shared_by(user: User) -> list[int]:
    return user.organisations_as(Role.HEAD) if allows(user, Permission.ASSIGN_CASE) else []


@permission_required(Permission.USE_DESK)
def save_filter(request: Request) -> HttpResponse:
    wanted = read(request.GET)
    form = SaveFilterForm(request.POST or None, units=_shared_by(request.user))
    if form.is_valid():
        try:
            filters.save(wanted, form.cleaned_data["name"], form.cleaned_data.get("unit"), by=request.user)
        except filters.TooMany:
            form.add_error(None, _("You have many saved lists already. Delete one that you no longer need."))
        else:
            messages.success(request, _("The list is saved. It stands above the table."))
            return redirect(f"{reverse('desk')}?{wanted.with_(q='').address}")
    return render(request, "casework/filter_save.html", {"form": form, "wanted": wanted})


@require_POST
@permission_required(Permission.USE_DESK)
def drop_filter(request: Request, uid: UUID) -> HttpResponse:
    saved = SavedFilter.objects.droppable_by(request.user, shares=bool(_shared_by(request.user)))
    filters.drop(get_object_or_404(saved, uid=uid), by=request.user)
    messages.success(request, _("The saved list was deleted."))
    return redirect("desk_narrow")
