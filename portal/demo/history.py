"""Two years of applications, written in bulk: the same rows that the actions would have written, with their dates."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from django.utils import timezone

from applications.models import (
    Application,
    ApplicationStatus,
    Attachment,
    AttachmentKind,
    Origin,
    ServiceRequest,
)
from casework.models import (
    Case,
    CaseStatus,
)
from people.models import Capacity, Person, Representation
from portal.demo import answers as sampled
from portal.demo import paths
from portal.demo.paths import Plan, day_of
from portal.demo.story import Story, new_uid
from portal.demo.town import Town
from portal.demo.writer import Writer, history_row
from records.models import DataKey
from services import admission
from services.formschema import schema_of

REGISTER = "СУ"
# Services by how often they are asked for; the rest share what is left.
FAVOURITES = {
    "home-patronage": 30,
    "assistant-support": 22,
    "day-centre-elderly": 8,
    "hot-lunch": 6,
    "parking-card": 6,
}


@dataclass
class Asked:
    """One application before it is written."""

    submitted_at: datetime
    beneficiary: Person
    applicant: Person
    capacity: str
    plans: list[Plan] = field(default_factory=list)


def asked(random: Random, town: Town, people: list[Person], count: int) -> list[Asked]:
    """The plan of every application, in the order they came."""
    moments = paths.moments(random, count, town.now)
    by_day = {day: _weights(town, day) for day in {timezone.localdate(moment) for moment in moments}}
    return [_ask(random, town, people, by_day[timezone.localdate(moment)], moment) for moment in moments]


def _weights(town: Town, day: date) -> list[int]:
    """Nobody asks for a programme that has ended, or out of season."""
    closed = {service.pk for service, windows in town.seasons if not admission.standing(service, windows, day).is_open}
    return [0 if service.pk in closed else FAVOURITES.get(service.slug, 1) for service in town.services]


def _ask(random: Random, town: Town, people: list[Person], weights: list[int], moment: datetime) -> Asked:
    beneficiary = random.choice(people)
    applicant, capacity = beneficiary, Capacity.SELF
    if random.random() < 0.2:
        applicant, capacity = random.choice(people), random.choice((Capacity.ATTORNEY, Capacity.GUARDIAN))
        applicant = applicant if applicant is not beneficiary else people[people.index(beneficiary) - 1]
    found = Asked(moment, beneficiary, applicant, capacity)
    services = {
        service.pk: service for service in random.choices(town.services, weights, k=2 if random.random() < 0.1 else 1)
    }
    for service in services.values():
        found.plans.append(paths.plan(random, service, bool(town.offers[service.pk]), moment, town.now))
    return found


def write(random: Random, town: Town, found: list[Asked], writer: Writer) -> None:
    for item in found:
        _application(random, town, item, writer)
    writer.flush()


def _application(random: Random, town: Town, item: Asked, writer: Writer) -> None:
    uid = new_uid(random)
    at_counter = random.random() < 0.4
    known = {"capacity": item.capacity, "answer_by": "letter", **sampled.of_person(item.applicant)}
    if item.capacity != Capacity.SELF:
        known |= sampled.of_person(item.beneficiary, "other_")
        writer.add(
            Representation(
                representative=item.applicant,
                represented=item.beneficiary,
                capacity=item.capacity,
                proof_note=random.choice(sampled.TEXTS["mandate_number"]),
                valid_from=day_of(item.submitted_at),
                checked_at=item.submitted_at,
                checked_by=town.clerk,
            )
        )
    answers = {f"common.{key}": part for key, part in sampled.sample(random, schema_of(town.common.pk), known).items()}
    for plan in item.plans:
        if form := town.forms.get(plan.service.pk):
            parts = sampled.sample(random, schema_of(form.pk), {})
            answers |= {f"{plan.service.slug}.{key}": part for key, part in parts.items()}
    application = Application(
        uid=uid,
        data_key=writer.add(DataKey.objects.build_for("application", uid)),
        origin=Origin.COUNTER if at_counter else Origin.ONLINE,
        filed_by=town.clerk if at_counter else None,
        applicant=item.applicant,
        beneficiary=item.beneficiary,
        capacity=item.capacity,
        common_form=town.common,
        answers=answers,
        number=town.number(REGISTER, day_of(item.submitted_at)),
        submitted_at=item.submitted_at,
        status=ApplicationStatus.WITHDRAWN if _is_withdrawn(item) else ApplicationStatus.SUBMITTED,
        withdrawn_at=item.plans[0].at("withdraw") if _is_withdrawn(item) else None,
    )
    writer.add(application)
    for slug in town.documents[item.plans[0].service.pk]:
        kind = random.choice((AttachmentKind.OFFICIAL, AttachmentKind.LATER))
        writer.add(Attachment(application=application, data_key=application.data_key, slot=slug, kind=kind))
    history_row(writer, application, "submit", "draft", "submitted", item.submitted_at, None, {})
    for position, plan in enumerate(item.plans):
        _case(random, town, application, plan, position, len(item.plans), writer)


def _is_withdrawn(item: Asked) -> bool:
    return all(plan.status == CaseStatus.WITHDRAWN for plan in item.plans)


def _case(
    random: Random,
    town: Town,
    application: Application,
    plan: Plan,
    position: int,
    among: int,
    writer: Writer,
) -> None:
    beneficiary = application.beneficiary
    assert beneficiary is not None and application.submitted_at is not None
    unit = town.unit_for(plan.service, beneficiary.settlement)
    officer = random.choice(town.officers[unit.pk] or [town.head])
    request = ServiceRequest(
        application=application,
        service=plan.service,
        form_version=town.forms.get(plan.service.pk),
        position=position,
    )
    case = Case(
        uid=new_uid(random),
        data_key=application.data_key,
        request=writer.add(request),
        number=str(application.number) if among == 1 else f"{application.number}-{position + 1}",
        service=plan.service,
        beneficiary=beneficiary,
        settlement=beneficiary.settlement,
        unit=unit,
        assignee=officer if plan.at("take") else None,
        opened_at=application.submitted_at,
    )
    Story(random, town, case, plan, officer, writer).tell()
