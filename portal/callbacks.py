"""Where carriers report what became of a message: no session, no form; each report carries a signature."""

import json
import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from records.channels import gateway


@csrf_exempt
@login_not_required
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    """404 where no secret is set. A report about nothing of ours is taken too: the gateway would repeat it."""
    if not settings.SMS["callback_secret"]:
        raise Http404
    if not gateway.is_signed(request.headers.get("X-Signature", ""), request.body, time.time()):
        return HttpResponse(status=403)
    if request.content_type == "application/x-www-form-urlencoded":
        report = request.POST.dict()
    else:
        try:
            report = json.loads(request.body)
        except ValueError:
            return HttpResponse(status=400)
    if not isinstance(report, dict):
        return HttpResponse(status=400)
    gateway.heard(report)
    return HttpResponse(status=204)
