"""What makes a draft quick at the counter. Everything comes from the form's and the person's data."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from applications.actions import tracking
from applications.forms.apply import DocumentsForm
from applications.forms.counter import ON_PAPER
from applications.known import known_steps
from applications.models import Application, AttachmentKind
from applications.steps import Slot, Walk
from applications.writers import Part, Writer
from people.models import User

SLIP = "slip"


def is_station(request: HttpRequest) -> bool:
    return getattr(request, "station", None) is not None


def at_station(request: HttpRequest, form: BaseForm) -> None:
    """On a shared computer the browser keeps no answer; the first question has the focus, or the first error."""
    if not is_station(request):
        return
    for field in form.fields.values():
        field.widget.attrs["autocomplete"] = "off"
    focus_first(form)


def focus_first(form: BaseForm) -> None:
    """Without an error: the summary of errors takes the focus itself."""
    if form.errors:
        return
    for bound in form:
        if not bound.is_hidden and not getattr(bound.field.widget, "is_information", False):
            bound.field.widget.attrs["autofocus"] = True
            return


def documents_at_station(request: HttpRequest, form: DocumentsForm) -> bool:
    """Proposes how each document comes; true when nothing is left to choose but what the person says."""
    if not is_station(request) or form.is_bound:
        return False
    for slot in form.slots:
        form.fields[f"how_{slot.key}"].initial = slot.answer or proposed_way(slot)
    return True


def proposed_way(slot: Slot) -> str:
    """What the municipality can look up itself is looked up; the rest is brought."""
    return AttachmentKind.OFFICIAL if slot.from_register else AttachmentKind.LATER


def first_page(draft: Application, *, by: User) -> str:
    """Where a clerk goes on: what is known, to be read to the person, or the first question; no stop at the list.

    What somebody wrote on paper is typed as it stands there.
    """
    walk = Walk(draft)
    if draft.origin not in ON_PAPER and known_steps(walk, Writer(draft, Part.CLERK, by)):
        return reverse("apply_known", args=[draft.uid])
    key = walk.next_key()
    if key is not None:
        return reverse("apply_step", args=[draft.uid, key])
    return reverse("apply_check" if walk.documents_done else "apply_documents", args=[draft.uid])


def slip_with_code(request: HttpRequest, application: Application, *, by: User) -> HttpResponse:
    """To the slip with a new code, which is shown until the station is wiped."""
    code = tracking.issue_code(application, by=by)
    request.session[SLIP] = {"application": str(application.uid), "code": code}
    return redirect("counter_slip", application.uid)
