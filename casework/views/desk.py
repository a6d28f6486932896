from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework import desk
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen


@require_safe
@permission_required(Permission.USE_DESK)
def today(request: Request) -> HttpResponse:
    """„Днес“: tabs with counts, filters in the address, keyset paging."""
    user, day = request.user, timezone.localdate()
    tab = request.GET.get("tab", "all")
    tab = tab if tab in desk.TABS else "all"
    text = request.GET.get("q", "")
    page = desk.page_of(user, tab, text, request.GET.get("after", ""), day)
    note_seen(request, *(row.person_uid for row in page.rows), purpose="desk", kind="list")
    context = {"tabs": desk.counts(user, day), "tab": tab, "q": text.strip(), "page": page, "today": day}
    return render(request, "casework/desk.html", context)
