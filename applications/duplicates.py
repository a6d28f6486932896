"""The same service for the same person twice: what is open already, and whether anything is new this time."""

from typing import NamedTuple

from applications import hooks
from applications.models import Application, ApplicationStatus, ServiceRequest
from applications.models.application import ApplicationQuerySet
from applications.moving import KEPT
from applications.steps import Walk
from people.models import Capacity, Person
from services.models import Service


class Earlier(NamedTuple):
    """An open application that asks for one of the same services; `is_same`: nothing differs from it now."""

    application: Application
    services: str
    is_same: bool


def open_requests(beneficiary: int, slugs: list[str], *, besides: int | None = None) -> list[ServiceRequest]:
    """Requests of the person for these services that nobody has finished, newest first."""
    rows = ServiceRequest.objects.filter(
        service__slug__in=slugs,
        application__beneficiary=beneficiary,
    ).standing()
    found = list(rows.exclude(application=besides).select_related("service", "application__data_key").order_by("-pk"))
    unfinished = hooks.open_requests.one([row.pk for row in found]) if found else ()
    return [row for row in found if row.pk in unfinished]


def earlier(requests: list[ServiceRequest], walk: Walk, here: ApplicationQuerySet) -> list[Earlier]:
    """Those of the requests that the sender may know of (`here`), by application."""
    visible = set(here.filter(pk__in=[row.application_id for row in requests]).values_list("pk", flat=True))
    found: dict[int, list[ServiceRequest]] = {}
    for row in requests:
        if row.application_id in visible:
            found.setdefault(row.application_id, []).append(row)
    return [
        Earlier(
            rows[0].application,
            ", ".join(row.service.name for row in rows),
            _is_same(walk, rows[0].application, {row.service.slug for row in rows}),
        )
        for rows in found.values()
    ]


def of_draft(walk: Walk, here: ApplicationQuerySet) -> list[Earlier]:
    """For the check page: the person is looked for by the number that was written, and nothing of them is shown."""
    person = _beneficiary(walk)
    if person is None:
        return []
    slugs = [service.slug for service in walk.application.asked]
    found = open_requests(person, slugs, besides=walk.application.pk)
    return earlier(found, walk, here) if found else []


def sent_for(service: Service, here: ApplicationQuerySet) -> list[Application]:
    """Open applications for the service that somebody may see: offered before another is begun."""
    rows = here.filter(requests__service=service, status=ApplicationStatus.SUBMITTED).select_related("beneficiary")
    found = {row.pk: row for row in rows.order_by("-submitted_at")[:10]}
    if not found:
        return []
    asked = dict(ServiceRequest.objects.filter(application__in=found, service=service).values_list("pk", "application"))
    unfinished = hooks.open_requests.one(list(asked))
    return [row for row in found.values() if any(asked[pk] == row.pk for pk in unfinished)]


def _beneficiary(walk: Walk) -> int | None:
    answers = walk.answers()
    prefix = "" if answers.get("capacity", Capacity.SELF) == Capacity.SELF else "other_"
    if not prefix and walk.application.applicant_id:
        return walk.application.applicant_id
    kind, number = answers.get(f"{prefix}identity_type"), answers.get(f"{prefix}identity_number")
    if not kind or not number:
        return None
    return Person.objects.with_number(kind, number).values_list("pk", flat=True).first()


def _is_same(walk: Walk, sent: Application, slugs: set[str]) -> bool:
    """The same answers to the common questions and those of the repeated services, and no other document."""
    scopes = {"common", *slugs}
    before, now = sent.answers or {}, {key: row.answers for key, row in walk.saved.items() if key != KEPT}
    if any(before.get(key) != now.get(key) for key in before.keys() | now.keys() if key.partition(".")[0] in scopes):
        return False
    given = set(sent.attachments.values_list("slot", "kind", "sha256"))
    return given == {(row.slot, row.kind, row.sha256) for row in walk.attachments}
