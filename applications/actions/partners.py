"""Partner institutions and their keys: kept by an administrator, shown once, ended at once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.models import Partner, PartnerKey, PartnerRule, Scope
from applications.models.partner import PREFIX, hash_of
from people.models import User
from records import audit, tries
from records.documents import ALPHABET
from services.models import Service

MARK, WRONG_KEYS = 8, 100
FACTS = ("name_bg", "name_en", "contact", "valid_from", "valid_to")


@transaction.atomic
def save(partner: Partner | None, facts: dict[str, Any], services: list[Service], *, by: User) -> Partner:
    verb = "partner_changed" if partner else "partner_added"
    partner = partner or Partner()
    for name in FACTS:
        setattr(partner, name, facts[name])
    partner.save()
    partner.services.set(services)
    words = {"services": sorted(service.slug for service in services), "until": str(partner.valid_to or "")}
    audit.record(verb, partner, by=by, **words)
    return partner


@transaction.atomic
def issue_key(
    partner: Partner,
    *,
    by: User,
    until: date | None = None,
    former_until: date | None = None,
    scopes: Sequence[str] = (Scope.DRAFTS,),
) -> str:
    """The new key, shown once. Those before go on until `former_until`, so that the partner has time to change over."""
    mark = "".join(secrets.choice(ALPHABET) for _place in range(MARK))
    secret = secrets.token_urlsafe(32)
    if former_until is not None:
        former = PartnerKey.objects.in_force(timezone.localdate()).filter(partner=partner)
        former.exclude(valid_to__lt=former_until).update(valid_to=former_until)
    known = {"mark": mark, "secret_hash": hash_of(secret), "valid_to": until}
    key = PartnerKey.objects.create(partner=partner, scopes=[str(one) for one in scopes], **known)
    audit.record(
        "partner_key_issued", partner, by=by, key=key.mark, former_until=str(former_until or ""), scopes=key.scopes
    )
    return f"{PREFIX}_{mark}_{secret}"


@transaction.atomic
def revoke_key(partner: Partner, mark: str, *, by: User) -> bool:
    """At once: the next call with it is refused."""
    rows = PartnerKey.objects.filter(partner=partner, mark=mark, revoked_at=None)
    if not rows.update(revoked_at=timezone.now()):
        return False
    audit.record("partner_key_revoked", partner, by=by, key=mark)
    return True


def may_call(partner: Partner) -> bool:
    """As often an hour as the rule in force says. While Redis is away nobody is held up."""
    most = PartnerRule.objects.in_force(timezone.localdate()).calls_an_hour
    return tries.count(f"partner:{partner.pk}:{timezone.now():%Y%m%d%H}") <= most


def may_try(address: str) -> bool:
    """A hundred wrong keys an hour from one address, then its calls are not even noted. A hash is kept."""
    return tries.count_from(address, "partner-key") <= WRONG_KEYS


def note_use(key: PartnerKey) -> None:
    """Once a day: enough to see which key nobody uses any more."""
    today = timezone.localdate()
    if key.used_on != today:
        PartnerKey.objects.filter(pk=key.pk).update(used_on=today)
