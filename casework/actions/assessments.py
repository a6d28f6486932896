from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.actions import waiting
from casework.models import Assessment, Case
from casework.signatures import require_signed
from people.models import User
from records import audit
from records.workflow import move

DOMAINS = (
    "daily_living",
    "health",
    "mental_health",
    "communication",
    "housing",
    "income",
    "work_education",
    "family",
    "safety",
    "access",
)


@transaction.atomic
def finish(
    case: Case,
    *,
    held_on: date,
    place: str,
    person_took_part: bool,
    is_eligible: bool,
    content: dict[str, Any],
    by: User,
) -> Assessment:
    """The written preliminary assessment (ЗСУ чл. 73); levels become coded facts, texts stay encrypted."""
    require_signed(case)
    move(case, "assess", by=by, public_facts={"eligible": is_eligible})
    assessment = Assessment(
        case=case,
        data_key=case.data_key,
        version=case.assessments.count() + 1,
        held_on=held_on,
        place=place,
        person_took_part=person_took_part,
        is_eligible=is_eligible,
        need_codes={domain: content[f"{domain}_level"] for domain in DOMAINS if f"{domain}_level" in content},
        made_by=by,
        finished_at=timezone.now(),
    )
    assessment.content = content
    assessment.save()
    waiting.facts_changed(case)
    audit.record("assessment_finished", assessment, by=by, case=str(case.uid))
    return assessment
