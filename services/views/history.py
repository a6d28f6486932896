"""What an entry was before: revisions with their differences, and any two of them compared."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services.editing import lists
from services.entries import KINDS, history
from services.forms import CompareForm


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def entry_history(request: Request, kind: str, slug: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    before = request.GET.get("before", "")
    page = history.page(kind, slug, int(before[:9]) if before.isascii() and before.isdecimal() else None)
    if page is None:
        raise Http404
    is_asked = "one" in request.GET or "other" in request.GET
    form = CompareForm(request.GET if is_asked else None, newest=page.newest)
    differences = None
    if form.is_valid():
        one, other = form.cleaned_data["one"], form.cleaned_data["other"]
        differences = history.compared(kind, slug, one, other)
    # Forms have pages of their own; what was taken away has none, but its text may come back.
    is_edited_here, has_entry = lists.editable(kind) is not None, KINDS[kind].row(slug) is not None
    context = {
        "kind": KINDS[kind], "slug": slug, "page": page, "form": form, "differences": differences,
        "nav": "catalogue-editor",
        "is_edited_here": is_edited_here,
        "entry_url": reverse("catalogue_entry", args=[kind, slug]) if is_edited_here and has_entry else "",
    }  # fmt: skip
    return render(request, "services/history.html", context)
