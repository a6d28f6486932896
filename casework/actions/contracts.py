"""The contract with a provider: written from the template, given to the person first, signed, ended."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from casework import notices
from casework.actions import registry
from casework.models import Case, Contract, ContractStatus, ContractTemplate, PlaceHold, Plan
from casework.models.contract import STANDING
from casework.telling import names, tell, tell_officer
from people.models import User
from people.roles import Role
from records import audit, documents, placeholders
from records.models import Document
from records.workflow import WrongStatus, move

KIND = "contract"
ALLOWED = frozenset(
    {
        "provider", "site", "person", "applicant", "service", "plan", "fee", "payment", "starts_on", "ends_on", "more",
    }
)  # fmt: skip


@transaction.atomic
def write(hold: PlaceHold, terms: dict[str, str], *, starts_on: date, ends_on: date | None, by: User) -> Contract:
    """The draft with these terms, new or changed. What was given already is taken back by `take_back` first."""
    case = hold.case
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    contract = standing(case, hold.offer.provider_id) or Contract(case=case, data_key=case.data_key)
    if contract.status != ContractStatus.DRAFT:
        raise WrongStatus("write", contract.status)
    today = timezone.localdate()
    contract.provider, contract.plan = hold.offer.provider, _annex(case, hold)
    contract.template = ContractTemplate.objects.in_force(today).latest("valid_from")
    contract.terms, contract.starts_on, contract.ends_on, contract.made_by = terms, starts_on, ends_on, by
    contract.text = wording(contract, hold)
    contract.save()
    audit.record("contract_written", contract, by=by, case=str(case.uid))
    return contract


def standing(case: Case, provider: int) -> Contract | None:
    """The one that is written, given or signed with the provider (key): there is one at the most."""
    rows = case.contracts.filter(status__in=STANDING, provider=provider)
    return rows.select_related("data_key", "template", "provider", "plan").first()


def given(case: Case) -> list[Contract]:
    """What the person was given to read, has signed, or what has ended; the newest first. One query."""
    rows = case.contracts.filter(given_on__isnull=False).exclude(status=ContractStatus.DROPPED)
    found = list(rows.select_related("provider").order_by("-pk"))
    for row in found:
        row.data_key = case.data_key
    return found


def _annex(case: Case, hold: PlaceHold) -> Plan | None:
    """The plan with this provider that holds, or will once the help has begun there."""
    return case.plans.standing().filter(provider=hold.offer.provider_id).order_by("version").last()


def wording(contract: Contract, hold: PlaceHold) -> str:
    """The template with every value in place."""
    case = Case.objects.with_parts().get(pk=contract.case_id)
    applicant = case.request.application.applicant
    other = applicant is not None and applicant != case.beneficiary
    values = {
        **contract.terms,
        "provider": contract.provider.name_bg,
        "site": hold.offer.site_bg,
        "person": case.beneficiary.full_name,
        "applicant": applicant.full_name if other and applicant else "",
        "service": case.service.name_bg,
        "plan": str(contract.plan.version) if contract.plan else "",
        "starts_on": f"{contract.starts_on:%d.%m.%Y} г.",
        "ends_on": f"{contract.ends_on:%d.%m.%Y} г." if contract.ends_on else "",
    }
    return placeholders.fill(contract.template.body_bg, values, ALLOWED)


@transaction.atomic
def give(contract: Contract, *, given_on: date, given_how: str, given_to: str, by: User) -> Document:
    """The draft goes to the person before anybody signs: when, how, to whom. Sealed, and told. Raises WrongStatus."""
    case = Case.objects.with_parts().get(pk=contract.case_id)
    uid = uuid4()
    number = registry.enter(case, registry.INCOMING, KIND, document_uid=uid, by=by).number
    document = documents.request(
        KIND,
        subject=contract,
        data_key=contract.data_key,
        template="pdf/contract.html",
        context={
            "grounds": contract.template.legal_grounds_bg,
            "paragraphs": [part for part in (contract.text or "").split("\n\n") if part.strip()],
            "provider": contract.provider.name_bg,
            "person": case.beneficiary.full_name,
        },
        title=contract.template.title_bg,
        number=number,
        issued_on=timezone.localdate(),
        seal=True,
        by=by,
        language="bg",
        uid=uid,
    )
    facts: dict[str, Any] = {"given_on": given_on, "given_how": given_how, "given_to": given_to}
    move(contract, "give", by=by, public_facts={"how": given_how}, document_uid=document.uid, **facts)
    tell(case, notices.CONTRACT, {**names(case.service), "number": case.number}, by=by, key=str(document.uid))
    return document


@transaction.atomic
def take_back(contract: Contract, *, by: User) -> None:
    """Something has to be changed: the person gets the new draft before signing."""
    Document.objects.of(contract.uid, KIND).update(revoked_at=timezone.now())
    move(contract, "take_back", by=by, given_on=None, given_how="", given_to=None, document_uid=None)


@transaction.atomic
def sign(contract: Contract, *, signed_on: date, signed_how: str, witness: str, by: User) -> None:
    facts: dict[str, Any] = {"signed_on": signed_on, "signed_how": signed_how, "witness": witness or None}
    move(contract, "sign", by=by, public_facts={"how": signed_how}, **facts)


@transaction.atomic
def end(contract: Contract, *, ended_on: date, end_reason: str, by: User | None, reason_en: str = "") -> None:
    """The person is told the day and the reason. Raises WrongStatus."""
    facts: dict[str, Any] = {"ended_on": ended_on, "end_reason": end_reason}
    move(contract, "end", by=by, public_facts={"on": ended_on.isoformat()}, **facts)
    case = Case.objects.with_parts().get(pk=contract.case_id)
    context = {**_ended(contract, case), "reason": end_reason, "reason_en": reason_en or end_reason}
    tell(case, notices.CONTRACT_ENDED, context, by=by, key=f"{contract.uid}:end")


def _ended(contract: Contract, case: Case) -> dict[str, Any]:
    return {**names(case.service), "number": case.number, "left_on": f"{contract.ended_on:%d.%m.%Y}"}


def close(case: Case, provider: int, reason: dict[str, str], *, on: date, by: User | None) -> None:
    """The help with the provider (key) is over: a signed contract ends that day, a draft is dropped. Both hear of it.

    Under the lock of the case. `reason`: in Bulgarian and, as `reason_en`, in English.
    """
    contract = standing(case, provider)
    if contract is None:
        return
    if contract.status != ContractStatus.SIGNED:
        Document.objects.of(contract.uid, KIND).update(revoked_at=timezone.now())
        move(contract, "drop", by=by)
        return
    assert contract.signed_on is not None
    last = max(on, contract.signed_on)
    end(contract, ended_on=last, end_reason=reason["reason"], reason_en=reason["reason_en"], by=by)
    for manager in User.objects.holding([Role.PROVIDER_MANAGER], provider):
        key = f"{contract.uid}:over:{manager.uid}"
        tell_officer(manager, notices.CONTRACT_OVER, _ended(contract, case), about=contract.provider, by=by, key=key)
