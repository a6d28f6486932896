"""What a partner institution prepares: made once a reference, asked after, taken back, forgotten when nobody came."""

from __future__ import annotations

import hmac
import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.calls_in import Checked
from applications.models import Partner, PartnerKey, PartnerRule, PreparedDraft, State
from applications.models.partner import code_index, reference_index
from records import audit, erasure
from records.crypto import blind_index
from records.documents import ALPHABET
from records.models import DataKey

CODE_LENGTH = 12
BATCH = 500


class ReferenceTaken(Exception):
    """The reference names another draft of the same partner already."""


def code_of(draft: PreparedDraft) -> str:
    """Sixty bits, the same whenever a call is repeated; kept nowhere."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in code_index(draft.uid)[:CODE_LENGTH])


def shown_code(draft: PreparedDraft) -> str:
    code = code_of(draft)
    return "-".join((code[:4], code[4:8], code[8:]))


def address() -> str:
    return settings.PUBLIC_URL + reverse("prepared")


def earlier(partner: Partner, call: dict[str, Any]) -> PreparedDraft | None:
    """The draft that this very call has made before. Raises ReferenceTaken when it was another call."""
    rows = PreparedDraft.objects.of_partner(partner)
    found = rows.filter(reference_hmac=reference_index(partner, call["reference"])).first()
    if found is not None and not hmac.compare_digest(bytes(found.call_mark), _mark(call)):
        raise ReferenceTaken
    return found


def make(key: PartnerKey, call: dict[str, Any], checked: Checked) -> tuple[PreparedDraft, bool]:
    """The draft, and whether this call made it. Raises ReferenceTaken."""
    found = earlier(key.partner, call)
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return _create(key, call, checked), True
    except IntegrityError:
        found = earlier(key.partner, call)
        if found is None:
            raise
        return found, False


def _create(key: PartnerKey, call: dict[str, Any], checked: Checked) -> PreparedDraft:
    partner, ground, today = key.partner, call["ground"], timezone.localdate()
    uid = uuid4()
    draft = PreparedDraft(
        uid=uid,
        data_key=DataKey.objects.create_for("prepared", uid),
        partner=partner,
        reference_hmac=reference_index(partner, call["reference"]),
        call_mark=_mark(call),
        language=call.get("language", "bg"),
        services=[service.slug for service in checked.services],
        versions=checked.versions,
        ground=ground["kind"],
        consent_on=ground.get("agreed_on"),
        expires_on=today + timedelta(days=PartnerRule.objects.in_force(today).days),
    )
    draft.code_hmac = blind_index("prepared", code_of(draft))
    draft.answers, draft.ground_text = call["answers"], ground.get("article", "")
    draft.save(force_insert=True)
    audit.record("draft_prepared", draft, by=partner, key=key.mark, services=draft.services, ground=ground["kind"])
    return draft


def _mark(call: dict[str, Any]) -> bytes:
    return blind_index("partner-call", json.dumps(call, sort_keys=True, ensure_ascii=False))


@transaction.atomic
def take_back(draft: PreparedDraft, *, by: Partner) -> bool:
    """By the institution, for example when it was the wrong person. False once the person has opened it."""
    locked = PreparedDraft.objects.filter(pk=draft.pk).locked()
    if locked is None or locked.state == State.CLAIMED:
        return False
    if locked.state == State.WAITING:
        PreparedDraft.objects.filter(pk=locked.pk).update(withdrawn_at=timezone.now())
        audit.record("prepared_draft_taken_back", locked, by=by)
        _erase(locked, by=by)
    return True


def _erase(draft: PreparedDraft, *, by: Any) -> None:
    PreparedDraft.objects.filter(pk=draft.pk).update(answers=None, ground_text=None, erased_at=timezone.now())
    erasure.shred(draft.data_key, by=by)


def forget_unclaimed(today: date) -> None:
    """What nobody opened in time is gone for good; that it was there stays for the partner and the audit."""
    for pk in PreparedDraft.objects.past_their_day(today).values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            draft = PreparedDraft.objects.past_their_day(today).filter(pk=pk).locked()
            if draft is not None:
                audit.record("prepared_draft_expired", draft, by=None)
                _erase(draft, by=None)


def letter(draft: PreparedDraft) -> str:
    """What the institution hands over or sends, ready to print. No service and no answer is named."""
    with translation.override(draft.language):
        words = {
            "partner": draft.partner.name,
            "address": address(),
            "code": shown_code(draft),
            "day": date_format(draft.expires_on),
            "phone": settings.MUNICIPALITY["phone"],
        }
        return (
            _(
                "%(partner)s has prepared an application to the municipality for you, so that you write less. Nothing "
                "has been sent, and nothing will be sent without you.\n\nOpen this address: %(address)s\nWrite this "
                "code: %(code)s\nand your date of birth. You see everything that was prepared and change what is not "
                "true.\n\nYou may also come to the counter with this letter, or call %(phone)s. It waits until "
                "%(day)s, then it is deleted."
            )
            % words
        )
