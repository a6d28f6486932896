"""Papers that the person asks for while they wait: how far the application is, to show to other offices."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.actions import receipts
from applications.models import Application
from casework import deadlines
from casework.actions import registry
from casework.models import Case, Referral
from casework.progress import WORDS, timelines
from people.models import User
from records import documents
from records.models import Document
from records.numbers import with_date
from services.models import Offer

KIND, REFERRAL = "progress", "referral"


@transaction.atomic
def request_progress(application: Application, *, by: User) -> Document:
    """The sealed paper of today; while nothing has happened since, the one that was asked for before."""
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    today = timezone.localdate()
    with override(application.language):
        facts = _facts(application)
        known = Document.objects.of(application.uid, KIND).filter(issued_on=today).order_by("-id").first()
        if known is not None and known.context.get("cases") == facts["cases"]:
            return known
        title = _("How far the application is")
    return receipts.sealed(application, KIND, facts, title=title, issued_on=today, by=by)


def _facts(application: Application) -> dict[str, Any]:
    assert application.applicant is not None and application.submitted_at is not None
    cases = list(Case.objects.of_application(application).select_related("service"))
    events = timelines(cases)
    return {
        "dated_number": application.dated_number,
        "submitted_at": _moment(application.submitted_at),
        "as_of": _moment(timezone.now()),
        "applicant": application.applicant.full_name,
        "beneficiary": application.about.full_name,
        "cases": [
            {
                "service": case.service.name,
                "state": str(WORDS[case.status][0]),
                "due": _("we answer by %(day)s") % {"day": date_format(case.due_on)}
                if case.is_open and case.due_on
                else "",
                "events": [{"at": _moment(event.at), "title": event.title} for event in events[case.uid]],
            }
            for case in cases
        ],
    }


@transaction.atomic
def referral(row: Referral, case: Case, *, by: User) -> Document:
    """Направление (E8): for what, to whom, what to bring, until when. Entered in the register with its number."""
    today = timezone.localdate()
    until = deadlines.term("sharing", today)
    entry = registry.enter(case, registry.OUTGOING, REFERRAL, by=by, document_uid=(uid := uuid4()))
    application = case.request.application
    with override(application.language):
        title = _("Referral to a social service")
        facts = {**_of_referral(row, case, until), "own_number": with_date(entry.number, today)}
    return documents.request(
        REFERRAL, subject=row, data_key=case.data_key, template="pdf/referral.html", context=facts, title=title,
        number=entry.number, issued_on=today, valid_until=until, seal=True, by=by,
        language=application.language, uid=uid,
    )  # fmt: skip


def _of_referral(row: Referral, case: Case, until: date) -> dict[str, Any]:
    """Frozen: what the paper says."""
    offers = Offer.objects.filter(uid__in=row.preferred_offers).select_related("provider", "place", "settlement")
    by_uid = {str(offer.uid): offer for offer in offers}
    return {
        "dated_number": with_date(case.number, timezone.localdate(case.opened_at)),
        "person": case.beneficiary.full_name,
        "service": case.service.name,
        "official": case.service.name_bg,
        "assessed_on": date_format(row.assessment.held_on),
        "providers": [_contact(by_uid[uid]) for uid in row.preferred_offers if uid in by_uid],
        "until": date_format(until),
        "officer": row.made_by.name,
        "unit": case.unit.name,
        "phone": case.unit.phone,
    }


def _contact(offer: Offer) -> dict[str, str]:
    """Nothing of where somebody is protected."""
    if offer.provider.is_secret or offer.service.is_protected:
        return {"name": _("the officer tells you the address"), "where": "", "phone": ""}
    where = offer.place.address if offer.place and offer.place.address else f"{offer.site}, {offer.settlement}"
    return {"name": offer.provider.name, "where": where, "phone": offer.provider.phone}


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
