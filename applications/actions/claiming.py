"""The person opens what an institution prepared: with the code and who they are. Then it is a draft of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from applications.actions.tracking import as_code
from applications.calls_in import COMMON, born_on
from applications.models import Application, PreparedDraft, State, TrackingTry
from people.models import Person
from records import audit, erasure
from services.models import Service

# Whoever holds a found letter does not try one date of birth after the other.
MOST_WRONG = 10


@dataclass(frozen=True)
class Proof:
    """Whether the answers are about who comes. A date of birth may be guessed; a number that was checked is none."""

    holds: Callable[[dict[str, Any]], bool]
    is_guess: bool = False


class Refusal(StrEnum):
    UNKNOWN = "unknown"
    TAKEN = "taken"
    ENDED = "ended"


class Refused(Exception):
    """Why it does not open. `draft` is named only to somebody who has proved to be its person."""

    def __init__(self, why: Refusal, draft: PreparedDraft | None = None) -> None:
        super().__init__(why)
        self.why, self.draft = why, draft


def may_try(code: str, address: str) -> bool:
    """Counts the try. Five in ten minutes a code, twenty an address; kept in the database."""
    return TrackingTry.objects.count_try(f"prepared {as_code(code)[:40]}", address)


def born(day: date) -> Proof:
    """Without a checked identity: the date of birth of the person for whom it was prepared."""
    return Proof(lambda answers: born_on(answers) == day, is_guess=True)


def person_is(person: Person) -> Proof:
    """With a checked identity, or served at the counter: the number must be theirs."""

    def holds(answers: dict[str, Any]) -> bool:
        number = answers.get("identity_number") or ""
        if number or person.id_number:
            return bool(number == person.id_number and answers.get("identity_type") == person.id_type)
        names = (person.given_name, person.family_name)
        said = (answers.get("given_name"), answers.get("family_name"))
        day = born_on(answers)
        return said == names and day is not None and day.isoformat() == person.birth_date

    return Proof(holds)


def claim(code: str, proof: Proof, begin: Callable[[list[Service]], Application], *, by: Any) -> Application:
    """The draft into which the answers are proposed. One of two who come at once gets it. Raises Refused."""
    with transaction.atomic():
        prepared = PreparedDraft.objects.with_code(as_code(code)).locked()
        why = _why_not(prepared, proof)
        if prepared is not None and why is None:
            return _claim(prepared, begin, by=by)
        if prepared is not None and why == Refusal.UNKNOWN:
            if proof.is_guess:
                PreparedDraft.objects.filter(pk=prepared.pk).update(wrong_tries=F("wrong_tries") + 1)
            audit.denied("claim_prepared_draft", prepared, by=by)
    raise Refused(why or Refusal.UNKNOWN, None if why == Refusal.UNKNOWN else prepared)


def _why_not(prepared: PreparedDraft | None, proof: Proof) -> Refusal | None:
    """Who has not proved to be the person learns nothing, not even that there is something."""
    if prepared is None or (proof.is_guess and prepared.wrong_tries >= MOST_WRONG):
        return Refusal.UNKNOWN
    if prepared.erased_at is not None:
        return Refusal.ENDED  # nothing is left to prove it by, and nothing to be opened
    if not proof.holds(prepared.given.get(COMMON, {})):
        return Refusal.UNKNOWN
    match prepared.state:
        case State.WAITING:
            return None
        case State.CLAIMED:
            return Refusal.TAKEN
    return Refusal.ENDED


def _claim(prepared: PreparedDraft, begin: Callable[[list[Service]], Application], *, by: Any) -> Application:
    found = {row.slug: row for row in Service.objects.filter(slug__in=prepared.services)}
    draft = begin([found[slug] for slug in prepared.services if slug in found])
    answers, words, own_key = prepared.answers, prepared.ground_text, prepared.data_key
    # Under the draft's key from now on: they go with it.
    prepared.data_key, prepared.application, prepared.claimed_at = draft.data_key, draft, timezone.now()
    prepared.answers, prepared.ground_text = answers, words
    prepared.save()
    erasure.shred(own_key, by=by)
    audit.record("prepared_draft_claimed", prepared, by=by, draft=str(draft.uid), partner=str(prepared.partner.uid))
    return draft
