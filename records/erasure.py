"""Shredding keys, the ledger that outlives a restore, and re-wrapping under a new key-encryption key."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records import audit, keys
from records.models import DataKey

BATCH = 500


@transaction.atomic
def shred(key: DataKey, *, by: object) -> None:
    """Whatever the key encrypted can never be read again, in backups neither."""
    DataKey.objects.filter(pk=key.pk).update(wrapped=None, shredded_at=timezone.now())
    key.wrapped, key.shredded_at = None, timezone.now()
    audit.record("key_shredded", key, by=by)
    transaction.on_commit(lambda: _note(key.uid))


def _note(uid: UUID) -> None:
    settings.SHRED_LEDGER.parent.mkdir(parents=True, exist_ok=True)
    with settings.SHRED_LEDGER.open("a") as ledger:
        ledger.write(f"{uid}\n")


def replay() -> int:
    """Shreds again what the ledger names: run after a restore, before anything opens. How many."""
    if not settings.SHRED_LEDGER.exists():
        return 0
    uids = [UUID(line) for line in settings.SHRED_LEDGER.read_text().split()]
    alive = DataKey.objects.filter(uid__in=uids, wrapped__isnull=False)
    return alive.update(wrapped=None, shredded_at=timezone.now())


def rewrap(batch: int = BATCH) -> int:
    """Wraps up to `batch` keys under the current key-encryption key; 0 when none is left. Resumable."""
    with transaction.atomic():
        old = DataKey.objects.exclude(kek_id=settings.KEK_CURRENT).filter(wrapped__isnull=False)
        rows = list(old.select_for_update(skip_locked=True)[:batch])
        for row in rows:
            plain = row.unwrap()
            if plain is not None:
                row.kek_id, row.wrapped = keys.wrap(plain, row.uid)
        DataKey.objects.bulk_update(rows, ["kek_id", "wrapped"])
    return len(rows)
