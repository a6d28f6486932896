"""Readers tell us what is missing and what is not clear; the editors read it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services import inbox, version
from services.actions import voices
from services.voice_forms import FeedbackForm, TellUsForm, page_of


def _is_let_through(request: HttpRequest, form: Any) -> bool:
    if voices.may_send(request.META.get("REMOTE_ADDR", "")):
        return True
    form.add_error(None, _("Too many tries. Wait ten minutes, or call us."))
    return False


@login_not_required
def tell_us(request: HttpRequest) -> HttpResponse:
    """„Кажете ни какво търсите“."""
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:200]
    form = TellUsForm(request.POST or None, initial={"text": query})
    if form.is_valid() and _is_let_through(request, form):
        voices.ask_for(form.cleaned_data)
        return redirect("tell_us_thanks")
    status = 429 if form.is_bound and not form.errors.keys() - {"__all__"} else 200
    return render(request, "services/tell_us.html", {"form": form, "nav": "services"}, status=status)


@require_safe
@login_not_required
def tell_us_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "services/tell_us_thanks.html", {"nav": "services"})


@login_not_required
def feedback(request: HttpRequest) -> HttpResponse:
    """„Полезно ли беше?“ of the page in `?page=`."""
    page, service = page_of(request.GET.get("page", ""))
    form = FeedbackForm(request.POST or None, initial={"version": version.stored(), "kind": request.GET.get("kind")})
    if form.is_valid() and _is_let_through(request, form):
        voices.tell(page, service, form.cleaned_data)
        return redirect("feedback_thanks")
    status = 429 if form.is_bound and not form.errors.keys() - {"__all__"} else 200
    context = {"form": form, "page": page, "service": service, "nav": "services"}
    return render(request, "services/feedback.html", context, status=status)


@require_safe
@login_not_required
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "services/feedback_thanks.html", {"nav": "services"})


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def inbox_page(request: Request) -> HttpResponse:
    what = request.GET.get("what", "")
    what = what if what in inbox.BOXES else "unmet"
    rows, older = inbox.page(what, request.user, request.GET.get("before", ""))
    context = {"what": what, "boxes": inbox.counts(request.user), "rows": rows, "older": older}
    return render(request, "services/voices.html", {**context, "nav": "catalogue-editor"})


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def mark_read(request: Request, what: str, uid: Any) -> HttpResponse:
    if what not in inbox.BOXES:
        raise Http404
    voices.mark_read(get_object_or_404(inbox.rows(what, request.user), uid=uid), by=request.user)
    return redirect(f"{reverse('catalogue_voices')}?what={what}#v{uid}")
