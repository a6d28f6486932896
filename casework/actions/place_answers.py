"""The person's answer to an approved place: online, or in the words that a clerk writes down (F71)."""

from django.db import transaction

from casework.actions import decisions, places, transfers
from casework.models import Case, CaseStatus
from people.models import User
from records import audit

ANSWERS = {"accept": decisions.accept_place, "another": places.look_on, "decline": decisions.decline_place}


# Of somebody who uses the help elsewhere: „no“ means that they stay there.
INSTEAD = {"accept": transfers.accept, "another": places.look_on, "decline": transfers.stay}


@transaction.atomic
def answer(case: Case, word: str, *, by: User, through: str) -> None:
    """`word`: a key of ANSWERS; `through`: online, counter or phone. Raises WrongStatus or CannotDecide."""
    words = INSTEAD if case.status == CaseStatus.PLACED else ANSWERS
    words[word](case, by=by)
    audit.record("place_answered", case, by=by, word=word, through=through)
