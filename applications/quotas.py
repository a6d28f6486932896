from datetime import date, timedelta

from django.utils import timezone

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


def closed_now(application: Application) -> list[tuple[Service, admission.Standing]]:
    """The requested services that take no applications today."""
    asked = Service.objects.filter(requests__application=application)
    return admission.closed_among(asked, timezone.localdate())
