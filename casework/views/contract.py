"""The contract: the provider writes the draft, writes down when it was given, signed, ended; the person reads it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from applications.views.files import as_download
from casework.actions import contracts
from casework.forms.contract import ContractSigningForm, EndingForm, GivingForm, TermsForm, today_typed
from casework.models import Contract, ContractStatus, PlaceHold
from casework.models.plan import SERVED
from casework.views.plan import no_place
from casework.views.provider import the_hold
from casework.views.talk import own_case
from people.access import require
from people.http import Request
from people.roles import Permission
from records import documents
from records.models import Document
from records.workflow import WrongStatus
from services.pages import fee_by_law

DONE = {
    "write": gettext_lazy("The draft is kept. Read it, then give it to the person."),
    "give": gettext_lazy("Written down. The person also reads it on their page."),
    "take_back": gettext_lazy("You can change the draft. The person gets the new one before signing."),
    "sign": gettext_lazy("The contract is signed."),
    "end": gettext_lazy("The contract is ended."),
}


def contract(request: Request, uid: UUID) -> HttpResponse:
    """One page for every step; it asks only for what comes next."""
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    row = contracts.standing(hold.case, hold.offer.provider_id)
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    forms = _forms(request, hold, row, verb)
    form = forms.get(verb)
    if verb == "take_back" or (form is not None and form.is_valid()):
        try:
            _act(request, hold, row, verb, form.cleaned_data if form is not None else {})
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, DONE[verb])
        return redirect("provider_contract", uid)
    return render(request, "provider/contract.html", {"hold": hold, "contract": row, "form": form, "forms": forms})


def _forms(request: Request, hold: PlaceHold, row: Contract | None, verb: str) -> dict[str, Any]:
    """The forms that the page has, by the verb that each sends."""

    def sent(name: str) -> Any:
        return request.POST if verb == name else None

    if row is None or row.status == ContractStatus.DRAFT:
        given = {"given": GivingForm(sent("give"), initial={"given_on": today_typed()})} if row else {}
        asked_on = timezone.localdate(hold.case.opened_at)
        terms = TermsForm(sent("write"), initial=_terms(hold, row), asked_on=asked_on)
        return {"write": terms, **({"give": given["given"]} if given else {})}
    if row.status == ContractStatus.GIVEN:
        assert row.given_on is not None
        return {"sign": ContractSigningForm(sent("sign"), given_on=row.given_on, initial={"signed_on": today_typed()})}
    assert row.signed_on is not None
    return {"end": EndingForm(sent("end"), signed_on=row.signed_on)}


def _terms(hold: PlaceHold, row: Contract | None) -> dict[str, str]:
    if row is None:
        return {"starts_on": today_typed(), "fee": fee_by_law(hold.case.service)}
    ends = f"{row.ends_on:%d.%m.%Y}" if row.ends_on else ""
    return {**row.terms, "starts_on": f"{row.starts_on:%d.%m.%Y}", "ends_on": ends}


def _act(request: Request, hold: PlaceHold, row: Contract | None, verb: str, said: dict[str, Any]) -> None:
    """Raises WrongStatus."""
    by = request.user
    if verb == "write":
        terms = {name: said[name] for name in ("fee", "payment", "more")}
        contracts.write(hold, terms, starts_on=said["starts_on"], ends_on=said["ends_on"], by=by)
    elif row is None:
        raise WrongStatus(verb, "")
    elif verb == "give":
        contracts.give(row, **said, by=by)
    elif verb == "take_back":
        contracts.take_back(row, by=by)
    elif verb == "sign":
        contracts.sign(row, **said, by=by)
    else:
        contracts.end(row, **said, by=by)


@require_safe
def provider_document(request: Request, uid: UUID) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    row = _sealed(contracts.standing(hold.case, hold.offer.provider_id))
    if row.is_ready:
        return _file(row)
    messages.info(request, _("The document is being prepared. It takes a few seconds."))
    return redirect("provider_contract", uid)


@require_safe
def mine_document(request: Request, uid: UUID, contract_uid: UUID | None = None) -> HttpResponse:
    """What the person was given to read, or has signed; the newest where none is named."""
    rows = [row for row in contracts.given(own_case(request, uid)) if contract_uid in (None, row.uid)]
    row = _sealed(rows[0] if rows else None)
    if row.is_ready:
        return _file(row)
    return render(request, "applications/preparing.html", {"title": row.title}, status=202)


def _sealed(contract: Contract | None) -> Document:
    """404 while nothing has been given."""
    rows = Document.objects.of(contract.uid, contracts.KIND) if contract else Document.objects.none()
    row: Document = get_object_or_404(rows, uid=contract.document_uid if contract else None)
    return row


def _file(row: Document) -> HttpResponse:
    return as_download(documents.read(row), "application/pdf", f"contract-{row.number.replace('#', '-')}.pdf")
