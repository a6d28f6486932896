"""Following an application without an account: number and code together, never the number alone."""

import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from applications.models import Application, TrackingTry
from people.models import User
from records import audit
from records.documents import ALPHABET

CODE_LENGTH = 10
MAX_TRIES = 5


@transaction.atomic
def issue_code(application: Application, *, by: User) -> str:
    """A new random code, shown once; the one before stops working."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    Application.objects.filter(pk=application.pk).update(track_hash=make_password(code))
    audit.record("tracking_code_issued", application, by=by)
    return code


def find(number: str, code: str) -> Application | None:
    """The same work and answer for an unknown number and a wrong code."""
    rows = Application.objects.exclude(track_hash="").exclude(status="draft")
    application = rows.filter(number=number.strip().upper().split("/")[0]).first()
    stored = application.track_hash if application else make_password(None)
    right = check_password(code.strip().upper().replace("-", "").replace(" ", ""), stored)
    return application if right else None


def may_try(number: str, address: str) -> bool:
    """Counts the try. Five in ten minutes a number, twenty an address; kept in the database."""
    return TrackingTry.objects.count_try(number.strip().upper().split("/")[0][:40], address)
