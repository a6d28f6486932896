"""Files from outside: kept encrypted under a random name, scanned by clamd, read by nobody before they are clean.

The row is the outbox: the relay publishes what is due, again and again until clamd has answered.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from records import audit, clamd, messages, outbox
from records.attached import NotUnpacked, files_in
from records.crypto import decrypt_bytes, encrypt_bytes
from records.hooks import file_refused
from records.models.scanned import ScannedModel, ScanStatus

log = logging.getLogger(__name__)
MAX_TRIES = 8
# What failed is looked at again so many more times by itself, once a day.
AGAIN, AGAIN_AFTER = 5, timedelta(days=1)
# While clamd is away one file asks for all of them, so often.
AWAY, AWAY_SECONDS = "scanner-is-away", 10
# A claim moves next_scan_at forward: every 20 seconds, a file that clamd cannot look into ever more seldom.
CLAIM = """
    UPDATE {table} SET next_scan_at = now() + interval '20 seconds' * power(2, least(scan_tries, 8))
    WHERE id IN (
        SELECT id FROM {table}
        WHERE scan_status = 'pending' AND NOT storage_key = '' AND next_scan_at <= now()
        ORDER BY next_scan_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, 'files'
"""


class NotOpened(Exception):
    """The file is not known to be clean; `status` says what it is."""

    def __init__(self, status: ScanStatus) -> None:
        super().__init__(status.value)
        self.status = status


def claims(tasks: dict[str, type[ScannedModel]]) -> dict[str, str]:
    """For the relay: the statement of each task. None where the municipality chose to have no scanner."""
    if settings.ANTIVIRUS == "off":
        return {}
    return {task: CLAIM.format(table=model._meta.db_table) for task, model in tasks.items()}


def keep(row: ScannedModel, folder: str, content: bytes) -> dict[str, Any]:
    """Stores the bytes and has them scanned once the caller's transaction is through; the columns to save."""
    name = default_storage.save(
        f"{folder}/{uuid4().hex}", ContentFile(encrypt_bytes(row.data_key, row.uid.bytes, content))
    )
    if settings.ANTIVIRUS != "off":
        outbox.announce()
    return {"storage_key": name, "scan_status": ScanStatus.PENDING, "next_scan_at": timezone.now()}


def read(row: ScannedModel) -> bytes | None:
    """The bytes as uploaded; None without a file or once the key was shredded. Raises NotOpened."""
    if not row.storage_key:
        return None
    if not row.may_be_opened:
        raise NotOpened(ScanStatus(row.scan_status))
    return _bytes(row)


def _bytes(row: ScannedModel) -> bytes | None:
    with default_storage.open(row.storage_key) as stored:
        return decrypt_bytes(row.data_key, row.uid.bytes, stored.read())


def trouble() -> str:
    """What is wrong with the scanner; nothing where all is well or none was wanted."""
    if settings.ANTIVIRUS == "off":
        return ""
    try:
        signed_at = clamd.version(settings.ANTIVIRUS).signed_at
    except clamd.Away as error:
        return f"away: {error}"
    if signed_at is None:
        # The demo's scanner has a list of its own, which has no day.
        return "" if settings.DEMO or settings.TESTING else "the signatures have no day"
    hours = (timezone.now() - signed_at) // timedelta(hours=1)
    return f"the signatures are {hours} hours old" if hours >= settings.SIGNATURES_MAX_HOURS else ""


def report_trouble() -> None:
    """To who runs the portal, once a day as long as it lasts."""
    if problem := trouble():
        log.error("The virus scanner needs somebody: %s", problem)
        text = "Антивирусната проверка на файловете не работи както трябва: %s. Непроверените файлове не се отварят."
        messages.queue_mail(settings.OPERATIONS_EMAIL, "Антивирусната проверка има нужда от човек", text % problem)


def look_at(model: type[ScannedModel], pk: int) -> None:
    """Scans one file that waits. Twice at once does no harm: the first answer stands."""
    if settings.ANTIVIRUS == "off" or cache.get(AWAY):
        return
    waiting = model._default_manager.filter(pk=pk, scan_status=ScanStatus.PENDING).exclude(storage_key="")
    row = waiting.select_related("data_key").first()
    if row is None:
        return
    try:
        content = _bytes(row)
        if content is None:
            _settle(row, ScanStatus.FAILED, "the key is gone")
            return
        finding = _finding(content)
    except clamd.Away as error:
        cache.set(AWAY, True, AWAY_SECONDS)
        log.warning("The virus scanner is away, files wait: %s", error)
    except (clamd.CannotScan, NotUnpacked) as error:
        _again(row, str(error))
    except FileNotFoundError:
        _again(row, "the bytes are not in the storage")
    except OSError as error:
        log.warning("The storage is away, files wait: %s", type(error).__name__)
    else:
        _settle(row, ScanStatus.QUARANTINED if finding else ScanStatus.CLEAN, finding or "")


class CannotLook(Exception):
    """Nobody can say now whether the bytes are clean."""


def found_in(content: bytes) -> str | None:
    """What is found in bytes that are read at once. Raises CannotLook: then nobody may read them."""
    if settings.ANTIVIRUS == "off":
        return None
    try:
        return _finding(content)
    except (clamd.Away, clamd.CannotScan, NotUnpacked) as error:
        log.warning("A file could not be looked at before it was read: %s", error)
        raise CannotLook from error


def _finding(content: bytes) -> str | None:
    """What is found in the file, or in one of the files inside it. Raises Away, CannotScan, NotUnpacked."""
    found = clamd.scan(settings.ANTIVIRUS, content)
    inside = () if found else files_in(content)
    return found or next((name for one in inside if (name := clamd.scan(settings.ANTIVIRUS, one))), None)


def _again(row: ScannedModel, failure: str) -> None:
    if row.scan_tries + 1 >= MAX_TRIES:
        _settle(row, ScanStatus.FAILED, failure, scan_tries=row.scan_tries + 1)
        return
    type(row)._default_manager.filter(pk=row.pk, scan_status=ScanStatus.PENDING).update(
        scan_tries=row.scan_tries + 1, scan_finding=failure[:120]
    )


@transaction.atomic
def again(row: ScannedModel, *, by: Any) -> bool:
    """What could not be checked waits for the scanner once more. False where it is not so (any more)."""
    waits = {"scan_status": ScanStatus.PENDING, "scan_tries": max(row.scan_tries, MAX_TRIES)}
    rows = type(row)._default_manager.filter(pk=row.pk, scan_status=ScanStatus.FAILED)
    if not rows.update(**waits, next_scan_at=timezone.now()):
        return False
    audit.record("file_to_scan_again", row, by=by)
    outbox.announce()
    return True


def failed_again(now: datetime) -> int:
    """A day after it failed, and only so many times. How many."""
    failed = {"scan_status": ScanStatus.FAILED, "scanned_at__lt": now - AGAIN_AFTER}
    found = 0
    for model in apps.get_models():
        if issubclass(model, ScannedModel):
            rows = model._default_manager.filter(**failed, scan_tries__lt=MAX_TRIES + AGAIN)
            found += rows.update(scan_status=ScanStatus.PENDING, next_scan_at=now)
    return found


@transaction.atomic
def _settle(row: ScannedModel, status: ScanStatus, finding: str, **more: int) -> None:
    """Who sent a file that could not be checked is told once, not after every further try."""
    facts: dict[str, Any] = {"scan_status": status, "scan_finding": finding, "scanned_at": timezone.now(), **more}
    if not type(row)._default_manager.filter(pk=row.pk, scan_status=ScanStatus.PENDING).update(**facts):
        return
    row.__dict__.update(facts)
    if status != ScanStatus.CLEAN:
        log.warning("A file was locked away: %s %s (%s).", row._meta.label, row.uid, finding)
        audit.record(f"file_{status.value}", row, by=None, finding=finding)
        if status == ScanStatus.QUARANTINED or row.scan_tries <= MAX_TRIES:
            file_refused(row)
