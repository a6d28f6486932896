"""A few living cases made through the real actions, so that every account of the demo has something to do."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.utils import timezone

from applications.actions import attachments, drafts, oral, queueing, submissions, tracking
from applications.models import Application, AttachmentKind
from applications.steps import Walk
from casework.actions import assessments, cases, corrections, decisions, forwarding, places, referrals
from casework.actions.assessments import DOMAINS
from casework.models import Case, Decision, Outcome, PlaceHold, Reason
from people.actions import representations
from people.actions.persons import PersonFacts, register
from people.models import NoIdReason, Person, Representation, Settlement, User
from portal.demo import answers as sampled
from portal.demo import (
    appealed,
    at_desk,
    at_hand,
    hidden,
    in_use,
    names,
    notebook,
    planned,
    prepared,
    readers,
    texts,
    waits,
    worked,
)
from records import deliveries
from records.models import Delivery, DeliveryStatus
from services.models import Offer, Service

SEED = 1877


def show() -> None:
    random = Random(SEED)  # noqa: S311 - a seeded demo, nothing secret
    users = {user.email.partition("@")[0]: user for user in User.objects.all()}
    daughter, mother = _people(random, users)
    ready = apply(random, users["citizen"], ["home-patronage", "assistant-support"], daughter, mother)
    mandate = Representation.objects.get(representative=daughter, represented=mother)
    representations.confirm(mandate, seen="пълномощно № 412", valid_to=None, by=users["clerk"])
    patronage, assistant = Case.objects.of_application(ready)
    _decide(patronage, users)
    _ask(assistant, users)
    _forward(random, users, daughter, mother)
    _refuse(random, users)
    _leave_for_the_head(users)
    _leave_for_the_provider(users)
    _write_up(users)
    _leave_draft(random, users["citizen2"])
    in_use.show(users)
    waits.show(random, users)
    planned.show(users)
    notebook.show(users)
    worked.show(users)
    _open_hall(users)
    readers.tell(users)
    at_hand.show(users)
    prepared.show(users)
    _lose_a_letter()
    appealed.show(users, [_refused(random, users, person) for person in appealed.people(3)])
    hidden.show(users)
    at_desk.show(users)


def _open_hall(users: dict[str, User]) -> None:
    """The counter gives out numbers: one is called, three wait."""
    rows = [
        {"letter": "А", "name_bg": "Подаване на заявление", "name_en": "Applying for a service"},
        {"letter": "Б", "name_bg": "Въпрос или съвет", "name_en": "A question or advice"},
        {"letter": "В", "name_bg": "Решение или документ", "name_en": "A decision or a document"},
    ]
    hall = queueing.set_up(users["clerk"].counter, is_on=True, rows=rows, by=users["admin"])
    for letter in "АББВ":
        queueing.take(hall.rows.get(letter=letter), once=uuid4())
    queueing.call_next(hall, [], place="2", by=users["counterhead"])


def _people(random: Random, users: dict[str, User]) -> tuple[Person, Person]:
    """The daughter's identity was checked at the counter; her mother has no login."""
    used: set[str] = set()
    home = Settlement.objects.local().order_by("pk").first()
    facts = [("Надежда", "Георгиева", "Петрова"), ("Пенка", "Иванова", "Петрова")]
    daughter, mother = (
        register(
            PersonFacts(
                given_name=given, middle_name=middle, family_name=family, id_number=names.egn(random, "f", used),
                phone=names.phone(random), settlement=home, address=names.address(random), channels=("letter",),
            ),
            by=users["clerk"],
        )
        for given, middle, family in facts
    )  # fmt: skip
    for person, born in ((daughter, "1971-05-14"), (mother, "1947-03-12")):
        person.birth_date = born
        person.save()
    User.objects.filter(pk=users["citizen"].pk).update(person=daughter, identity_checked_at=timezone.now())
    return daughter, mother


def apply(
    random: Random, user: User, slugs: list[str], applicant: Person, beneficiary: Person, **said: Any
) -> Application:
    """The whole form, step by step, then sent; `said`: answers to common questions that are not left to chance."""
    found = {service.slug: service for service in Service.objects.filter(slug__in=slugs)}
    draft = drafts.start(user, [found[slug] for slug in slugs], by=user)
    known = {"capacity": "self", "answer_by": "portal", **sampled.of_person(applicant), **said}
    if applicant != beneficiary:
        known |= {
            "capacity": "attorney",
            **sampled.of_person(beneficiary, "other_"),
            "other_channels": ["letter"],
        }
    for scope, form in draft.forms():
        for key, answers in sampled.sample(random, form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", answers, by=user)
    for slot in Walk(draft).slots:
        kind = AttachmentKind.OFFICIAL if slot.from_register else AttachmentKind.LATER
        attachments.answer_without_file(draft, slot.key, kind, by=user)
    return submissions.submit(draft, by=user)


def _assess(case: Case, officer: User, *, is_eligible: bool = True) -> None:
    cases.take(case, by=officer)
    levels = {f"{domain}_level": "1" for domain in DOMAINS} | {"daily_living_level": "3" if is_eligible else "0"}
    conclusion = texts.NEED[0] if is_eligible else texts.NO_NEED[0]
    said = {
        "participants": case.beneficiary.short_name,
        "own_words": texts.WISHES[0],
        "risks": "",
        "conclusion": conclusion,
    }
    assessments.finish(
        case, held_on=timezone.localdate(), place="home", person_took_part=True, is_eligible=is_eligible,
        content={**levels, **said}, by=officer,
    )  # fmt: skip


def _decide(case: Case, users: dict[str, User]) -> None:
    """A place confirmed by the provider and a decision that the worker seals: the citizen has to answer."""
    decisions.approve(_draft(case, users), by=users["head"])


def _hold(case: Case, officer: User) -> PlaceHold:
    _assess(case, officer)
    offers = list(Offer.objects.filter(service=case.service).select_related("provider"))
    referrals.refer(case, offers=offers, consent=True, by=officer)
    return places.hold(case, offers[0], by=officer)


def _draft(case: Case, users: dict[str, User]) -> Decision:
    officer = users["officer"]
    places.accept(_hold(case, officer), by=users["provider"])
    starts = timezone.localdate() + timedelta(days=7)
    return decisions.draft(case, outcome=Outcome.APPROVAL, findings=texts.FINDINGS[0], starts_on=starts, by=officer)


def _leave_for_the_head(users: dict[str, User]) -> None:
    """A draft that waits until somebody else than its writer reads it."""
    _draft(_new_case(users, SEED + 1), users)


def _leave_for_the_provider(users: dict[str, User]) -> None:
    """A place that is kept until the provider answers."""
    _hold(_new_case(users, SEED + 2), users["officer"])


def _new_case(users: dict[str, User], seed: int) -> Case:
    """Of somebody from the town who has not asked for this help before."""
    known = Person.objects.filter(id_number__isnull=False, settlement=Settlement.objects.local().order_by("pk").first())
    person = known.exclude(cases__service__slug="home-patronage").order_by("pk")[0]
    random = Random(seed)  # noqa: S311 - a seeded demo, nothing secret
    return Case.objects.of_application(apply(random, users["citizen2"], ["home-patronage"], person, person)).get()


def _ask(case: Case, users: dict[str, User]) -> None:
    cases.take(case, by=users["officer"])
    reason = "Моля, допълнете телефон, на който да Ви намерим през деня, и на кого да се обадим при нужда."
    corrections.ask(
        case,
        fields=["common.contact:phone", "common.support:emergency_contact"],
        reason=reason,
        by=users["officer"],
    )


def _forward(random: Random, users: dict[str, User], daughter: Person, mother: Person) -> None:
    """The Directorate decides this one."""
    application = apply(random, users["citizen"], ["home-elderly"], daughter, mother)
    forwarding.forward(Case.objects.of_application(application).get(), by=users["officer"])


def _refuse(random: Random, users: dict[str, User]) -> None:
    person = Person.objects.filter(id_number__isnull=False, settlement__isnull=False).order_by("pk")[0]
    decisions.approve(_refused(random, users, person), by=users["head"])


def _refused(random: Random, users: dict[str, User], person: Person) -> Decision:
    """Drafted by the officer, after an assessment that found no need."""
    application = apply(random, users["citizen2"], ["assistant-support"], person, person)
    case = Case.objects.of_application(application).get()
    _assess(case, users["officer"], is_eligible=False)
    return decisions.draft(
        case,
        outcome=Outcome.REFUSAL,
        findings=texts.FINDINGS_NO["no-need"],
        reasons=[Reason.objects.get(code="no-need")],
        alternatives=list(Service.objects.filter(slug__in=["home-patronage", "pensioner-club"])),
        by=users["officer"],
    )


def _write_up(users: dict[str, User]) -> None:
    """Somebody without papers and e-mail said at the counter what is needed."""
    facts = PersonFacts(given_name="Стойчо", family_name="Манолов", id_type="none", no_id_reason=NoIdReason.NO_PAPERS)
    person = register(facts, by=users["clerk"])
    statement = "Нямам къде да спя от две нощи. Искам легло и топла храна, докато си извадя лична карта."
    service = Service.objects.get(slug="temporary-accommodation")
    application = oral.write_up(person, [service], statement, counter="Едно гише – Белоречие", by=users["clerk"])
    tracking.issue_code(application, by=users["clerk"])


def _leave_draft(random: Random, user: User) -> None:
    service = Service.objects.get(slug="day-centre-elderly")
    draft = drafts.start(user, [service], by=user)
    form = draft.forms()[0][1]
    person = Person.objects.order_by("pk")[1]
    known = sampled.of_person(person)
    first = sampled.sample(random, form, known)
    key = form.steps[0].key
    drafts.save_step(draft, f"common.{key}", first[key], by=user)


def _lose_a_letter() -> None:
    """One message did not arrive, so that the work list has a line."""
    letter = Delivery.objects.filter(channel="letter").earliest("pk")
    deliveries.note(letter.pk, DeliveryStatus.FAILED, source="worker", by=None, detail="no address for this channel")
