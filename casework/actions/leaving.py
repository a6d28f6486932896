"""A provider no longer gives the help: what was agreed with it ends with the place, in the same transaction."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from casework.actions import contracts, plans
from casework.models import Case, PlaceHold
from people.models import User
from records.workflow import move


class Why(NamedTuple):
    """In both languages, as the person reads it."""

    text: str

    def said(self, language: str) -> str:
        with override(language):
            return _(self.text)


MOVED = Why(gettext_noop("The help goes on with another provider."))
ENDED = Why(gettext_noop("The help has ended."))
NOT_BEGUN = Why(gettext_noop("The help does not begin there."))


def give_back_all(case: Case, why: Why, *, on: date, by: User | None) -> None:
    """Every place of the case, held or used, and what was agreed for it. Under the lock of the case."""
    for held in case.holds.active().select_related("offer"):
        move(held, "release", by=by)
        close(case, held, why, on=on, by=by)


def close(case: Case, held: PlaceHold, why: Why, *, on: date, by: User | None) -> None:
    """`on`: the last day. Nothing where the same provider gives the help at another place. Under the lock of the case.

    Two queries where nothing was agreed.
    """
    provider = held.offer.provider_id
    if case.holds.active().exclude(pk=held.pk).filter(offer__provider=provider).exists():
        return
    reason = {"reason": why.said("bg"), "reason_en": why.said("en")}
    contracts.close(case, provider, reason, on=on, by=by)
    plans.close(case, provider, on=on, by=by)
