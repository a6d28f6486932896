"""Drafts: started once, saved step by step, found again."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import moving, notices
from applications.held import Gone, hold
from applications.models import (
    Application,
    ApplicationStatus,
    Helper,
    HelperChange,
    Origin,
    ServiceRequest,
    StepAnswers,
)
from applications.moving import Versions
from applications.steps import Walk
from people.models import HelperMandate, Person, User
from records import audit, erasure, messages
from records.models import DataKey
from services.models import BlankForm, FormVersion, Service

MOST_OFFERED = 5


class Overtaken(Exception):
    """Somebody saved the step after it was shown. `row` is what stands there now."""

    def __init__(self, row: StepAnswers) -> None:
        super().__init__(row.step)
        self.row = row


def open_drafts(user: User, service: Service) -> list[Application]:
    """The drafts the user already has for this service, newest first: nobody starts a fifth one by accident."""
    own = Application.objects.drafts_of(user).filter(applicant_user=user, requests__service=service)
    return list(own.order_by("-changed_at")[:MOST_OFFERED])


def open_in_visit(uids: list[str], service: Service) -> list[Application]:
    """The same for somebody without an account: `uids` are those of the drafts that are open in this visit."""
    return list(Application.objects.without_account().filter(uid__in=uids, requests__service=service)) if uids else []


@transaction.atomic
def start(user: User | None, services: list[Service], *, by: Any) -> Application:
    """Without a login (`user` None) the draft is opened by the visit, then by link and code."""
    return _create(services, applicant_user=user, origin=Origin.ONLINE)


@transaction.atomic
def start_prepared(user: User | None, services: list[Service]) -> Application:
    """Of what an institution prepared: its answers are proposed, none of them is written."""
    return _create(services, applicant_user=user, origin=Origin.PARTNER)


@transaction.atomic
def start_by_helper(mandate: HelperMandate, services: list[Service], *, by: User) -> Application:
    """A mediator writes in the name of a person who allowed it; of the record only who the person is."""
    person = mandate.person
    fields: dict[str, Any] = {"filed_by": by, "mandate": mandate, "beneficiary": person, "applicant": person}
    application = _create(services, origin=Origin.HELPER, **fields)
    save_step(application, "common.you", _known(person), by=by)
    return application


@transaction.atomic
def start_at_counter(
    beneficiary: Person,
    services: list[Service],
    *,
    by: User,
    origin: str,
    received_on: date | None = None,
    paper_number: str = "",
    paper_form: BlankForm | None = None,
    once: UUID | None = None,
) -> Application:
    """A clerk writes for a person: what is known of the person is filled in.

    A paper has its day and number, and begins with the questions that were printed on it: newer ones are then named.
    `once` is the page's own: a page that is sent twice finds what it began, which may have been sent since.
    """
    known = begun_by_page(once, beneficiary, by=by)
    if known is not None:
        return known
    paper = {"received_on": received_on, "paper_number": paper_number, "paper_form": paper_form}
    application = _create(
        services, uid=once, filed_by=by, origin=origin, beneficiary=beneficiary, applicant=beneficiary, **paper
    )
    save_step(application, "common.you", _known(beneficiary), by=by)
    return application


def begun_by_page(once: UUID | None, beneficiary: Person, *, by: User) -> Application | None:
    """Two at once wait for each other by the person's row, until the transaction ends."""
    if once is None:
        return None
    Person.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=beneficiary.pk)
    return Application.objects.with_parts().filter(uid=once, filed_by=by, beneficiary=beneficiary).first()


def _known(person: Person) -> dict[str, Any]:
    return {
        "given_name": person.given_name,
        "middle_name": person.middle_name,
        "family_name": person.family_name,
        "identity_type": person.id_type,
        "identity_number": person.id_number or "",
        "identity_reason": person.no_id_reason,
        "birth_date": person.birth_date,
    }


def _create(services: list[Service], *, uid: UUID | None = None, **fields: Any) -> Application:
    if uid is None or Application.objects.filter(uid=uid).exists():
        uid = uuid4()
    forms = FormVersion.objects.published()
    printed: BlankForm | None = fields.get("paper_form")
    application = Application.objects.create(
        uid=uid,
        data_key=DataKey.objects.create_for("application", uid),
        language=get_language() or "bg",
        common_form=printed.common if printed else forms.get(service__isnull=True),
        **fields,
    )
    own = {form.service_id: form for form in forms.filter(service__in=services)}
    if printed and printed.own:
        own[printed.service_id] = printed.own
    ServiceRequest.objects.bulk_create(
        ServiceRequest(application=application, service=service, form_version=own.get(service.pk), position=position)
        for position, service in enumerate(services)
    )
    return application


@transaction.atomic
def discard(application: Application, *, by: Any, part: str = "") -> None:
    """The draft, its answers and files are gone for good: what they were encrypted with is shredded."""
    draft = Application.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=application.pk)
    if not draft.is_draft:
        return
    stored = list(draft.attachments.exclude(storage_key="").values_list("storage_key", flat=True))
    audit.record("draft_discarded", draft, by=by, part=part)
    key = draft.data_key
    draft.delete()
    erasure.shred(key, by=by)
    for name in stored:
        transaction.on_commit(partial(default_storage.delete, name))


def _tell_of_end(draft: Application, writer: User, last_day: date) -> None:
    services = [request.service for request in draft.requests.select_related("service")]
    messages.send(
        notices.DRAFT_ENDS,
        subject=draft,
        data_key=draft.data_key,
        by=None,
        user_uid=writer.uid,
        context={
            "services": ", ".join(service.name_bg for service in services),
            "services_en": ", ".join(service.name_en for service in services),
            "last_day": f"{last_day:%d.%m.%Y}",
        },
        dedupe_key=f"draft_ends:{draft.uid}:{last_day}",
    )


def _mail_of_end(draft: Application, last_day: date) -> None:
    """To the address that somebody without an account left. No service, no name, no code."""
    with translation.override(draft.language):
        link = settings.PUBLIC_URL + reverse("apply_resume", args=[draft.uid])
        text = _("What you began is kept until %(day)s, then it is deleted. Go on here, with your code: %(link)s")
        words = {"day": f"{last_day:%d.%m.%Y}", "link": link}
        messages.queue_mail(str(draft.email), str(notices.DRAFT_ENDS.subject), text % words)


def warn(draft: Application, last_day: date) -> None:
    """Inside the caller's transaction. Whoever writes is told: the applicant, or the clerk who began it."""
    writer = draft.applicant_user or draft.filed_by
    if writer is not None:
        _tell_of_end(draft, writer, last_day)
    elif draft.email:
        _mail_of_end(draft, last_day)
    Application.objects.filter(pk=draft.pk).update(warned_at=timezone.now())


@transaction.atomic
def leave_out(application: Application, slug: str, *, by: User) -> bool:
    """A service that cannot be asked for now is taken out, with its own answers. The last one stays: False.

    Raises Gone.
    """
    hold(application)
    if application.requests.exclude(service__slug=slug).exists():
        application.requests.filter(service__slug=slug).delete()
        StepAnswers.objects.filter(application=application, step__startswith=f"{slug}.").delete()
        return True
    return False


@transaction.atomic
def move(application: Application, versions: Versions, *, by: User | None) -> None:
    """The draft stands on other versions of its forms from now on, with every answer it had. Raises Gone."""
    hold(application)
    locked = Application.objects.select_related("data_key").get(pk=application.pk)
    rows = {row.step: row for row in locked.step_answers.select_related("data_key")}
    result = moving.moved(moving.stored_versions(locked), versions, {key: row.answers for key, row in rows.items()})
    for key, answers in result.answers.items():
        row = rows.pop(key, None)
        if row is None or row.answers != answers:
            save_step(locked, key, answers, by=by, row=row)
    StepAnswers.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    Application.objects.filter(pk=locked.pk).update(common_form=versions[moving.COMMON])
    for slug, version in versions.items():
        ServiceRequest.objects.filter(application=locked, service__slug=slug).update(form_version=version)
    application.common_form_id = versions[moving.COMMON]
    application.__dict__.pop("asked", None)


@transaction.atomic
def save_step(
    application: Application,
    key: str,
    answers: dict[str, Any],
    *,
    by: Any,
    part: str = "",
    row: StepAnswers | None = None,
    seen: int | None = None,
) -> StepAnswers:
    """Saves one step's answers, encrypted. `row` is the step's row if the caller has read it.

    `seen`: the revision that the writer was shown, 0 for none; raises Overtaken when another stands there by now.
    Without it the last save counts. Raises Gone.
    """
    # The draft's row is the queue: two tabs that save the same new step at once make one row of it.
    now = timezone.now()
    still = Application.objects.filter(pk=application.pk, status=ApplicationStatus.DRAFT)
    if not still.update(changed_at=now):
        raise Gone
    row = row or _row(application, key)
    if isinstance(by, Helper):
        _note_help(by, key, row.answers if row else {}, answers)
    if row is None:
        return StepAnswers.objects.create(
            application=application, step=key, data_key=application.data_key, answers=answers, saved_by=part
        )
    row.data_key = application.data_key
    standing = StepAnswers.objects.filter(pk=row.pk)
    if seen is not None:
        standing = standing.filter(revision=seen)
    sealed = StepAnswers._meta.get_field("answers").seal(row, answers)
    if not standing.update(answers=sealed, revision=F("revision") + 1, saved_at=now, saved_by=part):
        raise Overtaken(_row(application, key) or row)
    row.answers = answers
    return row


def _note_help(helper: Helper, key: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """The applicant sees who changed what; the audit has it too, without the answers."""
    names = sorted(name for name in before.keys() | after.keys() if (before.get(name) or "") != (after.get(name) or ""))
    if names:
        HelperChange.objects.create(helper=helper, step=key, names=names)
        audit.record("helper_wrote", helper, by=helper, step=key, names=names)


def _row(application: Application, key: str) -> StepAnswers | None:
    row = StepAnswers.objects.filter(application=application, step=key).first()
    if row is not None:
        row.data_key = application.data_key
    return row


def save_answers(
    walk: Walk, key: str, answers: dict[str, Any], *, by: Any, part: str = "", seen: int | None = None
) -> StepAnswers:
    """One step's answers; a draft begun under an older form is moved first to the one that was shown."""
    if walk.moved is None:
        row = walk.saved.get(key)
        row = row if isinstance(row, StepAnswers) else None
        return save_step(walk.application, key, answers, by=by, part=part, row=row, seen=seen)
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(pk=walk.application.pk)
        row = _row(walk.application, key)
        if seen is not None and row is not None and row.revision != seen:
            raise Overtaken(row)
        move(walk.application, walk.versions, by=by)
        return save_step(walk.application, key, answers, by=by, part=part)
