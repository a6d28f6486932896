from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework import desk
from people.access import allows, permission_required
from people.http import Request
from people.models import User
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
    context |= {"verbs": _verbs(user), "state": request.GET.urlencode()}
    return render(request, "casework/desk.html", context)


def _verbs(user: User) -> list[tuple[str, str]]:
    """What may be done with the chosen cases: (address, label)."""
    may_assign = allows(user, Permission.ASSIGN_CASE)
    return [(reverse("desk_assign"), _("Assign to an officer"))] if may_assign else []
