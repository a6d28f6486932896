"""What was written, in large letters for the person: on a second screen, on paper, or on this one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications import readback
from applications.actions import readback as actions
from applications.models import Application
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen

SCREEN_SECONDS = 20


def _served(request: Request, uid: UUID) -> Application:
    found: Application = get_object_or_404(Application.objects.at_counter(request.user).with_parts(), uid=uid)
    note_seen(request, found.about.uid, purpose="counter")
    return found


@permission_required(Permission.USE_COUNTER)
def read_back(request: Request, uid: UUID) -> HttpResponse:
    application = _served(request, uid)
    back = "apply_check" if application.is_draft else "counter_slip"
    if request.method == "POST":
        try:
            actions.agree(application, seen=request.POST.get("mark", ""), by=request.user)
        except actions.Changed:
            messages.error(request, _("Something was written meanwhile. Read it to the person once more."))
            return redirect("counter_readback", uid)
        return redirect(back, uid)
    return render(request, "counter/readback.html", {**_read(application), "back": back})


def _read(application: Application) -> dict[str, object]:
    answers = readback.answers_of(application)
    return {
        "application": application,
        "sections": readback.read_aloud(application),
        "mark": readback.mark_of(application, answers).hex(),
        "is_agreed": readback.is_agreed(application, answers),
    }


@require_safe
@permission_required(Permission.USE_COUNTER)
def screen(request: Request) -> HttpResponse:
    """For the second screen: what is read back to the person served now, or a greeting. It looks again by itself."""
    served = Application.objects.at_counter(request.user).with_parts().filter(uid__in=_shown(request)).first()
    context: dict[str, object] = {"application": None}
    if served is not None:
        note_seen(request, served.about.uid, purpose="counter")
        context = _read(served)
    response = render(request, "counter/screen.html", context)
    response.headers["Refresh"] = str(SCREEN_SECONDS)
    return response


def _shown(request: Request) -> list[UUID]:
    try:
        return [UUID(request.GET.get("read", ""))]
    except ValueError:
        return []
