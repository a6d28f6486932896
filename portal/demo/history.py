"""Two years of applications, written in bulk: the same rows that the actions would have written, with their dates."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Model

from applications.models import (
    Application,
    ApplicationStatus,
    Attachment,
    AttachmentKind,
    Origin,
    ServiceRequest,
)
from casework.actions.assessments import DOMAINS
from casework.models import (
    Assessment,
    Case,
    CaseStatus,
    Deadline,
    DeadlineRule,
    Decision,
    DecisionStatus,
    DecisionTemplate,
    ForwardTo,
    Outcome,
    PlaceHold,
    Placement,
    Reason,
    ReasonKind,
    Referral,
    Suspension,
    WaitingEntry,
)
from casework.models.place import ACTIVE_HOLDS, HoldStatus
from casework.routing import unit_for
from people.models import Capacity, Person, Representation, User
from people.roles import Role
from portal.demo import answers as sampled
from portal.demo import paths, texts
from portal.demo.paths import Plan, day_of
from records.calendar import add_days
from records.models import AuditEvent, DataKey, RegisterCounter, StatusChange
from records.numbers import format_number
from services.models import FormVersion, Offer, ReferralBy, Service

BATCH = 1000
REGISTER = "СУ"
PLACE_TERM = timedelta(days=300)
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


class Town:
    """Everything the rows point to, loaded once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.services = list(Service.objects.published().exclude(access="general").filter(emergency=False))
        self.by_slug = {service.slug: service for service in self.services}
        self.offers: dict[int, list[Offer]] = defaultdict(list)
        for offer in Offer.objects.select_related("provider"):
            self.offers[offer.service_id].append(offer)
        forms = FormVersion.objects.published()
        self.common = forms.get(service__isnull=True)
        self.forms = {form.service_id: form for form in forms.exclude(service__isnull=True)}
        self.templates = {(row.act, row.outcome): row for row in DecisionTemplate.objects.all()}
        self.reasons = list(Reason.objects.filter(kind=ReasonKind.REFUSAL))
        self.rules = {rule.code: rule for rule in DeadlineRule.objects.all()}
        self.head = User.objects.filter(memberships__role=Role.HEAD).earliest("pk")
        self.clerk = User.objects.filter(memberships__role=Role.CLERK).earliest("pk")
        self.officers: dict[int, list[User]] = defaultdict(list)
        for user in User.objects.filter(memberships__role=Role.OFFICER).order_by("pk"):
            for unit in user.organisations_as(Role.OFFICER):
                self.officers[unit].append(user)
        self.managers = {
            unit: user
            for user in User.objects.filter(memberships__role=Role.PROVIDER_MANAGER)
            for unit in user.organisations_as(Role.PROVIDER_MANAGER)
        }
        self.seats: dict[int, list[int]] = {
            offer.pk: list(range(offer.capacity, 0, -1)) for rows in self.offers.values() for offer in rows
        }
        self.counters: dict[tuple[str, int], int] = {
            (row.register, row.year): row.last for row in RegisterCounter.objects.all()
        }
        self.unit_for = lru_cache(maxsize=None)(unit_for)
        self.due_after = lru_cache(maxsize=None)(add_days)

    def number(self, register: str, on: date) -> str:
        key = (register, on.year)
        self.counters[key] = self.counters.get(key, 0) + 1
        return format_number(register, self.counters[key], on)

    def keep_counters(self) -> None:
        for (register, year), last in self.counters.items():
            RegisterCounter.objects.update_or_create(register=register, year=year, defaults={"last": last})


def asked(random: Random, town: Town, people: list[Person], count: int) -> list[Asked]:
    """The plan of every application, in the order they came."""
    weights = [FAVOURITES.get(service.slug, 1) for service in town.services]
    return [_ask(random, town, people, weights, moment) for moment in paths.moments(random, count, town.now)]


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


class Writer:
    """Collects rows of many models and writes them in an order that their links allow."""

    ORDER = (
        DataKey, Representation, Application, ServiceRequest, Attachment, Case, Deadline, Suspension, Assessment,
        Referral, PlaceHold, Placement, WaitingEntry, Decision, StatusChange, AuditEvent,
    )  # fmt: skip

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[Any]] = defaultdict(list)
        self.links: list[tuple[Decision, list[Reason], list[Service]]] = []

    def add(self, row: Any) -> Any:
        self.rows[type(row)].append(row)
        return row

    def flush(self) -> None:
        for model in self.ORDER:
            for row in self.rows[model]:
                _know_parents(row)
            model._default_manager.bulk_create(self.rows[model], batch_size=BATCH)
        self._write_links()
        self.rows.clear()
        self.links.clear()

    def _write_links(self) -> None:
        reasons, others = Decision.reasons.through, Decision.alternatives.through
        reasons.objects.bulk_create(
            reasons(decision_id=decision.pk, reason_id=reason.pk)
            for decision, found, _ in self.links
            for reason in found
        )
        others.objects.bulk_create(
            others(decision_id=decision.pk, service_id=service.pk)
            for decision, _, found in self.links
            for service in found
        )


def _know_parents(row: Any) -> None:
    """A parent written a moment ago has its key now."""
    for link in row._meta.concrete_fields:
        if link.is_relation and link.is_cached(row) and link.get_cached_value(row) is not None:
            setattr(row, link.attname, link.get_cached_value(row).pk)


def write(random: Random, town: Town, found: list[Asked], writer: Writer) -> None:
    for item in found:
        _application(random, town, item, writer)
    writer.flush()


def _uid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _application(random: Random, town: Town, item: Asked, writer: Writer) -> None:
    uid = _uid(random)
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
            )
        )
    answers = {f"common.{key}": part for key, part in sampled.sample(random, town.common.schema, known).items()}
    for plan in item.plans:
        if form := town.forms.get(plan.service.pk):
            parts = sampled.sample(random, form.schema, {})
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
    writer.add(
        Attachment(
            application=application,
            data_key=application.data_key,
            slot="id_card",
            kind=AttachmentKind.OFFICIAL,
        )
    )
    _history(writer, application, "submit", "draft", "submitted", item.submitted_at, None, {})
    for position, plan in enumerate(item.plans):
        _case(random, town, application, plan, position, len(item.plans), writer)


def _is_withdrawn(item: Asked) -> bool:
    return all(plan.status == CaseStatus.WITHDRAWN for plan in item.plans)


def _history(
    writer: Writer,
    subject: Any,
    verb: str,
    before: str,
    after: str,
    at: datetime,
    by: User | None,
    facts: dict[str, Any],
) -> None:
    who = {
        "actor_uid": by.uid if by else None,
        "actor_label": by.label if by else "system",
        "at": at,
        "verb": verb,
    }
    what = {"subject_kind": subject._meta.label_lower, "subject_uid": subject.uid, "facts": facts}
    writer.add(StatusChange(**who, **what, from_status=before, to_status=after))
    writer.add(AuditEvent(**who, **what))


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
        uid=_uid(random),
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


class Story:
    """One case's rows, verb by verb, through the same table of steps that the actions use."""

    def __init__(self, random: Random, town: Town, case: Case, plan: Plan, officer: User, writer: Writer) -> None:
        self.random, self.town, self.case, self.plan = random, town, case, plan
        self.officer, self.writer = officer, writer
        self.referral: Referral | None = None
        self.assessment: Assessment | None = None
        self.hold: PlaceHold | None = None
        self.decision: Decision | None = None

    def tell(self) -> None:
        self.writer.add(self.case)
        self._deadline()
        for verb, at in self._possible():
            step = Case.STEPS[verb]
            assert self.case.status in step.sources, (self.case.status, verb)
            before, self.case.status = self.case.status, step.target
            getattr(self, f"_{verb}", self._nothing)(at)
            _history(self.writer, self.case, verb, before, step.target, at, self._actor(verb), {})
        self._end_old_placement()

    def _possible(self) -> list[tuple[str, datetime]]:
        """Where no seat is left, the person waits instead."""
        steps = self.plan.steps
        names = [verb for verb, _ in steps]
        if "hold_place" in names and not self._free_offers():
            cut = names.index("hold_place")
            return [*steps[:cut], ("put_on_waiting_list", steps[cut][1])]
        return steps

    def _free_offers(self) -> list[Offer]:
        return [offer for offer in self.town.offers[self.case.service_id] if self.town.seats[offer.pk]]

    def _actor(self, verb: str) -> User | None:
        if verb in {"publish_decision", "withdraw", "accept_place", "decline_place"}:
            return None
        return self.town.head if verb == "approve_decision" else self.officer

    def _nothing(self, at: datetime) -> None:
        """The status alone says it."""

    def _deadline(self) -> None:
        rule = self.town.rules["assessment" if self.case.service.is_decided_here else "forwarding"]
        started = day_of(self.case.opened_at)
        base, due = self.town.due_after(started, rule.amount, rule.unit)
        ends = [self.plan.at(verb) for verb in ("publish_decision", "forward", "close", "withdraw")]
        met = next((day_of(moment) for moment in ends if moment), None)
        self.case.due_on = due
        self.deadline = Deadline(
            case=self.case, rule=rule, started_on=started, amount=rule.amount, unit=rule.unit,
            base_due_on=base, due_on=due, met_on=met,
        )  # fmt: skip
        self.writer.add(self.deadline)

    def _ask_correction(self, at: datetime) -> None:
        self.writer.add(Suspension(deadline=self.deadline, reason="correction", started_on=day_of(at)))

    def _assess(self, at: datetime) -> None:
        levels = {f"{domain}_level": str(self.random.choice((0, 0, 1, 2, 3))) for domain in DOMAINS}
        self.assessment = Assessment(
            case=self.case, data_key=self.case.data_key, held_on=day_of(at),
            place=self.random.choice(("home", "office", "phone")),
            need_codes={domain: levels[f"{domain}_level"] for domain in DOMAINS}, made_by=self.officer, finished_at=at,
            is_eligible=not self.plan.is_refusal,
            content={
                **levels,
                "participants": self.case.beneficiary.short_name,
                "own_words": self.random.choice(texts.WISHES),
                "risks": "",
                "conclusion": self.random.choice(texts.NO_NEED if self.plan.is_refusal else texts.NEED),
            },
        )  # fmt: skip
        self.writer.add(self.assessment)

    def _refer(self, at: datetime) -> None:
        offers = [str(offer.uid) for offer in self.town.offers[self.case.service_id]]
        self.referral = Referral(
            case=self.case,
            assessment=self.assessment,
            made_at=at,
            made_by=self.officer,
            consented_at=at,
            preferred_offers=offers,
        )
        self.writer.add(self.referral)

    def _put_on_waiting_list(self, at: datetime) -> None:
        self.writer.add(WaitingEntry(case=self.case, service=self.case.service, since=self.case.opened_at))

    def _hold_place(self, at: datetime) -> None:
        offer = self.random.choice(self._free_offers())
        until = (
            max(day_of(at) + timedelta(days=5), day_of(self.town.now) + timedelta(days=2))
            if self._is_last(at)
            else day_of(at) + timedelta(days=5)
        )
        self.hold = PlaceHold(
            offer=offer,
            case=self.case,
            referral=self.referral,
            seat=self.town.seats[offer.pk].pop(),
            held_at=at,
            held_until=until,
        )
        self.writer.add(self.hold)

    def _is_last(self, at: datetime) -> bool:
        return self.plan.steps[-1][1] == at

    def _confirm_place(self, at: datetime) -> None:
        assert self.hold is not None
        self.hold.status, self.hold.answered_at = HoldStatus.ACCEPTED, at
        self.hold.answered_by = self.town.managers.get(self.hold.offer.provider_id)

    def _draft_decision(self, at: datetime) -> None:
        outcome = Outcome.REFUSAL if self.plan.is_refusal else Outcome.APPROVAL
        act = self.case.service.decision_act
        self.decision = Decision(
            uid=_uid(self.random), case=self.case, data_key=self.case.data_key, act=act, outcome=outcome,
            template=self.town.templates[act, outcome], drafted_by=self.officer, drafted_at=at,
            starts_on=None if self.plan.is_refusal else day_of(at) + timedelta(days=7),
            findings=self.random.choice(texts.FINDINGS_NO if self.plan.is_refusal else texts.FINDINGS),
        )  # fmt: skip
        self.writer.add(self.decision)
        if self.plan.is_refusal:
            others = [
                service
                for service in self.town.services
                if service.pk != self.case.service_id and service.is_decided_here
            ]
            self.writer.links.append(
                (self.decision, self.random.sample(self.town.reasons, 1), self.random.sample(others, 2))
            )

    def _approve_decision(self, at: datetime) -> None:
        assert self.decision is not None
        self.decision.status = DecisionStatus.APPROVED
        self.decision.approved_by, self.decision.approved_at = self.town.head, at
        self.decision.number = self.town.number(self.decision.template.register, day_of(at))

    def _publish_decision(self, at: datetime) -> None:
        assert self.decision is not None
        self.decision.status, self.decision.published_at = DecisionStatus.PUBLISHED, at
        rule = self.town.rules["appeal"]
        self.decision.appeal_until = self.town.due_after(day_of(at), rule.amount, rule.unit)[1]
        self.case.decided_at = at

    def _accept_place(self, at: datetime) -> None:
        if self.hold is not None:
            self.hold.status = HoldStatus.TAKEN
            self.placement = Placement(case=self.case, offer=self.hold.offer, hold=self.hold, starts_on=day_of(at))
            self.writer.add(self.placement)

    def _decline_place(self, at: datetime) -> None:
        self._give_back()
        self.case.closed_at = at

    def _give_back(self) -> None:
        if self.hold is not None and self.hold.status in ACTIVE_HOLDS:
            self.hold.status = HoldStatus.RELEASED
            self.town.seats[self.hold.offer_id].append(self.hold.seat)

    def _forward(self, at: datetime) -> None:
        court = self.case.service.referral_by == ReferralBy.COURT
        self.case.forwarded_to, self.case.forwarded_at = ForwardTo.COURT if court else ForwardTo.DSP, at

    def _record_outcome(self, at: datetime) -> None:
        self.case.outside_outcome, self.case.closed_at = self.random.choice(texts.OUTCOMES), at

    def _close(self, at: datetime) -> None:
        self.case.outside_outcome, self.case.closed_at = self.random.choice(texts.ANSWERS), at

    def _withdraw(self, at: datetime) -> None:
        self._give_back()
        self.case.closed_at = at

    def _end_old_placement(self) -> None:
        """Nobody uses a service for ever: the seat goes to the next person."""
        if self.case.status != CaseStatus.PLACED or self.hold is None:
            return
        ends = self.placement.starts_on + PLACE_TERM
        if ends >= day_of(self.town.now):
            return
        self.placement.ends_on = ends
        self._give_back()
        at = self.case.opened_at + PLACE_TERM + timedelta(days=20)
        self.case.status, self.case.closed_at = CaseStatus.CLOSED, at
        _history(self.writer, self.case, "close", "placed", "closed", at, self.officer, {})
