"""The files of open data: made by a worker when the catalogue is newer, kept in storage, served as they are."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from services.models import CatalogueState, ExportFile

LOCK = 8_037_022  # one maker at a time, whatever machine it runs on


@dataclass(frozen=True)
class Maker:
    """What makes some files in one pass: a function of a module that only workers load, and its files by ending."""

    function: str
    files: tuple[str, ...]

    def write(self, outputs: Mapping[str, IO[bytes]]) -> None:
        module, _dot, name = self.function.rpartition(".")
        made: Callable[[Mapping[str, IO[bytes]]], None] = getattr(import_module(_full(module)), name)
        made(outputs)


def _full(module: str) -> str:
    return module if "." in module else f"services.exports.{module}"


# A room above adds its own (`portal/wiring.py`), by the full name of the function.
MAKERS = [
    Maker("sheets.write_csv", ("services.csv",)),
    Maker("sheets.write_xlsx", ("services.xlsx",)),
    Maker("hsds.write_json", ("hsds.json",)),
    Maker("hsds_package.write", ("hsds.zip",)),
    Maker("rdf.write", ("catalogue.ttl", "catalogue.rdf", "catalogue.jsonld")),
]
MEDIA_TYPES = {
    "catalogue.jsonld": "application/ld+json",
    "catalogue.ttl": "text/turtle; charset=utf-8",
    "catalogue.rdf": "application/rdf+xml; charset=utf-8",
    "hsds.json": "application/json",
    "hsds.zip": "application/zip",
    "services.csv": "text/csv; charset=utf-8",
    "statistics.csv": "text/csv; charset=utf-8",
    "statistics.json": "application/json",
    "services.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def add(maker: Maker) -> None:
    """Once, however often the rooms are connected."""
    if maker not in MAKERS:
        MAKERS.append(maker)


def current_version() -> int:
    return CatalogueState.objects.values_list("version", flat=True).first() or 0


def make_due() -> list[str]:
    """Makes what is older than the catalogue; says what it made. Nothing when another worker is at it."""
    made: list[str] = []
    with _alone() as is_alone:
        if not is_alone:
            return made
        for maker in MAKERS:
            version = current_version()
            fresh = ExportFile.objects.filter(name__in=maker.files, version__gte=version).count()
            if fresh < len(maker.files):
                _make(maker, version)
                made.extend(maker.files)
    return made


@contextmanager
def _alone() -> Iterator[bool]:
    """A lock of the session, not of a transaction: nobody waits for the minutes that large files take."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_ours = bool(cursor.fetchone()[0])
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _make(maker: Maker, version: int) -> None:
    with ExitStack() as stack:
        outputs = {name: stack.enter_context(tempfile.NamedTemporaryFile(prefix="open-data-")) for name in maker.files}
        maker.write({name.rpartition(".")[2]: output for name, output in outputs.items()})
        for name, output in outputs.items():
            _keep(name, output, version)


def _keep(name: str, output: Any, version: int) -> None:
    """The row first says where the new bytes are, then the old ones go."""
    output.flush()
    size = output.tell()
    output.seek(0)
    digest = hashlib.file_digest(output, "sha256").hexdigest()
    before = ExportFile.objects.filter(name=name).first()
    if before is not None and before.sha256 == digest and default_storage.exists(before.storage_key):
        ExportFile.objects.filter(pk=before.pk).update(version=version)
        return
    output.seek(0)
    stem, _dot, ending = name.rpartition(".")
    key = default_storage.save(f"open-data/{stem}-{digest[:16]}.{ending}", File(output))
    with transaction.atomic():
        facts = {"version": version, "storage_key": key, "sha256": digest, "size": size, "made_at": timezone.now()}
        ExportFile.objects.update_or_create(name=name, defaults=facts)
        if before is not None:
            old = before.storage_key
            transaction.on_commit(lambda: default_storage.delete(old))


def ready(name: str) -> tuple[ExportFile, IO[bytes]] | None:
    """The row and its open bytes; nothing while they have not been made."""
    for _try in range(2):  # between the reading of the row and the opening a newer file may have taken its place
        row = ExportFile.objects.filter(name=name).first()
        if row is None:
            return None
        try:
            return row, default_storage.open(row.storage_key)
        except FileNotFoundError:
            continue
    return None
