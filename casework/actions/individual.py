"""The provider's individual assessment: kept while it is written, then finished; registered with the case."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework import deadlines
from casework.actions import registry
from casework.actions.assessments import WroteMeanwhile
from casework.assessing import levels_of
from casework.models import Case, IndividualAssessment, PlaceHold
from people.models import User
from records import audit

TERM = "individual-assessment"


@transaction.atomic
def save(hold: PlaceHold, typed: dict[str, Any], *, seen: int, by: User) -> IndividualAssessment:
    """Keeps what was typed as it was typed. Raises WroteMeanwhile with the colleague's text."""
    case = hold.case
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    rows = case.individual_assessments
    draft = rows.filter(finished_at=None, provider=hold.offer.provider_id).select_related("data_key", "made_by").first()
    if draft is None:
        last = rows.order_by("version").values_list("version", flat=True).last() or 0
        draft = IndividualAssessment(case=case, data_key=case.data_key, version=last + 1)
    elif draft.saves != seen and draft.content != typed:
        raise WroteMeanwhile(draft)
    draft.provider, draft.content, draft.made_by = hold.offer.provider, typed, by
    draft.saves, draft.saved_at = draft.saves + 1, timezone.now()
    draft.save()
    audit.record("individual_assessment_saved", draft, by=by, case=str(case.uid))
    return draft


@transaction.atomic
def finish(draft: IndividualAssessment, *, held_on: date, by: User) -> None:
    """From now on it is read, not written."""
    draft.held_on, draft.need_codes, draft.finished_at = held_on, levels_of(draft.content), timezone.now()
    draft.save(update_fields=["held_on", "need_codes", "finished_at"])
    registry.enter(draft.case, registry.INCOMING, "provider_assessment", by=by)
    audit.record("individual_assessment_finished", draft, by=by, case=str(draft.case.uid))


def due_on(hold: PlaceHold) -> date:
    """Until when it is to be ready: by the dated term, from the day that the provider said yes."""
    began = timezone.localdate(hold.answered_at or hold.held_at)
    return deadlines.term(TERM, began)


def days_left(hold: PlaceHold, today: date) -> int:
    return (due_on(hold) - today) // timedelta(days=1)
