"""Stored files that no row names: left by a request or a worker that ended between the storage and its commit."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

log = logging.getLogger(__name__)
# No request and no worker takes so long to name what it has stored, and no copy of the database is so much older.
GRACE = timedelta(days=7)
BATCH = 20_000
# More of them, and a larger part of all, are no leftovers: it is the wrong database, or an old copy of it.
SOME, PART = 100, 0.1
# One file a row, under a random name; a room above adds its own in portal/wiring.py. The other folders have names that
# say what is in them, and whoever writes there looks after them.
FOLDERS = {"documents"}
NAMED = "SELECT storage_key FROM {table} WHERE storage_key = ANY(%s)"


@dataclass(frozen=True)
class Swept:
    """`young`: no row names them, and one still may. `is_stopped`: too many to be leftovers, nothing was removed."""

    seen: int
    young: int
    removed: int
    is_stopped: bool = False


def sweep(now: datetime) -> Swept:
    """Removes what no row names and is older than GRACE. Safe to run twice and at any time."""
    seen, unnamed = 0, []
    for folder in sorted(FOLDERS):
        files = _files(folder)
        seen += len(files)
        for start in range(0, len(files), BATCH):
            batch = files[start : start + BATCH]
            # Asked after the folder was read: what was stored and named in between is no leftover.
            unnamed += sorted(set(batch) - _named(batch))
    old = [name for name in unnamed if _is_old(name, now)]
    is_stopped = len(old) > max(SOME, seen * PART)
    if not is_stopped:
        for name in old:
            default_storage.delete(name)
    swept = Swept(seen, len(unnamed) - len(old), 0 if is_stopped else len(old), is_stopped)
    if is_stopped:
        log.error("%s of %s stored files have no row: nothing was removed, somebody has to look.", len(old), seen)
    else:
        log.info("Stored files: %s seen, %s removed, %s young without a row.", seen, swept.removed, swept.young)
    return swept


def _files(folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []


def _named(names: list[str]) -> set[str]:
    """Those that a row of any table names: one statement, so that a name that moves from row to row is never missed."""
    tables = sorted(
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "storage_key" for field in model._meta.concrete_fields)
    )
    parts = [NAMED.format(table=connection.ops.quote_name(table)) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [names] * len(parts))
        return {name for (name,) in cursor.fetchall()}


def _is_old(name: str, now: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < now - GRACE
    except FileNotFoundError:
        return False  # somebody else has removed it meanwhile
