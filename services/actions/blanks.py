"""Paper forms: a row for each service, pair of form versions and language; a worker makes each once."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from records import outbox
from records.documents import ALPHABET, DamagedDocument
from services.models import BlankForm, FormVersion, Service

# A round of beat; what is left comes with the next one.
MOST_AT_ONCE = 20


def wanted() -> list[tuple[Service, int, int | None, str]]:
    """(service, common version, own version, language) of what can be asked for on paper now."""
    published = FormVersion.objects.published()
    common = published.filter(service=None).values_list("pk", flat=True).first()
    if common is None:
        return []
    own = dict(published.exclude(service=None).values_list("service", "pk"))
    services = [row for row in Service.objects.published() if row.takes_applications and not row.is_protected]
    return [(row, common, own.get(row.pk), code) for row in services for code, _name in settings.LANGUAGES]


@transaction.atomic
def prepare() -> int:
    """Queues what is wanted and not there yet. How many; safe to run twice."""
    keys = ("service", "common", "own", "language")
    there = set(BlankForm.objects.values_list(*keys))
    missing = [row for row in wanted() if (row[0].pk, *row[1:]) not in there][:MOST_AT_ONCE]
    rows = [
        BlankForm(
            service=service, common_id=common, own_id=own, language=language, code=_code(), next_try_at=timezone.now()
        )
        for service, common, own, language in missing
    ]
    BlankForm.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        outbox.announce()
    return len(rows)


def _code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def current_of(slug: str, language: str) -> BlankForm | None:
    """The ready form with the versions that are published now."""
    common = FormVersion.objects.published().filter(service=None).values("pk")
    own = FormVersion.objects.published().filter(service__slug=slug).values_list("pk", flat=True).first()
    return BlankForm.objects.of(slug, language).ready().filter(common__in=common, own=own).first()


def finish(form: BlankForm, made: bytes) -> None:
    name = f"blanks/{form.uid}.pdf"
    default_storage.delete(name)  # what a worker left that was killed before its commit
    stored = default_storage.save(name, ContentFile(made))
    digest = hashlib.sha256(made).hexdigest()
    BlankForm.objects.filter(pk=form.pk).update(storage_key=stored, sha256=digest, made_at=timezone.now(), failure="")


def fail(form: BlankForm, failure: str) -> None:
    BlankForm.objects.filter(pk=form.pk).update(tries=F("tries") + 1, failure=failure[:300])


def read(form: BlankForm) -> bytes:
    """The bytes as they were made. Raises DamagedDocument when they are changed."""
    with default_storage.open(form.storage_key) as stored:
        made: bytes = stored.read()
    if hashlib.sha256(made).hexdigest() != form.sha256:
        raise DamagedDocument(str(form.uid))
    return made
