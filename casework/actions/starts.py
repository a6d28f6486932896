"""„Започна ли помощта?“: asked of both sides, and what follows from their words (F56). Safe to repeat."""

from datetime import date
from enum import StrEnum

from django.db import transaction

from casework import notices
from casework.actions import places, talk, transfers
from casework.models import Case, Placement, Started
from casework.telling import names, tell
from people.models import User
from records import audit
from records.workflow import WrongStatus, move


class Who(StrEnum):
    PROVIDER = "provider"
    PERSON = "person"


@transaction.atomic
def say(placement: Placement, who: Who, word: Started, *, by: User, on: date | None = None, through: str = "") -> None:
    """Both „yes“: it began on the provider's day. Both „no“: the next place. One „no“: the officer asks them.

    Raises WrongStatus once it is settled. The same word again changes nothing.
    """
    case = places.locked_case(placement.hold)
    row = (
        Placement.objects.select_for_update(of=("self",)).select_related("hold__offer").filter(pk=placement.pk).first()
    )
    if row is None or row.started_on is not None or case.status != "placed":
        raise WrongStatus("confirm_start", case.status)
    setattr(row, f"{who}_said", word)
    if who == Who.PROVIDER:
        row.said_on = (on or row.starts_on) if word == Started.YES else None
    audit.record("start_said", case, by=by, who=who, word=word, **({"through": through} if through else {}))
    words = {row.provider_said, row.person_said}
    if words == {Started.YES}:
        row.started_on = row.said_on
        facts = {"on": row.started_on.isoformat()} if row.started_on else {}
        move(case, "confirm_start", by=by, public_facts=facts)
    row.save(update_fields=["provider_said", "person_said", "said_on", "started_on"])
    if row.started_on is not None and row.hold.is_coming:
        transfers.finish(case, row)
    if words == {Started.NO}:
        _fail(row, case)
    elif Started.NO in words:
        talk.wait_for_officer(case)


def _fail(placement: Placement, case: Case) -> None:
    """It never began: the place is free, and the next chosen provider is asked."""
    held = placement.hold
    placement.delete()
    places.step_of(case, held, "fail_start", by=None, offer=str(held.offer.uid))
    move(held, "release", by=None)
    places.offer_next(case, by=None)


def ask_due(today: date) -> int:
    """Whose first day has passed and who has said nothing is asked once. How many."""
    asked = 0
    rows = Placement.objects.awaiting_word(today).filter(person_said="", asked_on=None, starts_on__lt=today)
    for placement in rows.select_related("hold"):
        with transaction.atomic():
            case = places.locked_case(placement.hold)
            if Placement.objects.filter(pk=placement.pk, asked_on=None, person_said="").update(asked_on=today):
                context = {**names(case.service), "number": case.number}
                tell(case, notices.START_ASKED, context, by=None, key=str(placement.uid))
                asked += 1
    return asked
