"""The editors' own pages: an overview, lists of entries, and an entry with its history of changes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services.actions import changes
from services.actions.entries import StillNeeded
from services.editing import lists, shown
from services.editing.forms import SectionForm
from services.editing.sections import PLURALS, new_section
from services.entries import InvalidEntry, Kind, stale

# As many as one reads through; the rest stand on a page of their own.
FORGOTTEN = 10


def _kind(name: str) -> Kind:
    kind = lists.editable(name)
    if kind is None:
        raise Http404
    return kind


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def overview(request: Request) -> HttpResponse:
    services, total = stale.shown(timezone.localdate())
    context = {
        "kinds": lists.kinds(),
        "changes": lists.changes(request.user),
        "stale": services[:FORGOTTEN],
        "stale_total": total,
    }
    return render(request, "services/editor/overview.html", context)


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def entry_list(request: Request, kind: str) -> HttpResponse:
    found = _kind(kind)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    after = request.GET.get("after", "").replace("\x00", "")[:110]
    rows, last = lists.entries(found, text, after)
    context = {
        "kind": found, "label": PLURALS[kind], "rows": rows, "last": last, "q": text,
        "unborn": [] if text or after else lists.unborn(found),
    }  # fmt: skip
    return render(request, "services/editor/list.html", context)


@permission_required(Permission.EDIT_CATALOGUE)
def new_entry(request: Request, kind: str) -> HttpResponse:
    found = _kind(kind)
    has_place = "position" in found.document.model_fields
    initial = {"position": lists.next_position(found)} if has_place else {}
    form = SectionForm(found, new_section(found), None, _sent(request), initial)
    if form.is_valid():
        try:
            change = changes.start_new(found, {**initial, **form.document()}, by=request.user)
        except InvalidEntry as error:
            form.complain(error)
        except changes.OpenAlready as refusal:
            messages.error(request, str(refusal))
            return redirect("catalogue_change", refusal.change.uid)
        else:
            messages.success(request, _("Begun. Nobody sees it before it is published."))
            return redirect("catalogue_change", change.uid)
    context = {"kind": found, "label": PLURALS[kind], "section": form, "has_errors": bool(form.faults)}
    return render(request, "services/editor/new.html", context)


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def entry(request: Request, kind: str, slug: str) -> HttpResponse:
    found = _kind(kind)
    data = changes.current(kind, slug)
    if data is None:
        raise Http404
    context = {
        "kind": found,
        "label": PLURALS[kind],
        "slug": slug,
        "title": shown.title(data, slug),
        "parts": shown.parts(found, data),
        "hints": shown.hints(data),
        "change": changes.open_change(kind, slug),
        "public": shown.public_address(found, data),
    }
    return render(request, "services/editor/entry.html", context)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def begin(request: Request, kind: str, slug: str) -> HttpResponse:
    """Starts a change of the entry: of its text, from an old revision, or to take it away."""
    found = _kind(kind)
    if changes.current(kind, slug) is None and "revision" not in request.POST:
        raise Http404
    try:
        change = _begun(found, slug, request)
    except changes.OpenAlready as refusal:
        messages.error(request, str(refusal))
        return redirect("catalogue_change", refusal.change.uid)
    except (changes.Refused, StillNeeded) as refusal:
        messages.error(request, str(refusal))
        return redirect("catalogue_entry", kind, slug)
    return redirect("catalogue_change", change.uid)


def _begun(kind: Kind, slug: str, request: Request) -> Any:
    revision = request.POST.get("revision", "")
    if revision.isascii() and revision.isdecimal():
        return changes.restore(kind, slug, int(revision[:9]), by=request.user)
    if "retire" in request.POST:
        return changes.retire(kind, slug, by=request.user)
    return changes.start(kind, slug, by=request.user)
