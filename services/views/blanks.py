"""The paper form of a service, and what the code on a printed one says."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services.actions import blanks
from services.models import BlankForm, Service


@require_safe
@login_not_required
def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF in the language of the page; 202 while a worker has not made it yet."""
    service = get_object_or_404(Service.objects.published(), slug=slug)
    if not service.takes_applications or service.is_protected:
        raise Http404
    form = blanks.current_of(slug, get_language() or "bg")
    if form is None:
        return render(request, "services/blank_waiting.html", {"service": service}, status=202)
    tag = f'"{form.sha256}"'
    response = get_conditional_response(request, etag=tag) or _file(form, slug)
    response.headers["ETag"], response.headers["Cache-Control"] = tag, "public, no-cache"
    return response


def _file(form: BlankForm, slug: str) -> HttpResponse:
    response = HttpResponse(blanks.read(form), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-{form.language}-{form.code}.pdf"'
    return response


@require_safe
@login_not_required
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Which service and questions a printed form has, and whether they are still the ones that are asked."""
    form = get_object_or_404(BlankForm.objects.with_code(code))
    now = blanks.current_of(form.service.slug, form.language)
    is_current = now is not None and (now.common_id, now.own_id) == (form.common_id, form.own_id)
    context = {"form_row": form, "service": form.service, "is_current": is_current}
    return render(request, "services/blank_code.html", {**context, "title": _("A form on paper")})
