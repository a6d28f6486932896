"""The preliminary assessment: kept while it is written, read by a colleague if the unit wants it, sealed."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from casework.actions import registry, waiting
from casework.assessing import FOUR_EYES, VALID_MONTHS, choices_for, levels_of, rules_of
from casework.forms.assessment import AssessmentForm
from casework.models import Assessment, Case, CaseStatus, Domain
from casework.reading import parts_of, signature_in_words
from casework.signatures import require_signed
from people.models import User
from records import audit, documents
from records.calendar import add_days
from records.models import Document
from records.numbers import with_date
from records.workflow import WrongStatus, move

KIND = "assessment"
DOMAINS = tuple(Domain.values)
# Where a further version may be written: needs change while one waits, and while one is helped.
AGAIN = (
    CaseStatus.ASSESSED,
    CaseStatus.REFERRED,
    CaseStatus.PLACE_HELD,
    CaseStatus.PLACE_CONFIRMED,
    CaseStatus.WAITING,
    CaseStatus.PLACED,
)


class WroteMeanwhile(Exception):
    """Somebody saved the same version after it was opened here."""

    def __init__(self, draft: Any) -> None:
        super().__init__(draft.saves)
        self.draft = draft


class SamePerson(Exception):
    """Who wrote may not be the colleague who reads (four eyes)."""


def _locked(case: Case) -> str:
    """The case's status, its row locked: versions of one case are written one after another."""
    status = str(Case.objects.select_for_update(of=("self",)).values_list("status", flat=True).get(pk=case.pk))
    if status != CaseStatus.IN_PROGRESS and status not in AGAIN:
        raise WrongStatus("assess", status)
    return status


def _draft(case: Case, by: User) -> Assessment:
    """The version that is being written, or a new one that is not saved yet. Under the lock of the case."""
    found = case.assessments.being_written().select_related("data_key", "made_by").first()
    if found is not None:
        return found
    last = case.assessments.order_by("version").values_list("version", flat=True).last() or 0
    today = timezone.localdate()
    return Assessment(case=case, data_key=case.data_key, version=last + 1, held_on=today, place="", made_by=by)


@transaction.atomic
def save_draft(case: Case, typed: dict[str, Any], *, seen: int, by: User) -> Assessment:
    """Keeps what was typed as it was typed. `seen`: how often it was saved when it was opened.

    Raises WroteMeanwhile with the colleague's text, and WrongStatus.
    """
    _locked(case)
    draft = _draft(case, by)
    if draft.saves != seen and draft.content != typed:
        raise WroteMeanwhile(draft)
    draft.content, draft.made_by = typed, by
    draft.saves, draft.saved_at, draft.proposed_at = draft.saves + 1, timezone.now(), None
    draft.save()
    audit.record("assessment_saved", draft, by=by, case=str(case.uid))
    return draft


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
    """The written preliminary assessment (ЗСУ чл. 73); levels and risks become coded facts, texts stay encrypted.

    Where the unit wants four eyes it waits for a colleague; otherwise it holds at once. Raises NotSigned, WrongStatus.
    """
    require_signed(case)
    _locked(case)
    draft = _draft(case, by)
    draft.content, draft.made_by = content, by
    draft.held_on, draft.place = held_on, place
    draft.person_took_part, draft.is_eligible = person_took_part, is_eligible
    draft.need_codes, draft.risk_codes = levels_of(content), content.get("risk_codes", [])
    draft.saves += 1
    draft.proposed_at, draft.returned_note = timezone.now(), None
    rules = rules_of(case.unit_id, timezone.localdate())
    draft.valid_until = add_days(held_on, rules[VALID_MONTHS], "month")[0]
    draft.save()
    if rules[FOUR_EYES]:
        audit.record("assessment_proposed", draft, by=by, case=str(case.uid))
    else:
        _hold_from_now(draft, case, by=by)
    return draft


@transaction.atomic
def approve(draft: Assessment, *, by: User) -> None:
    """A colleague has read it: it holds. Raises SamePerson, WrongStatus."""
    draft = _proposed(draft)
    if draft.made_by_id == by.pk:
        raise SamePerson
    draft.approved_by = by
    draft.save(update_fields=["approved_by"])
    _hold_from_now(draft, draft.case, by=by)


@transaction.atomic
def send_back(draft: Assessment, note: str, *, by: User) -> None:
    """To its author, with what is to be mended."""
    draft = _proposed(draft)
    draft.proposed_at, draft.returned_note = None, note
    draft.save(update_fields=["proposed_at", "returned_note"])
    audit.record("assessment_returned", draft, by=by, case=str(draft.case.uid))


def _proposed(draft: Assessment) -> Assessment:
    """Locked and read anew; somebody may have been quicker."""
    _locked(draft.case)
    rows = Assessment.objects.being_written().filter(pk=draft.pk, proposed_at__isnull=False)
    found = rows.select_related("data_key", "case").first()
    if found is None:
        raise WrongStatus("approve", "")
    found.case = draft.case
    return found


def _hold_from_now(assessment: Assessment, case: Case, *, by: User) -> None:
    if _locked(case) == CaseStatus.IN_PROGRESS:
        move(case, "assess", by=by, public_facts={"eligible": assessment.is_eligible})
    else:
        audit.record("reassessed", case, by=by, version=assessment.version)
    document = _written(assessment, case, by=by)
    assessment.finished_at, assessment.document_uid = timezone.now(), document.uid
    assessment.save(update_fields=["finished_at", "document_uid"])
    waiting.facts_changed(case)
    audit.record("assessment_finished", assessment, by=by, case=str(case.uid))


def _written(assessment: Assessment, case: Case, *, by: User) -> Document:
    """The document that proves the referral: numbered, frozen, sealed by a worker."""
    today = timezone.localdate()
    uid = uuid4()
    number = registry.enter(case, registry.INTERNAL, KIND, document_uid=uid, by=by).number
    with override("bg"):
        form = AssessmentForm(choices=choices_for(case, today))
        context = {
            "person": case.beneficiary.full_name,
            "service": case.service.name_bg,
            "application": case.request.application.dated_number,
            "dated_number": with_date(number, today),
            "version": assessment.version,
            "parts": [
                {"title": part.title, "lines": [{"label": one.label, "value": one.value} for one in part.lines]}
                for part in parts_of(form, assessment.content)
            ],
            "valid_until": f"{assessment.valid_until:%d.%m.%Y} г." if assessment.valid_until else "",
            "signature": signature_in_words(assessment.content.get("signature")),
            "assessor": assessment.made_by.name,
            "post": assessment.made_by.post,
            "read_by": assessment.approved_by.name if assessment.approved_by else "",
        }
    return documents.request(
        KIND,
        subject=assessment,
        data_key=assessment.data_key,
        template="pdf/assessment.html",
        context=context,
        title="Предварителна оценка на потребностите",
        number=number,
        issued_on=today,
        valid_until=assessment.valid_until,
        seal=True,
        by=by,
        language="bg",
        uid=uid,
    )
