"""The second signature: named in the draft, asked for at sending, given by the named person alone, void on change."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import cosigned, hooks, notices
from applications.models import Application, CoSignature
from people.actions import persons
from people.actions.persons import PersonFacts
from people.models import User
from records import audit, messages, together
from records.workflow import move

REMIND_BEFORE = timedelta(days=3)


class Changed(Exception):
    """What was read is not what would be signed: it was changed meanwhile."""


@transaction.atomic
def name(application: Application, who: dict[str, Any], *, by: User | None) -> CoSignature:
    """Whom the applicant names, while the application is a draft."""
    row = CoSignature.objects.filter(application=application, status=CoSignature.Status.NAMED).first()
    row = row or CoSignature(application=application)
    row.data_key, row.named = application.data_key, who
    row.save()
    audit.record("cosigner_named", row, by=by, application=str(application.uid))
    return row


@transaction.atomic
def unname(application: Application, *, by: User | None) -> None:
    for row in CoSignature.objects.filter(application=application, status=CoSignature.Status.NAMED):
        audit.record("cosigner_unnamed", row, by=by, application=str(application.uid))
        row.delete()


def forget_named(application: Application) -> None:
    """Of an application that nobody signs besides: somebody was named before it became one for oneself or by proxy."""
    together.remove(CoSignature.objects.filter(application=application, status=CoSignature.Status.NAMED))


def is_missing(application: Application, answers: dict[str, Any]) -> bool:
    """A requested service asks for a second signature and nobody was named."""
    slugs = [service.slug for service in application.asked]
    if not cosigned.is_needed(slugs, answers.get("capacity", ""), timezone.localdate()):
        return False
    return not CoSignature.objects.filter(application=application).exists()


@transaction.atomic
def ask(application: Application, *, by: User | None) -> None:
    """With the sending: the named person gets an invitation of their own, and the cases wait."""
    row = CoSignature.objects.filter(application=application, status=CoSignature.Status.NAMED).first()
    if row is None:
        return
    row.application, row.data_key = application, application.data_key
    signer = persons.find_or_register(_facts(row.named, application.language), by=by)
    _ask(row, "ask", application, by, signer=signer)


def _facts(named: dict[str, Any], language: str) -> PersonFacts:
    channels = [channel for channel, key in (("email", "email"), ("sms", "phone")) if named.get(key)]
    return PersonFacts(**{**named, "channels": tuple(channels), "language": language})


def _ask(row: CoSignature, verb: str, application: Application, by: User | None, **fields: Any) -> None:
    now = timezone.now()
    due: date = hooks.term_of.one("cosign", timezone.localdate(now))
    fresh: dict[str, Any] = {"asked_at": now, "due_on": due, "digest": "", "document_seen": ""}
    fresh |= {"reminded_at": None, "settled_at": None}
    move(row, verb, by=by, public_facts={"due_on": due.isoformat()}, **fresh, **fields)
    hooks.on_signature_awaited(application, by)
    _tell_signer(notices.SIGN, row, application, by, key=now.isoformat())


@transaction.atomic
def sign(row: CoSignature, *, seen: str, by: User, document_seen: str = "") -> None:
    """`seen`: the digest of what the signer read. Raises Changed when it is not what is there now, and WrongStatus."""
    application = _locked(row)
    digest = cosigned.digest_of(application)
    if seen != digest:
        raise Changed
    facts = {"digest": digest, "at_counter": bool(document_seen)}
    move(
        row, "sign", by=by, public_facts=facts, digest=digest, document_seen=document_seen, settled_at=timezone.now()
    )  # fmt: skip
    hooks.on_signature_settled(application, by)
    _tell_applicant(notices.SIGNED, row, application, by)


@transaction.atomic
def refuse(row: CoSignature, reason: str, *, by: User) -> None:
    application = _locked(row)
    move(row, "refuse", by=by, reason=reason, settled_at=timezone.now())
    _tell_applicant(notices.NOT_SIGNED, row, application, by)


@transaction.atomic
def waive(row: CoSignature, ground: str, *, by: User) -> None:
    """The officer goes on without the signature and says on what ground."""
    application = _locked(row)
    move(row, "waive", by=by, reason=ground, waived_by=by, settled_at=timezone.now())
    hooks.on_signature_settled(application, by)


@transaction.atomic
def ask_again_if_changed(application: Application, *, by: User | None) -> bool:
    """Whatever changes after the signature makes it void: the same person reads and signs anew. True when asked."""
    row = CoSignature.objects.filter(application=application, status=CoSignature.Status.SIGNED).with_parts().first()
    if row is None or row.digest == cosigned.digest_of(application):
        return False
    _ask(row, "ask_again", application, by)
    return True


def remind_and_expire(today: date) -> tuple[int, int]:
    """(reminded, expired). Safe to run twice."""
    awaited = CoSignature.objects.awaited().with_parts()
    reminded = expired = 0
    for row in awaited.filter(due_on__lte=today + REMIND_BEFORE, due_on__gte=today, reminded_at__isnull=True):
        with transaction.atomic():
            fresh = CoSignature.objects.filter(pk=row.pk, reminded_at__isnull=True)
            if fresh.update(reminded_at=timezone.now()):
                _tell_signer(notices.SIGN_REMINDER, row, row.application, None, key=str(row.due_on))
                reminded += 1
    for row in awaited.filter(due_on__lt=today):
        with transaction.atomic():
            move(row, "expire", by=None, settled_at=timezone.now())
            _tell_applicant(notices.NOT_SIGNED, row, row.application, None)
            expired += 1
    return reminded, expired


def _locked(row: CoSignature) -> Application:
    rows = Application.objects.select_for_update(of=("self",), no_key=True).with_parts()
    return rows.select_related("applicant_user").get(pk=row.application_id)


def _tell_signer(notice: Any, row: CoSignature, application: Application, by: Any, *, key: str) -> None:
    """By the signer's own channels alone: the one who applied never chooses how the other parent is reached."""
    assert row.signer is not None and row.due_on is not None and application.applicant is not None
    context = {
        "applicant": application.applicant.short_name,
        "person": application.about.short_name,
        "due_on": f"{row.due_on:%d.%m.%Y}",
    }
    messages.send(
        notice, subject=row, data_key=application.data_key, by=by, person_uid=row.signer.uid, context=context,
        dedupe_key=f"{notice.kind}:{row.uid}:{key}",
    )  # fmt: skip


def _tell_applicant(notice: Any, row: CoSignature, application: Application, by: Any) -> None:
    user, applicant = application.applicant_user, application.applicant
    messages.send(
        notice, subject=application, data_key=application.data_key, by=by,
        person_uid=applicant.uid if applicant else None, user_uid=user.uid if user else None,
        context={"number": application.dated_number, "signer": row.named_as},
        dedupe_key=f"{notice.kind}:{row.uid}:{row.asked_at:%Y%m%d%H%M%S%f}",
    )  # fmt: skip
