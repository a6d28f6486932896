"""Submitting: one transaction, one application, one number, however often „Подай“ is pressed."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from applications import cosigned, duplicates, hooks, mandates, notices
from applications.actions import cosigning, drafts, inviting, receipts
from applications.actions.homes import keep_home
from applications.duplicates import Earlier
from applications.likelihood import coded_of
from applications.models import Application, ApplicationStatus, ServiceRequest, StepAnswers
from applications.models.application import ApplicationQuerySet
from applications.moving import KEPT
from applications.steps import PROOF, Walk
from applications.telling import tell
from people.actions import persons, representations
from people.actions.persons import PersonFacts
from people.models import Capacity, Person, Settlement, User
from records.numbers import next_number
from records.together import remove, together
from records.workflow import move
from services import admission

REGISTER = "СУ"


class Incomplete(Exception):
    """A step or document is still missing, or a service no longer takes applications."""


class FormChanged(Incomplete):
    """The form was changed after the person had checked the answers."""


class DuplicateOpen(Exception):
    """The person has an open request for the same service; a reason in words is needed to ask for it again."""

    def __init__(self, earlier: list[Earlier]) -> None:
        super().__init__(*(one.application.pk for one in earlier))
        self.earlier = earlier


class Unchanged(DuplicateOpen):
    """Nothing differs from an open application that the sender can see."""


def submit(
    application: Application,
    *,
    by: User | None,
    seen: str | None = None,
    here: ApplicationQuerySet | None = None,
    why: str = "",
) -> Application:
    """The submitted application. A second call finds it submitted and returns it unchanged.

    Raises DuplicateOpen or Unchanged for what is open already, if the sender may see it (`here`: what they may see;
    None asks nothing). `why`: the sentence with which the same service is asked for once more.

    Raises NotOpen when a requested service takes no applications today: the draft stays as it is.
    `seen`: the versions of the forms whose answers the person has checked; others are checked anew.
    """
    with transaction.atomic():
        sent = _submit(application, by=by, seen=seen, here=here, why=why)
        if cosigned.is_possible(sent.capacity):
            cosigning.ask(sent, by=by)
    return sent


def _submit(
    application: Application, *, by: User | None, seen: str | None, here: ApplicationQuerySet | None, why: str
) -> Application:
    with together():
        locked = (
            Application.objects.select_for_update(of=("self",))
            .with_parts()
            .select_related("applicant_user")
            .get(pk=application.pk)
        )
        if locked.status != ApplicationStatus.DRAFT:
            return locked
        began = timezone.now()
        requests = list(locked.requests.to_send())
        locked.asked = [request.asked for request in requests]
        walk = Walk(locked)
        if (
            not walk.is_complete
            or mandates.is_expired(walk.answers())
            or cosigning.is_missing(locked, walk.answers())
            or not all(request.service.takes_applications for request in requests)
        ):
            raise Incomplete
        today = timezone.localdate()
        limited = [one.service for one in requests if one.is_dated]
        invitations = inviting.taken_up(locked, walk.answers(), limited)
        dated = admission.require_open(limited, today, {one.service_id for one in invitations})
        if seen is not None and seen != walk.stamp:
            raise FormChanged
        if walk.moved is not None:
            drafts.move(locked, walk.versions, by=by)
        is_held = _identify(locked, walk, by)
        if locked.about.created_at < began:
            if not is_held:
                # Two drafts for one person that are sent at once wait here for each other.
                Person.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=locked.about.pk)
            _notice_repeated(locked, walk, requests, here, why)
        keep_home(locked, walk, by=by)
        _send(locked, walk, requests, by)
        inviting.note_used(invitations, locked, by=by)
        admission.note_taken(dated, today)
    return locked


def _identify(application: Application, walk: Walk, by: User | None) -> bool:
    """Persons by number, found or new. A number that is already known links, but changes and shows nothing.

    Whether the beneficiary's row is locked: who was found by number is.
    """
    answers, is_held = walk.answers(), application.applicant is None
    capacity = answers.get("capacity", Capacity.SELF)
    prefixes = [*([] if application.applicant else [""]), *([] if capacity == Capacity.SELF else ["other_"])]
    known = dict(zip(prefixes, persons.with_numbers(*(_number(answers, one) for one in prefixes)), strict=True))
    applicant = application.applicant or known[""] or _person(answers, "", application, by)
    user = application.applicant_user
    if user is not None and user.person_id is None and not hasattr(applicant, "user"):
        _declare(user, applicant)
    beneficiary = applicant
    if capacity != Capacity.SELF:
        beneficiary, is_held = known["other_"] or _person(answers, "other_", application, by), True
        _represent(walk, applicant, beneficiary, by)
    # Written by the same UPDATE as the number.
    application.applicant, application.beneficiary, application.capacity = applicant, beneficiary, capacity
    return is_held


def _number(answers: dict[str, Any], prefix: str) -> tuple[str, str]:
    return answers.get(f"{prefix}identity_type") or "", answers.get(f"{prefix}identity_number") or ""


def _person(answers: dict[str, Any], prefix: str, application: Application, by: User | None) -> Person:
    """Somebody whose number nobody has."""
    facts = _facts(answers, prefix, application)
    user = application.applicant_user if not prefix else None
    own = persons.own_of(user, facts) if user is not None and user.person_id else None
    return own or persons.find_or_register(facts, by=by)


def _notice_repeated(
    application: Application, walk: Walk, requests: list[ServiceRequest], here: ApplicationQuerySet | None, why: str
) -> None:
    """Whoever may not see the earlier request hears nothing of it (ADR 4); the officer sees it beside the new one."""
    slugs = [request.service.slug for request in requests]
    found = duplicates.open_requests(application.about.pk, slugs, besides=application.pk)
    if not found:
        return
    shown = duplicates.earlier(found, walk, here) if here is not None else []
    if any(one.is_same for one in shown):
        raise Unchanged(shown)
    if shown and not why:
        raise DuplicateOpen(shown)
    for request in requests:
        known = next((one for one in found if one.service_id == request.service_id), None)
        ServiceRequest.objects.filter(pk=request.pk).update(repeats=known)
    application.why_again = why


def _declare(user: User, person: Person) -> None:
    """A login's own person, declared and not checked: it opens nothing until the counter has seen a document."""
    if (timezone.now() - person.created_at).total_seconds() < 60:
        User.objects.filter(pk=user.pk, person__isnull=True).update(person=person)


def _facts(answers: dict[str, Any], prefix: str, application: Application) -> PersonFacts:
    def answer(name: str) -> Any:
        return answers.get(f"{prefix}{name}") or ""

    own_login = application.applicant_user if not prefix else None
    channels = answers.get("other_channels") or [] if prefix else _own_channels(answers)
    birth = answer("birth_date")
    return PersonFacts(
        given_name=answer("given_name"),
        middle_name=answer("middle_name"),
        family_name=answer("family_name"),
        id_type=answer("identity_type"),
        id_number=answer("identity_number"),
        no_id_reason=answer("identity_reason"),
        birth_date=date.fromisoformat(birth) if birth else None,
        phone=answer("phone"),
        email=own_login.email if own_login else answer("email") or ("" if prefix else application.email or ""),
        settlement=Settlement.objects.filter(ekatte=answer("address_settlement")).first(),
        address={name: answer(f"address_{name}") for name in ("line", "place") if answer(f"address_{name}")},
        language=application.language,
        channels=tuple(channels),
    )


def _own_channels(answers: dict[str, Any]) -> list[str]:
    return {"portal": ["email"], "letter": ["letter"]}.get(answers.get("answer_by", ""), [])


def _represent(walk: Walk, applicant: Person, beneficiary: Person, by: User | None) -> None:
    answers = walk.answers()
    proof = next((row for row in walk.attachments if row.slot == PROOF), None)
    until = answers.get("mandate_until")
    representations.declare(
        applicant,
        beneficiary,
        answers["capacity"],
        proof_uid=proof.uid if proof and proof.sha256 else None,
        proof_note=answers.get("mandate_number") or "",
        valid_to=date.fromisoformat(until) if until else None,
        by=by,
    )


def _send(application: Application, walk: Walk, requests: list[ServiceRequest], by: User | None) -> None:
    now = timezone.now()
    # What nobody asks any more is not sent.
    answers = {key: row.answers for key, row in walk.saved.items() if key != KEPT}
    fields: dict[str, Any] = {"answers": answers, "coded": coded_of(walk), "submitted_at": now, "receipt_uid": uuid4()}
    fields |= {name: getattr(application, name) for name in ("applicant", "beneficiary", "capacity", "why_again")}
    # The register's row is locked by next_number: everything slow has happened before.
    number = next_number(REGISTER, timezone.localdate(now))
    move(application, "submit", by=by, is_locked=True, number=number, **fields)
    answer_by = hooks.on_submitted.one(application, requests, by)
    receipts.give(application, walk, requests, answer_by, by=by)
    _tell(application, by)
    remove(StepAnswers.objects.filter(application=application))
    if not cosigned.is_possible(application.capacity):
        cosigning.forget_named(application)


def _tell(application: Application, by: User | None) -> None:
    """Once, as the status moves."""
    assert application.beneficiary is not None and application.applicant is not None
    context = {"number": application.dated_number, "beneficiary": application.beneficiary.short_name}
    context["applicant"] = application.applicant.short_name
    tell(application, notices.SUBMITTED, context, by=by, for_other=notices.SUBMITTED_FOR_YOU)
