"""The counter: find or register a person, write up what they ask for, print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import counterflow, finding, invited, parking, station
from applications.actions import attachments, copying, drafts, oral
from applications.counterflow import focus_first
from applications.forms.counter import ApplicationForm, OralForm, PersonForm, SearchForm, SignedForm
from applications.models import Application, AttachmentKind, Hall, Origin
from applications.readback import is_agreed
from applications.views.calls import join
from applications.views.files import as_download
from people.access import permission_required
from people.actions import persons
from people.duplicates import Alike, alike
from people.http import Request
from people.models import Person
from people.roles import Permission
from people.search import Found
from records import documents
from records.access import note_seen
from records.models import Document
from services import admission
from services.models import BlankForm, Service


@permission_required(Permission.USE_COUNTER)
def desk(request: Request) -> HttpResponse:
    """One field. The text is posted: no number is ever in an address."""
    visit = request.station.visit
    if request.POST.get("visit", visit) != visit:  # the browser's back button sent a former client's search again
        return redirect("counter")
    form = SearchForm(request.POST or None)
    found = Found("")
    if form.is_valid():
        printed = BlankForm.objects.with_code(form.cleaned_data["text"]).first()
        if printed is not None:
            return _take_paper(request, printed)
        found = finding.find(form.cleaned_data["text"], by=request.user, after=request.POST.get("after", ""))
        note_seen(request, *(person.uid for person in found.people), purpose="counter", kind="list")
        if found.is_certain:
            station.begin(request, found.people[0], by=request.user)
            return redirect("counter_person", found.people[0].uid)
        if found.people:
            del form.fields["text"].widget.attrs["autofocus"]  # the first of those found has it
        elif found.how == "short":
            form.add_error("text", _("Write at least three letters of a name."))
        else:
            form.add_error("text", _("Nobody was found. Try another way, or register a new person."))
    hall = Hall.objects.staffed_by(request.user).first()
    context = {"form": form, "found": found, "has_queue": hall is not None}
    return render(request, "counter/desk.html", context)


def _take_paper(request: Request, printed: BlankForm) -> HttpResponse:
    """The code of a paper form: its service is asked for by whoever is served, or found next."""
    request.session[station.PAPER] = printed.code
    if request.station.person_uid:
        return redirect("counter_new_application", request.station.person_uid)
    words = _("A paper form for “%(service)s”. Now find the person or register them, then F4.")
    messages.info(request, words % {"service": printed.service.name})
    return redirect("counter")


@permission_required(Permission.REGISTER_PERSON)
def new_person(request: Request) -> HttpResponse:
    form = PersonForm(request.POST or None)
    known: list[Alike] = []
    if form.is_valid():
        known = _alike(request, form)
        if not known or "other_person" in request.POST:
            try:
                person = persons.register_at_counter(form.facts, by=request.user)
                station.begin(request, person, by=request.user)
                return redirect("counter_person", person.uid)
            except IntegrityError:
                form.add_error("id_number", _("There is already a person with this number. Find them by it."))
    focus_first(form)
    return render(request, "counter/new_person.html", {"form": form, "alike": known})


def _alike(request: Request, form: PersonForm) -> list[Alike]:
    known = alike(form.facts, by=request.user)
    note_seen(request, *(one.person.uid for one in known), purpose="counter", kind="list")
    return known


@require_POST
@permission_required(Permission.REGISTER_PERSON)
def people_alike(request: Request) -> HttpResponse:
    """While the form is filled in: whoever may be the same, by what is right in it so far."""
    form = PersonForm(request.POST)
    form.is_valid()
    known = _alike(request, form) if form.has_names else []
    return render(request, "counter/_alike.html", {"alike": known})


def _person(request: Request, uid: UUID) -> Person:
    person: Person = get_object_or_404(Person.objects.at_counter(request.user).with_key(), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    return person


@permission_required(Permission.FILE_AT_COUNTER)
def new_application(request: Request, uid: UUID) -> HttpResponse:
    found = _person(request, uid)
    sent = request.method == "POST"
    origin = Origin.PHONE if station.CALL in request.session else Origin.COUNTER
    printed = BlankForm.objects.with_code(request.session.get(station.PAPER, "")).first()
    initial: dict[str, Any] = {"origin": origin}
    if printed is not None:
        initial = {"origin": Origin.PAPER, "services": [printed.service.slug], "paper_code": printed.code}
    form = ApplicationForm(
        request.POST if sent else parking.take_back(request),
        initial=initial,
        invited=invited.services_of_person(found),
    )
    if sent and form.is_valid():
        data = dict(form.cleaned_data)
        draft = drafts.start_at_counter(found, list(data.pop("services")), by=request.user, **data)
        join(request, application=draft)
        request.session.pop(station.PAPER, None)
        if not draft.is_draft:  # the page was sent once more after everything else
            return redirect("counter_slip", draft.uid)
        return redirect(counterflow.first_page(draft, by=request.user))
    title = _("New application")
    return render(request, "counter/form.html", {"form": form, "person": found, "title": title})


@permission_required(Permission.FILE_AT_COUNTER)
def oral_request(request: Request, uid: UUID) -> HttpResponse:
    """Submitted at once; the slip's code is shown until the station is wiped."""
    found = _person(request, uid)
    sent = request.method == "POST"
    form = OralForm(request.POST if sent else parking.take_back(request), invited=invited.services_of_person(found))
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
                once=data["once"],
            )
        except admission.NotOpen as refusal:
            form.add_error("services", refusal.sentences())
        else:
            return counterflow.slip_with_code(request, application, by=request.user)
    title = _("Oral request")
    return render(request, "counter/form.html", {"form": form, "person": found, "title": title})


def _application(request: Request, uid: UUID) -> Application:
    rows = Application.objects.at_counter(request.user).with_parts().select_related("paper_form")
    application: Application = get_object_or_404(rows.exclude(status="draft"), uid=uid)
    note_seen(request, application.about.uid, purpose="counter")
    return application


@require_safe
@permission_required(Permission.USE_COUNTER)
def slip(request: Request, uid: UUID) -> HttpResponse:
    application = _application(request, uid)
    kept = request.session.get(counterflow.SLIP, {})
    code = kept.get("code", "") if kept.get("application") == str(uid) else ""
    signed = application.attachments.filter(kind=AttachmentKind.SIGNED).exists()
    context = {"application": application, "code": code, "signed": signed, "is_agreed": is_agreed(application)}
    return render(request, "counter/slip.html", context)


@permission_required(Permission.USE_COUNTER)
def signed(request: Request, uid: UUID) -> HttpResponse:
    """The page that the person signed: scanned or photographed, kept with the application."""
    application = _application(request, uid)
    form = SignedForm(request.POST, request.FILES) if request.method == "POST" else SignedForm()
    if form.is_valid():
        try:
            attachments.add_signed(application, form.cleaned_data["signed"], by=request.user)
            return redirect("counter_slip", uid)
        except ValidationError as refusal:
            form.add_error("signed", refusal)
    return render(request, "counter/signed.html", {"application": application, "form": form})


@require_POST
@permission_required(Permission.USE_COUNTER)
def new_code(request: Request, uid: UUID) -> HttpResponse:
    return counterflow.slip_with_code(request, _application(request, uid), by=request.user)


@require_POST
@permission_required(Permission.FILE_AT_COUNTER)
def copy(request: Request, uid: UUID) -> HttpResponse:
    """The person's own application once more: what changes with time is asked again, the rest is filled in."""
    rows = Application.objects.at_counter(request.user).of_themselves().exclude(status="draft").with_parts()
    former = get_object_or_404(rows, uid=uid)
    note_seen(request, former.about.uid, purpose="counter")
    services = list(Service.objects.at_counter().asked_in(former.pk))
    try:
        draft = copying.copy_at_counter(former, services, by=request.user)
    except copying.NotOffered:
        messages.error(request, _("Nothing of this application can be asked for any more."))
        return redirect("counter_slip", uid)
    messages.success(request, _("What was written before is filled in. Ask what has changed, then read it back."))
    return redirect(counterflow.first_page(draft, by=request.user))


@require_safe
@permission_required(Permission.USE_COUNTER)
def protocol(request: Request, uid: UUID) -> HttpResponse:
    application = _application(request, uid)
    receipts = Document.objects.of(application.uid, "receipt")
    document = get_object_or_404(receipts, uid=application.receipt_uid)
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", f"{application.number}.pdf")
