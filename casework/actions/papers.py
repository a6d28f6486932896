"""Papers that the person asks for while they wait: how far the application is, to show to other offices."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.actions import receipts
from applications.models import Application
from casework.models import Case
from casework.progress import WORDS, timelines
from people.models import User
from records.models import Document

KIND = "progress"


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


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
