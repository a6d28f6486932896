"""The fixed cast: the demo's accounts, a daughter and her mother, and cases made by the real actions."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.test import Client

from applications.actions import attachments, drafts
from applications.models import Application
from applications.steps import Walk
from casework.actions import assessments, cases, decisions, places, publishing, referrals, waiting
from casework.actions.assessments import DOMAINS
from casework.models import Case, Decision, Outcome, PlaceHold, Reason, WaitingEntry
from people.actions.persons import PersonFacts, register
from people.models import Person, Settlement, User
from portal.demo import accounts, answers, names, showcase
from records import documents
from services.models import Offer, Service


@dataclass
class Cast:
    users: dict[str, User]
    daughter: Person
    mother: Person

    def __getattr__(self, login: str) -> User:
        try:
            return self.users[login]
        except KeyError as error:
            raise AttributeError(login) from error


def make_cast() -> Cast:
    accounts.create()
    users = {user.email.partition("@")[0]: user for user in User.objects.order_by("pk")}
    used: set[str] = set()
    people = [_woman(given, used) for given in ("Надежда", "Пенка")]
    User.objects.filter(pk=users["citizen"].pk).update(person=people[0], identity_checked_at="2026-01-01T10:00Z")
    users["citizen"].refresh_from_db()
    return Cast(users, *people)


def _woman(given: str, used: set[str]) -> Person:
    town = Settlement.objects.get(ekatte="99019")
    number = names.egn(Random(given), "f", used)
    facts = PersonFacts(given_name=given, family_name="Колева", id_number=number, settlement=town, channels=("letter",))
    return register(facts, by=None)


Send = Callable[..., Application]


def sender(cast: Cast) -> Send:

    def apply(*slugs: str, by: User | None = None, beneficiary: Person | None = None) -> Application:
        person = beneficiary or (cast.mother if by is None else _woman("Друга", set()))
        applicant = cast.daughter if by is None else person
        return showcase.apply(Random(slugs[0]), by or cast.citizen, list(slugs), applicant, person)

    return apply


def case_of(application: Application) -> Case:
    return Case.objects.with_parts().of_application(application).first()


def content(**levels: str) -> dict[str, str]:
    said = {"participants": "двете", "own_words": "Искам у дома.", "risks": "", "conclusion": "Има нужда."}
    return {**{f"{domain}_level": levels.get(domain, "1") for domain in DOMAINS}, **said}


def assess(case: Case, cast: Cast, *, is_eligible: bool = True) -> None:
    from django.utils import timezone

    cases.take(case, by=cast.officer)
    assessments.finish(
        case, held_on=timezone.localdate(), place="home", person_took_part=True, is_eligible=is_eligible,
        content=content(), by=cast.officer,
    )  # fmt: skip


def hold(case: Case, cast: Cast) -> PlaceHold:
    assess(case, cast)
    offer = Offer.objects.filter(service=case.service).earliest("pk")
    referrals.refer(case, offers=[offer], consent=True, by=cast.officer)
    return places.hold(case, offer, by=cast.officer)


def waits(case: Case, cast: Cast, *offers: Offer) -> WaitingEntry:
    """Assessed and referred to the chosen offers, or to any; there was no free place."""
    assess(case, cast)
    referrals.refer(case, offers=list(offers), consent=True, by=cast.officer)
    return waiting.enter(case, by=cast.officer)


def drafted(case: Case, cast: Cast) -> Decision:
    places.accept(hold(case, cast), by=cast.provider)
    return decisions.draft(case, outcome=Outcome.APPROVAL, findings="Живее сама.", by=cast.officer)


def refused(case: Case, cast: Cast) -> Decision:
    assess(case, cast, is_eligible=False)
    return decisions.draft(
        case, outcome=Outcome.REFUSAL, findings="Справя се.", by=cast.officer,
        reasons=[Reason.objects.get(code="no-need")], alternatives=[Service.objects.get(slug="hot-lunch")],
    )  # fmt: skip


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def published(decision: Decision, cast: Cast) -> Case:
    """The drafted decision is approved, sealed and published; the place waits for the person's answer."""
    from django.utils import timezone

    document = decisions.approve(decision, by=cast.head)
    document.__dict__.update(documents.store(document, b"%PDF-1.7"), status="rendered", rendered_at=timezone.now())
    document.save()
    publishing.on_document_ready(document)
    return Case.objects.with_parts().get(pk=decision.case_id)


def taken_up(decision: Decision, cast: Cast) -> Case:
    """The decision is published, and the person accepts the place."""
    decisions.accept_place(published(decision, cast), by=cast.citizen)
    return Case.objects.with_parts().get(pk=decision.case_id)


def begin(client: Client, person: Person) -> None:
    """The clerk behind the client serves this person from now on."""
    assert client.post(f"/counter/person/{person.uid}/begin/").status_code == 302


def answer_all(draft: Application, person: Person, *, by: User, **said: Any) -> None:
    """Every step and document of a draft about the person; `said`: answers to common questions that are wanted so."""
    known = {"capacity": "self", "answer_by": "counter", **answers.of_person(person), **said}
    for scope, form in draft.forms():
        for key, said in answers.sample(Random(1), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", said, by=by)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, "later", by=by)
