"""The form builder: a draft beside the published version, a second pair of eyes, publication now or at a time."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from records import audit
from services.actions import entries
from services.entries import KINDS, InvalidEntry
from services.entries.forms import COMMON
from services.formschema import SchemaError, parse
from services.models import FormStatus, FormVersion, Service


class ChangedMeanwhile(Exception):
    """A colleague saved the same draft first."""

    def __str__(self) -> str:
        return _("A colleague has changed this entry meanwhile. Your text is kept below; compare and save again.")


class NotYours(Exception):
    """Nobody approves what they wrote themselves."""

    def __str__(self) -> str:
        return _("You wrote this draft. A colleague has to look at it and approve it.")


class NotSent(Exception):
    """The draft does not wait for a second look."""

    def __str__(self) -> str:
        return _("The draft does not wait for approval any more. Look at it again.")


def token(draft: FormVersion) -> str:
    """Which state of the draft a page shows."""
    state = json.dumps([draft.schema, str(draft.sent_at), str(draft.approver_uid)], sort_keys=True)
    return hashlib.sha256(state.encode()).hexdigest()[:20]


def slug_of(draft: FormVersion) -> str:
    return draft.service.slug if draft.service else COMMON


@transaction.atomic
def begin(slug: str, *, by: User) -> FormVersion:
    """The draft that there is, or a copy of the published version."""
    versions = FormVersion.objects.of(slug).select_for_update(of=("self",))
    rows = {row.status: row for row in versions.exclude(status=FormStatus.RETIRED)}
    if FormStatus.DRAFT in rows:
        return rows[FormStatus.DRAFT]
    published = rows.get(FormStatus.PUBLISHED)
    service = None if slug == COMMON else Service.objects.get(slug=slug)
    last = FormVersion.objects.of(slug).aggregate(last=Max("number"))["last"] or 0
    schema = published.schema if published else {"steps": []}
    try:
        with transaction.atomic():
            draft = FormVersion.objects.create(service=service, number=last + 1, schema=schema, author_uid=by.uid)
    except IntegrityError:  # a double click, or a colleague at the same moment
        return FormVersion.objects.of(slug).drafts().get()
    audit.record("form_draft_begun", draft, by=by, form=slug)
    return draft


def _locked(draft: FormVersion, seen: str) -> FormVersion:
    """Raises ChangedMeanwhile when the page showed another state, or the draft is no draft any more."""
    row = FormVersion.objects.drafts().select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if row is None or token(row) != seen:
        raise ChangedMeanwhile
    return row


@transaction.atomic
def save(draft: FormVersion, steps: list[dict[str, Any]], *, seen: str, by: User) -> FormVersion:
    """An impossible draft may be kept: it cannot be sent. Whoever changes it is its author, and it waits no more."""
    row = _locked(draft, seen)
    row.schema, row.author_uid = {"steps": steps}, by.uid
    row.sent_at = row.approver_uid = row.publish_at = None
    row.save()
    audit.record("form_draft_saved", row, by=by, form=slug_of(row))
    return row


@transaction.atomic
def discard(draft: FormVersion, *, seen: str, by: User) -> None:
    row = _locked(draft, seen)
    audit.record("form_draft_discarded", row, by=by, form=slug_of(row))
    row.delete()


@transaction.atomic
def send(draft: FormVersion, *, seen: str, by: User) -> None:
    """Raises SchemaError for a form that could not work."""
    row = _locked(draft, seen)
    parse(row.schema)
    row.sent_at, row.remark = timezone.now(), ""
    row.save()
    audit.record("form_sent", row, by=by, form=slug_of(row))


@transaction.atomic
def give_back(draft: FormVersion, remark: str, *, seen: str, by: User) -> None:
    _return(_waiting(draft, seen), remark, by=by)


def _return(row: FormVersion, remark: str, *, by: User | None) -> None:
    row.sent_at = row.approver_uid = row.publish_at = None
    row.remark = remark
    row.save()
    audit.record("form_given_back", row, by=by, form=slug_of(row))


def _waiting(draft: FormVersion, seen: str) -> FormVersion:
    row = _locked(draft, seen)
    if row.sent_at is None:
        raise NotSent
    return row


@transaction.atomic
def approve(draft: FormVersion, *, publish_at: datetime | None, seen: str, by: User) -> None:
    """By somebody else than the author. Published now, or by the clock (publish_due)."""
    row = _waiting(draft, seen)
    if row.author_uid == by.uid:
        raise NotYours
    row.approver_uid, row.publish_at = by.uid, publish_at
    row.save()
    audit.record("form_approved", row, by=by, form=slug_of(row))
    if publish_at is None or publish_at <= timezone.now():
        _publish(row, by=by)


def _publish(row: FormVersion, *, by: User | None) -> None:
    """The approved row itself becomes the published version (services.entries.forms)."""
    entries.publish(KINDS["form"], {"id": slug_of(row), "steps": row.schema["steps"]}, by=by)


def publish_due(now: datetime) -> int:
    """Approved drafts whose time has come. What cannot be published goes back with the reason; the others go on."""
    due = FormVersion.objects.approved().filter(publish_at__lte=now)
    keys = list(due.values_list("pk", flat=True))
    for pk in keys:
        with transaction.atomic():
            row = due.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:
                _publish_or_return(row)
    return len(keys)


def _publish_or_return(row: FormVersion) -> None:
    try:
        with transaction.atomic():
            _publish(row, by=None)
    except (InvalidEntry, SchemaError) as error:
        _return(row, str(error)[:500], by=None)
