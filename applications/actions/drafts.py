"""Drafts: started once, saved step by step, found again."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from applications import moving
from applications.models import Application, Origin, ServiceRequest, StepAnswers
from applications.moving import Versions
from applications.steps import Walk
from people.models import Person, User
from records.models import DataKey
from services.models import FormVersion, Service


def open_draft(user: User, service: Service) -> Application | None:
    """The draft the user already has for this service: nobody starts a fifth one by accident."""
    return Application.objects.drafts_of(user).filter(requests__service=service).order_by("-changed_at").first()


@transaction.atomic
def start(user: User, services: list[Service], *, by: User) -> Application:
    return _create(services, applicant_user=user, origin=Origin.ONLINE)


@transaction.atomic
def start_at_counter(beneficiary: Person, services: list[Service], *, by: User, origin: str) -> Application:
    """A clerk writes for a person: what is known of the person is filled in."""
    application = _create(services, filed_by=by, origin=origin, beneficiary=beneficiary, applicant=beneficiary)
    save_step(application, "common.you", _known(beneficiary), by=by)
    return application


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


def _create(services: list[Service], **fields: Any) -> Application:
    uid = uuid4()
    forms = FormVersion.objects.published()
    application = Application.objects.create(
        uid=uid,
        data_key=DataKey.objects.create_for("application", uid),
        language=get_language() or "bg",
        common_form=forms.get(service__isnull=True),
        **fields,
    )
    own = {form.service_id: form for form in forms.filter(service__in=services)}
    ServiceRequest.objects.bulk_create(
        ServiceRequest(application=application, service=service, form_version=own.get(service.pk), position=position)
        for position, service in enumerate(services)
    )
    return application


@transaction.atomic
def leave_out(application: Application, slug: str, *, by: User) -> bool:
    """A service that cannot be asked for now is taken out, with its own answers. The last one stays: False."""
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.requests.exclude(service__slug=slug).exists():
        application.requests.filter(service__slug=slug).delete()
        StepAnswers.objects.filter(application=application, step__startswith=f"{slug}.").delete()
        return True
    return False


@transaction.atomic
def move(application: Application, versions: Versions, *, by: User | None) -> None:
    """The draft stands on other versions of its forms from now on, with every answer it had."""
    locked = Application.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=application.pk)
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
    application: Application, key: str, answers: dict[str, Any], *, by: User | None, row: StepAnswers | None = None
) -> StepAnswers:
    """Saves one step's answers, encrypted; the last save counts. `row` is the step's row if the caller has read it."""
    # The draft's row is the queue: two tabs that save the same new step at once make one row of it.
    Application.objects.filter(pk=application.pk).update(changed_at=timezone.now())
    row = row or StepAnswers.objects.filter(application=application, step=key).first()
    if row is None:
        row = StepAnswers(application=application, step=key)
    row.data_key, row.answers = application.data_key, answers
    if row.pk:
        row.revision = F("revision") + 1
    row.save()
    return row


def save_answers(walk: Walk, key: str, answers: dict[str, Any], *, by: User) -> StepAnswers:
    """One step's answers; a draft begun under an older form is moved first to the one that was shown."""
    if walk.moved is None:
        row = walk.saved.get(key)
        return save_step(walk.application, key, answers, by=by, row=row if isinstance(row, StepAnswers) else None)
    with transaction.atomic():
        move(walk.application, walk.versions, by=by)
        return save_step(walk.application, key, answers, by=by)
