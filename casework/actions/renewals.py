"""Renewals: who uses a help that is allowed until a day hears in time, and asks for it again with one press."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from applications.actions import copying
from applications.models import Application, ServiceRequest
from casework import deadlines, notices
from casework.models import Case, CaseStatus, Decision, DecisionStatus, Outcome
from casework.telling import names, tell
from people.models import User
from services.models import Service

# No rule reaches further; it only keeps the search small.
HORIZON = timedelta(days=400)
# An act that allows a help until a day: the first one, or one that changed it.
ALLOWS = (Outcome.APPROVAL, Outcome.CHANGE)
IN_USE = (CaseStatus.PLACED, CaseStatus.DECIDED)


def remind(today: date) -> int:
    """Tells each person once, N days before the end, by the service's rule. How many; safe to run twice."""
    told = 0
    for decision in _near(today):
        with transaction.atomic():
            first = Decision.objects.filter(pk=decision.pk, renewal_told_on__isnull=True).update(renewal_told_on=today)
            if first:
                _tell(decision)
                told += 1
    return told


def _tell(decision: Decision) -> None:
    assert decision.valid_until is not None
    case = decision.case
    context = {**names(case.service), "number": case.number, "valid_until": f"{decision.valid_until:%d.%m.%Y}"}
    tell(case, notices.RENEWAL, context, by=None, key=str(decision.uid))


def _near(today: date) -> Iterator[Decision]:
    """Decisions whose end is near by their service's rule, not told yet, and not asked for anew."""
    ending = _ending(today)
    for service_id in ending.order_by("case__service").values_list("case__service", flat=True).distinct():
        rule = deadlines.rule_in_force("renewal-reminder", today, service_id)
        last = deadlines.after(today, rule)
        yield from ending.filter(case__service=service_id, valid_until__lte=last).order_by("pk")


def _ending(today: date) -> QuerySet[Decision]:
    asked_again = ServiceRequest.objects.filter(
        service=OuterRef("case__service"),
        application__beneficiary=OuterRef("case__beneficiary"),
        application__submitted_at__gt=OuterRef("published_at"),
    ).standing()
    rows = Decision.objects.filter(
        status=DecisionStatus.PUBLISHED, outcome__in=ALLOWS, renewal_told_on__isnull=True,
        valid_until__range=(today, today + HORIZON), case__status__in=IN_USE,
    )  # fmt: skip
    return rows.exclude(Exists(asked_again)).select_related(
        "data_key", "case__data_key", "case__service", "case__beneficiary",
        "case__request__application__applicant_user", "case__request__application__applicant",
    )  # fmt: skip


def renew(case: Case, *, by: User) -> Application:
    """A draft for the same help, filled in from the former application. Raises copying.NotOffered."""
    return copying.copy(case.request.application, _offered([case.service_id]), by=by)


def repeat(application: Application, *, by: User) -> Application:
    """The whole application once more. Raises copying.NotOffered."""
    asked = list(application.requests.values_list("service", flat=True))
    return copying.copy(application, _offered(asked), by=by)


def _offered(services: list[int]) -> list[Service]:
    """Those that can be asked for online, in their former order."""
    found = {service.pk: service for service in Service.objects.online().filter(pk__in=services)}
    return [found[pk] for pk in services if pk in found]
