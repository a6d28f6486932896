"""What the documents of services, sites and questions hold beside plain columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from services.entries import documents
from services.entries.kind import IS_NEW, target_id
from services.models import (
    Admission,
    FinderQuestion,
    Requirement,
    Service,
    ServiceDocument,
    Signpost,
    Site,
    Stage,
    Tariff,
)

OF_SERVICE = (
    "extra_law_groups", "target_groups", "needs", "legal_grounds", "admissions", "stages",
    models.Prefetch("documents", ServiceDocument.objects.select_related("document_type")),
    models.Prefetch("tariffs", Tariff.objects.select_related("legal_ground")),
    models.Prefetch("requirements", Requirement.objects.select_related("legal_ground")),
)  # fmt: skip
# Facts that no page asks for by themselves.
DETAILS = (
    "funding", "provider_types", "max_duration_months", "max_hours_per_day", "hide_address", "legal_refs",
    "decision_note_bg", "decision_note_en", "status_note_bg", "status_note_en", "verified", "sources", "notes",
)  # fmt: skip
_ADMISSION = ("opens_on", "closes_on", "quota", "by_invitation")
_TARIFF = ("valid_from", "valid_to", "amount", "percent", "per", "cap", "discounts")
_STAGE = ("status", "text_bg", "text_en", "checklist_bg", "checklist_en", "due_days")
_REQUIREMENT = ("subject", "tests", "at_least", "weight", "otherwise_bg", "otherwise_en")


def _slugs(rows: Iterable[Any]) -> list[str]:
    return [row.slug for row in rows]


def _columns(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _named(row: Any) -> dict[str, Any]:
    return {"id": row.slug, "bg": row.name_bg, "en": row.name_en}


def _ground(row: Any) -> dict[str, Any]:
    return {"legal_ground": row.legal_ground.slug if row.legal_ground else None}


def read_service(row: Service) -> dict[str, Any]:
    return {
        **{name: row.details[name] for name in DETAILS if name in row.details},
        "law_groups_extra": _slugs(row.extra_law_groups.all()),
        "target_groups": _slugs(row.target_groups.all()),
        "needs": _slugs(row.needs.all()),
        "legal_grounds": _slugs(row.legal_grounds.all()),
        "requires": row.requires,
        "fee": {"basis": row.fee_basis, "note_bg": row.fee_note_bg, "note_en": row.fee_note_en},
        "documents": [
            {"id": needed.document_type.slug, "when_bg": needed.when_bg, "when_en": needed.when_en}
            for needed in row.documents.all()
        ],
        "tariffs": [{**_columns(tariff, _TARIFF), **_ground(tariff)} for tariff in row.tariffs.all()],
        "admissions": [_columns(admission, _ADMISSION) for admission in row.admissions.all()],
        "stages": [{**_named(stage), **_columns(stage, _STAGE)} for stage in row.stages.all()],
        "requirements": [
            {**_named(wanted), **_columns(wanted, _REQUIREMENT), **_ground(wanted)}
            for wanted in row.requirements.all()
        ],
    }  # fmt: skip


def write_service(row: Service, entry: documents.Service) -> None:
    data = entry.data()
    row.details = {name: data[name] for name in DETAILS if name in data}
    row.requires = entry.requires.model_dump()
    row.fee_basis, row.fee_note_bg, row.fee_note_en = entry.fee.basis, entry.fee.note_bg, entry.fee.note_en
    row.save(update_fields=["details", "requires", "fee_basis", "fee_note_bg", "fee_note_en"])
    for name, kind, slugs in (
        ("extra_law_groups", "law_group", entry.law_groups_extra),
        ("target_groups", "target_group", entry.target_groups),
        ("needs", "need", entry.needs),
        ("legal_grounds", "legal_ground", entry.legal_grounds),
    ):
        field = "law_groups_extra" if name == "extra_law_groups" else name
        targets = [target_id(kind, slug, (field, place)) for place, slug in enumerate(slugs)]
        if _is_new(row):
            getattr(row, name).add(*targets)
        else:
            getattr(row, name).set(targets)
    _replace(row, row.documents, list(_documents(row, entry)))
    _replace(row, row.tariffs, list(_tariffs(row, entry)))
    _replace(row, row.admissions, [Admission(service=row, **_columns(part, _ADMISSION)) for part in entry.admissions])
    _replace(row, row.stages, list(_stages(row, entry)))
    _replace(row, row.requirements, list(_requirements(row, entry)))


def _is_new(row: models.Model) -> bool:
    return bool(getattr(row, IS_NEW, False))


def _replace(row: models.Model, related: Any, parts: list[Any]) -> None:
    if not _is_new(row):
        related.all().delete()
    if parts:
        related.model.objects.bulk_create(parts)


def _documents(row: Service, entry: documents.Service) -> Iterable[ServiceDocument]:
    for place, needed in enumerate(entry.documents):
        kind = target_id("document", needed.id, ("documents", place, "id"))
        yield ServiceDocument(
            service=row, document_type_id=kind, when_bg=needed.when_bg, when_en=needed.when_en, position=place
        )


def _ground_id(part: Any, *path: str | int) -> int | None:
    return target_id("legal_ground", part.legal_ground, (*path, "legal_ground")) if part.legal_ground else None


def _tariffs(row: Service, entry: documents.Service) -> Iterable[Tariff]:
    for place, part in enumerate(entry.tariffs):
        values = {
            **_columns(part, _TARIFF),
            "discounts": [discount.model_dump(mode="json") for discount in part.discounts],
        }
        yield Tariff(service=row, legal_ground_id=_ground_id(part, "tariffs", place), **values)


def _stages(row: Service, entry: documents.Service) -> Iterable[Stage]:
    for place, part in enumerate(entry.stages):
        names = {"slug": part.id, "name_bg": part.bg, "name_en": part.en, "position": place}
        yield Stage(service=row, **names, **_columns(part, _STAGE))


def _requirements(row: Service, entry: documents.Service) -> Iterable[Requirement]:
    for place, part in enumerate(entry.requirements):
        values = {**_columns(part, _REQUIREMENT), "tests": part.tests.model_dump(mode="json")}
        ground = _ground_id(part, "requirements", place)
        names = {"slug": part.id, "name_bg": part.bg, "name_en": part.en, "position": place}
        yield Requirement(service=row, legal_ground_id=ground, **names, **values)


def read_site(row: Site) -> dict[str, Any]:
    return {"hours": row.hours}


def write_site(row: Site, entry: documents.Site) -> None:
    row.hours = [part.model_dump() for part in entry.hours]
    row.save(update_fields=["hours"])


def read_signpost(row: Signpost) -> dict[str, Any]:
    return {"when": row.when}


def write_signpost(row: Signpost, entry: documents.Signpost) -> None:
    row.when = entry.when.model_dump(mode="json")
    row.save(update_fields=["when"])


def read_question(row: FinderQuestion) -> dict[str, Any]:
    return {"options": row.options, "when": row.when}


def write_question(row: FinderQuestion, entry: documents.Question) -> None:
    row.options = [option.model_dump() for option in entry.options]
    row.when = entry.when.model_dump(mode="json")
    row.save(update_fields=["options", "when"])
