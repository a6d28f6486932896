"""The counter: find or register a person, write up what they ask for, print."""

from uuid import UUID

from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import hooks, parking, station
from applications.actions import drafts, oral, tracking
from applications.forms.counter import OralForm, PersonForm, SearchForm, ServicesForm
from applications.models import Application, CoSignature, Origin
from applications.views.files import as_download
from people.access import permission_required
from people.actions import persons
from people.http import Request
from people.models import Person
from people.roles import Permission
from people.search import find_people, is_number, similar_to
from records import documents
from records.access import note_seen
from records.models import Document
from services import admission

SLIP = "slip"


@permission_required(Permission.USE_COUNTER)
def desk(request: Request) -> HttpResponse:
    """One field. The text is posted: no number is ever in an address."""
    form = SearchForm(request.POST or None)
    found: list[Person] = []
    if form.is_valid():
        found = _found(form.cleaned_data["text"])
        note_seen(request, *(person.uid for person in found), purpose="counter", kind="list")
        if len(found) == 1 and is_number(form.cleaned_data["text"]):
            station.begin(request, found[0], by=request.user)
            return redirect("counter_person", found[0].uid)
        if found:
            del form.fields["text"].widget.attrs["autofocus"]  # the first of those found has it
        else:
            form.add_error("text", _("Nobody was found. Try another way, or register a new person."))
    return render(request, "counter/desk.html", {"form": form, "found": found})


def _found(text: str) -> list[Person]:
    by_number = Application.objects.submitted().filter(number=text.strip().upper().split("/")[0])
    application = by_number.select_related("beneficiary__data_key", "beneficiary__settlement").first()
    if application is not None and application.beneficiary is not None:
        return [application.beneficiary]
    return find_people(text)


@permission_required(Permission.REGISTER_PERSON)
def new_person(request: Request) -> HttpResponse:
    form = PersonForm(request.POST or None)
    alike: list[Person] = []
    if form.is_valid():
        facts = form.facts
        alike = similar_to(facts.given_name, facts.family_name, facts.birth_date.year if facts.birth_date else None)
        if not alike or "other_person" in request.POST:
            try:
                person = persons.register(facts, by=request.user)
                station.begin(request, person, by=request.user)
                return redirect("counter_person", person.uid)
            except IntegrityError:
                form.add_error("id_number", _("There is already a person with this number. Find them by it."))
    return render(request, "counter/new_person.html", {"form": form, "alike": alike})


def _person(request: Request, uid: UUID) -> Person:
    person: Person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    return person


@require_safe
@permission_required(Permission.USE_COUNTER)
def person(request: Request, uid: UUID) -> HttpResponse:
    found = _person(request, uid)
    rows = Application.objects.at_counter(request.user).filter(beneficiary=found)
    applications = list(rows.order_by("-submitted_at", "-pk")[:20])
    progress = hooks.progress_of.one(applications)
    to_sign = list(CoSignature.objects.for_person(found).awaited().with_parts())
    listed = [(row, progress.get(row.pk, [])) for row in applications]
    return render(request, "counter/person.html", {"person": found, "applications": listed, "to_sign": to_sign})


@permission_required(Permission.FILE_AT_COUNTER)
def new_application(request: Request, uid: UUID) -> HttpResponse:
    found = _person(request, uid)
    form = ServicesForm(request.POST or None)
    if form.is_valid():
        chosen = list(form.cleaned_data["services"])
        draft = drafts.start_at_counter(found, chosen, by=request.user, origin=Origin.COUNTER)
        return redirect("apply_tasks", draft.uid)
    title = _("New application")
    return render(request, "counter/form.html", {"form": form, "person": found, "title": title})


@permission_required(Permission.FILE_AT_COUNTER)
def oral_request(request: Request, uid: UUID) -> HttpResponse:
    """Submitted at once; the slip's code is shown until the station is wiped."""
    found = _person(request, uid)
    sent = request.method == "POST"
    form = OralForm(request.POST if sent else parking.take_back(request))
    if sent and form.is_valid():
        data = form.cleaned_data
        try:
            application = oral.write_up(
                found,
                list(data["services"]),
                data["statement"],
                helper=data["helper"],
                counter=request.user.counter.name_bg,
                by=request.user,
            )
        except admission.NotOpen as refusal:
            form.add_error("services", refusal.sentences())
        else:
            code = tracking.issue_code(application, by=request.user)
            request.session[SLIP] = {"application": str(application.uid), "code": code}
            return redirect("counter_slip", application.uid)
    title = _("Oral request")
    return render(request, "counter/form.html", {"form": form, "person": found, "title": title})


def _application(request: Request, uid: UUID) -> Application:
    rows = Application.objects.at_counter(request.user).with_parts()
    application: Application = get_object_or_404(rows.exclude(status="draft"), uid=uid)
    note_seen(request, application.about.uid, purpose="counter")
    return application


@require_safe
@permission_required(Permission.USE_COUNTER)
def slip(request: Request, uid: UUID) -> HttpResponse:
    application = _application(request, uid)
    kept = request.session.get(SLIP, {})
    code = kept.get("code", "") if kept.get("application") == str(uid) else ""
    return render(request, "counter/slip.html", {"application": application, "code": code})


@require_POST
@permission_required(Permission.USE_COUNTER)
def new_code(request: Request, uid: UUID) -> HttpResponse:
    application = _application(request, uid)
    code = tracking.issue_code(application, by=request.user)
    request.session[SLIP] = {"application": str(uid), "code": code}
    return redirect("counter_slip", uid)


@require_safe
@permission_required(Permission.USE_COUNTER)
def protocol(request: Request, uid: UUID) -> HttpResponse:
    application = _application(request, uid)
    receipts = Document.objects.of(application.uid, "receipt")
    document = get_object_or_404(receipts, uid=application.receipt_uid)
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", f"{application.number}.pdf")
