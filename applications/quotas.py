from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from applications import invited
from applications.models import Application, ServiceRequest
from records.calendar import midnight
from services import admission
from services.models import Service


def requests_between(service_id: int, first: date, last: date | None) -> int:
    """How many applications for the service were sent in these days and not withdrawn."""
    rows = ServiceRequest.objects.filter(
        service=service_id,
        application__submitted_at__gte=midnight(first),
    ).standing()
    if last is not None:
        rows = rows.filter(application__submitted_at__lt=midnight(last + timedelta(days=1)))
    return rows.count()


def closed_now(application: Application, answers: dict[str, Any]) -> list[tuple[Service, admission.Standing]]:
    """The requested services that take no application of this person today."""
    asked = Service.objects.filter(requests__application=application)
    closed = admission.closed_among(asked, timezone.localdate())
    if not closed:
        return []
    rows = invited.of_draft(application, answers).filter(service__in=[service.pk for service, _state in closed])
    keys = set(rows.values_list("service", flat=True))
    if not keys:
        return closed
    return admission.closed_among([service for service, _state in closed], timezone.localdate(), keys)
