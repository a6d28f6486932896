"""Keeping entries true: reminding those who keep them, and their word that an entry was looked through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from people.models import Organisation, User
from people.roles import GRANTS, Permission
from records import messages
from records.models import DataKey
from services import notices
from services.actions import entries
from services.entries import KINDS, stale
from services.models import Service

NAMED = 20
EDITORS = [role for role, granted in GRANTS.items() if Permission.EDIT_CATALOGUE in granted]


@transaction.atomic
def confirm(service: Service, *, by: User) -> None:
    """An editor says that all of it is true today. A date alone: a second pair of eyes would add nothing."""
    kind = KINDS["service"]
    row = kind.rows().select_for_update(of=("self",)).get(pk=service.pk)
    data = kind.read(row)
    today = timezone.localdate().isoformat()
    if data.get("reviewed_on") != today:
        entries.publish(kind, {**data, "reviewed_on": today}, by=by)


@transaction.atomic
def remind(day: date) -> int:
    """One message to each editor of each owner about everything due; of an entry at most once a month. How many."""
    due = list(stale.to_remind(day).select_for_update(of=("self",), skip_locked=True))
    by_owner: dict[int | None, list[Service]] = defaultdict(list)
    for service in due:
        by_owner[service.owner_id].append(service)
    owners = Organisation.objects.in_bulk([owner for owner in by_owner if owner is not None])
    sent = 0
    for owner_id, services in by_owner.items():
        owner = owners.get(owner_id) if owner_id is not None else None
        for user in _editors(owner, day):
            _tell(user, owner, services, day)
            sent += 1
    Service.objects.filter(pk__in=[service.pk for service in due]).update(reminded_on=day)
    return sent


def _editors(owner: Organisation | None, day: date) -> Iterable[User]:
    """The owner's own; every editor when the owner has none."""
    rows = User.objects.filter(
        is_active=True, memberships__role__in=EDITORS, memberships__valid_from__lte=day
    ).exclude(memberships__valid_to__lt=day)  # fmt: skip
    own = rows.filter(memberships__organisation=owner) if owner else rows.none()
    return list(own.distinct()) or list(rows.distinct())


def _tell(user: User, owner: Organisation | None, services: list[Service], day: date) -> None:
    keys = DataKey.objects.filter(owner_kind="staff", owner_uid=user.uid, wrapped__isnull=False)
    messages.send(
        notices.STALE,
        subject=owner,
        data_key=keys.first() or DataKey.objects.create_for("staff", user.uid),
        by=None,
        user_uid=user.uid,
        context={
            "number": len(services),
            "names": [service.name_bg for service in services[:NAMED]],
            "names_en": [service.name_en for service in services[:NAMED]],
            "more": max(len(services) - NAMED, 0),
        },
        dedupe_key=f"stale:{user.uid}:{owner.slug if owner else ''}:{day}",
    )
