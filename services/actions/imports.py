"""A file of the catalogue from a browser: looked at first, applied only as it was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from records import audit, scanning
from services import catalogue
from services.actions.entries import Report
from services.entries import KINDS
from services.entries.differences import Difference, between
from services.entries.files import BrokenFile
from services.entries.wording import Names, titled

FOLDER = "catalogue-imports"
KEPT_FOR = timedelta(days=1)
# What a page can apply while somebody waits; longer files are loaded by the command.
AT_MOST = 1000


class Refused(Exception):
    """The file cannot be applied; the text says why."""


@dataclass(frozen=True)
class Shown:
    kind: str
    title: str
    is_new: bool
    differences: list[Difference]


@dataclass(frozen=True)
class Look:
    """What a file would do. `digest` is of exactly this; `rest` names the entries not shown in full."""

    key: str
    digest: str
    created: int
    changed: int
    unchanged: int
    entries: list[Shown]
    rest: list[str]


class _TakeBack(Exception):
    """Rolls the rehearsal back."""


def look(content: bytes, *, by: User) -> Look:
    """Loads, tells and takes everything back. Raises BrokenFile and Refused. The file is kept for a day."""
    key = sha256(content).hexdigest()
    _scan(key, content, by=by)
    try:
        with transaction.atomic():
            report = _load(content, by=by)
            found = _told(key, report)
            raise _TakeBack
    except _TakeBack:
        _keep(key, content)
        return found


def apply(key: str, digest: str, *, by: User) -> Look:
    """Raises Refused when the file is gone or the catalogue is no longer as it was when it was looked at."""
    name = _name(key)
    if not default_storage.exists(name):
        raise Refused(_("The file is no longer here. Choose it again."))
    with default_storage.open(name) as kept:
        content = kept.read()
    with transaction.atomic():
        report = _load(content, by=by)
        if report.digest != digest:
            raise Refused(_("The catalogue has changed since you looked. Choose the file again and look once more."))
        found = _told(key, report)
    default_storage.delete(name)
    return found


def _scan(key: str, content: bytes, *, by: User) -> None:
    """Before anything reads or keeps it, as every file from outside."""
    try:
        finding = scanning.found_in(content)
    except scanning.CannotLook as error:
        raise Refused(_("The file cannot be checked for viruses now. Try again in some minutes.")) from error
    if finding:
        audit.record("catalogue_file_quarantined", None, by=by, file=key, finding=finding)
        raise Refused(_("The file has a virus. It was not read. Check the computer that it comes from."))


def _load(content: bytes, *, by: User) -> Report:
    try:
        report = catalogue.load([content], by=by, at_most=AT_MOST)
    except (IntegrityError, DataError) as error:
        raise Refused(_("The catalogue cannot keep this file: something is too long or stands twice.")) from error
    if report.is_cut:
        raise Refused(
            _("The file changes more than %(count)s entries. Load it with the command load_catalogue.")
            % {"count": AT_MOST}
        )
    return report


def _told(key: str, report: Report) -> Look:
    """Inside the transaction, where the new entries have names."""
    names = Names(*(data for _kind, *states in report.seen for data in states))
    entries = [
        Shown(
            str(KINDS[kind].label), titled(kind, "", after, names), before is None, between(kind, before, after, names)
        )
        for kind, before, after in report.seen
    ]
    known = {(kind, after["id"]) for kind, _before, after in report.seen}
    touched = [*report.created, *((kind, slug) for kind, slug, _names in report.changed)]
    rest = [slug for kind, slug in touched if (kind, slug) not in known]
    return Look(key, report.digest, len(report.created), len(report.changed), report.unchanged, entries, rest)


def _name(key: str) -> str:
    return f"{FOLDER}/{key}"


def _kept() -> list[str]:
    try:
        return list(default_storage.listdir(FOLDER)[1])
    except FileNotFoundError:
        return []


def _keep(key: str, content: bytes) -> None:
    """Under its own hash; files that nobody applied within a day go."""
    for old in _kept():
        if default_storage.get_modified_time(_name(old)) < timezone.now() - KEPT_FOR:
            default_storage.delete(_name(old))
    if not default_storage.exists(_name(key)):
        default_storage.save(_name(key), ContentFile(content))


__all__ = ["BrokenFile", "Look", "Refused", "Shown", "apply", "look"]
