"""For monitoring: is the process alive, is everything it needs there."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from records.health import CHECKS


@require_safe
@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """200 when all checks pass, otherwise 503; the body names each."""
    answers = {name: check() for name, check in CHECKS.items()}
    good = all(ok for ok, _detail in answers.values())
    body = {name: {"ok": ok, "detail": detail} for name, (ok, detail) in answers.items()}
    return JsonResponse({"status": "ok" if good else "unavailable", **body}, status=200 if good else 503)
